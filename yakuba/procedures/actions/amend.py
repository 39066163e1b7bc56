"""Answer a correction (補正): the answers as they stand now, with what the office asked for."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Max

from yakuba.cases import api as cases
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.procedures.actions.submit import Incomplete
from yakuba.procedures.handover import documents_of, sheet_of
from yakuba.procedures.models import Amendment, Submission
from yakuba.procedures.permissions import APPLY
from yakuba.procedures.queries import correction_files, current_answers
from yakuba.procedures.rules.reuse import file_ids, kept
from yakuba.procedures.shelf import shelved


@action(permission=APPLY, audit="補正の内容を入力した")
def amend(
    actor: Actor,
    *,
    submission: Submission,
    correction_id: int,
    answers: Mapping[str, Any],
    receipts_shown: Collection[str] = (),
) -> Amendment:
    """Keep the corrected answers beside the first ones and hand a new sheet down. The version stays the same,
    and so does the day from which ages are counted: that of arrival.

    Refuses (Incomplete) answers that are missing or wrong; a correction that ended and somebody else's application
    are refused by cases.
    """
    version = shelved(submission.version_id)
    errors = version.form.check_all(answers, today=submission.arrived_on)
    if errors:
        raise Incomplete(tuple(errors))
    before = file_ids(version.form, current_answers(submission))
    now = kept(version.form, answers, today=submission.arrived_on)
    new = [public_id for public_id in file_ids(version.form, now) if public_id not in before]
    files = list(correction_files(submission, new, ()))
    if len(files) < len(new):
        raise Incomplete(tuple(key for key in now if set(new) & set(file_ids(version.form, {key: now[key]}))))
    cases.answer_correction(
        actor,
        receipt=submission.receipt,
        correction_id=correction_id,
        sheet=sheet_of(version, now, on=submission.arrived_on),
        documents=documents_of(version, now, files, on=submission.arrived_on),
        receipts_shown=receipts_shown,
    )
    last = Amendment.objects.filter(submission=submission).aggregate(top=Max("number"))["top"] or 0
    audit.note(about=submission)
    return Amendment.objects.create(
        submission=submission, number=last + 1, answers=now, amended_at=clock.now()
    )
