"""Hand an application in: the answers become a submission and a case, once."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from yakuba.cases import api as cases
from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor, Assurance
from yakuba.kernel.events import announce
from yakuba.kernel.models import StoredFile
from yakuba.kernel.refusals import NotFound, Refusal
from yakuba.procedures.days import drop_days
from yakuba.procedures.events import SubmissionReceived
from yakuba.procedures.handover import applicant_of, documents_of, sheet_of, titles_of
from yakuba.procedures.models import Draft, Submission
from yakuba.procedures.permissions import APPLY
from yakuba.procedures.queries import draft_files, may_write, owner_key
from yakuba.procedures.rules.reuse import file_ids, kept
from yakuba.procedures.shelf import Shelved, open_versions, shelved

NEEDED = {"none": Assurance.NONE, "email": Assurance.EMAIL, "account": Assurance.ACCOUNT}
DEFAULT_PREFIX = "A"


class Incomplete(Exception):
    """Answers are missing or wrong; `inputs` names them, in the order of the form."""

    def __init__(self, inputs: tuple[str, ...]) -> None:
        super().__init__(*inputs)
        self.inputs = inputs


@action(permission=APPLY, audit="申請した")
def submit(actor: Actor, *, draft: Draft, language: str = "") -> Submission:
    """Hand in a draft. Pressing the button again, in another tab or after a lost answer, gives the same submission.

    `language` is the one in which the person goes on to be told (the draft's, where none is named). Refuses while
    the window is closed or the procedure rests, where the session's assurance is too low, and (Incomplete) where
    an answer or a file is missing or wrong. Then nothing is stored and the draft stays.
    """
    row = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if row.submitted_at is not None:
        return Submission.objects.get(draft_hash=row.token_hash)
    if not may_write(actor, row):
        raise NotFound()
    version = shelved(row.version_id)
    _may_be_handed_in(actor, version)
    answers = _complete(version, row.answers)
    row.language = language or row.language
    files = _files(row, version, answers)
    submission = _store(actor, row, version, answers, files)
    drop_days(actor, row)
    row.submitted_at = submission.received_at
    row.answers = {}
    row.save(update_fields=["submitted_at", "answers", "language"])
    announce(SubmissionReceived(submission_id=submission.pk))
    return submission


def _may_be_handed_in(actor: Actor, version: Shelved) -> None:
    window = version.definition.window
    if window is not None and not window.open_on(clock.today()):
        raise Refusal("window", _("この手続は、いま受付期間ではありません。下書きは残っています。"))
    if version.definition.slug not in open_versions():
        raise Refusal("paused", _("この手続は、いま受付を休んでいます。下書きは残っています。"))
    if actor.assurance < NEEDED[version.definition.assurance]:
        raise Refusal("assurance", _("この手続には、先にメールアドレスの確認かサインインが必要です。"))


def _complete(version: Shelved, stored: dict[str, Any]) -> dict[str, Any]:
    """The answers that count, after every condition was evaluated anew."""
    given = {key: value for key, value in stored.items() if value is not None}
    errors = version.form.check_all(given, today=clock.today())
    if errors:
        raise Incomplete(tuple(errors))
    return kept(version.form, given, today=clock.today())


def _files(draft: Draft, version: Shelved, answers: Mapping[str, Any]) -> list[StoredFile]:
    """The files of the answers; each of them must be there and be the applicant's."""
    wanted = file_ids(version.form, answers)
    found = list(draft_files(draft, wanted))
    there = {str(one.public_id) for one in found}
    if there.issuperset(wanted):
        return found
    missing = [key for key in answers if not there.issuperset(file_ids(version.form, {key: answers[key]}))]
    raise Incomplete(tuple(missing))


def _store(
    actor: Actor, draft: Draft, version: Shelved, answers: dict[str, Any], files: Iterable[StoredFile]
) -> Submission:
    key = uuid.uuid4()
    today = clock.today()
    applicant = applicant_of(actor, version, answers, draft.language, on=today)
    definition = version.definition
    case = cases.open_case(
        actor,
        receipt_prefix=definition.receipt_prefix or DEFAULT_PREFIX,
        title=definition.title.ja,
        titles=titles_of(definition),
        kind=definition.slug,
        section=identity.present_section(version.section_id),
        applicant=applicant,
        sheet=sheet_of(version, answers, on=today),
        documents=documents_of(version, answers, files, on=today),
        standard_days=definition.standard_days,
        subject=("procedures", "Submission", str(key)),
    )
    return Submission.objects.create(
        key=key,
        draft_hash=draft.token_hash,
        version_id=version.version_id,
        case=case,
        receipt=case.receipt,
        resident_id=actor.resident_id,
        owner_key=owner_key(actor),
        email=applicant.email,
        language=draft.language,
        answers=answers,
        received_at=case.opened_at,
    )
