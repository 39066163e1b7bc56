"""Applies as a resident would, through the verbs behind the pages: begin, fill in page by page, hand in, correct."""

import io
import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from yakuba.kernel import clock, files
from yakuba.kernel.actor import Actor
from yakuba.procedures.actions.amend import amend
from yakuba.procedures.actions.save_page import save_page
from yakuba.procedures.actions.start_draft import start_draft
from yakuba.procedures.actions.submit import submit
from yakuba.procedures.models import Draft, Submission
from yakuba.procedures.options import KEEP_DRAFTS_DAYS
from yakuba.procedures.queries import current_answers, draft_owner, submission_owner
from yakuba.procedures.rules import kinds
from yakuba.procedures.rules.compiling import Form
from yakuba.procedures.samples.answers import Example, Inputs, NoExample, Wishes, page_example, walk
from yakuba.procedures.shelf import Shelved, is_open, open_versions, shelved

TRIES = 10


def open_now() -> dict[str, Shelved]:
    """The procedures that take applications today, by slug."""
    return {slug: version for slug, version in open_versions().items() if is_open(version)}


def begin(
    actor: Actor, slug: str, *, wishes: Wishes, seed: str, language: str = "ja", pages: int | None = None
) -> Draft:
    """A draft of an open procedure, filled in: all of it, or the first `pages`. KeyError where it is not open."""
    version = open_now()[slug]
    draft = start_draft(
        actor,
        version_id=version.version_id,
        token=secrets.token_urlsafe(24),
        language=language,
        kept_until=_kept_until(),
    )
    for one in walk(version.form, today=clock.today(), seed=seed, wishes=wishes)[:pages]:
        posted = one.inputs | _stored(actor, version.form, one, draft_owner(draft))
        result = version.form.parse_page(one.page, posted, draft.answers, today=clock.today())
        save_page(
            actor, draft=draft, answers=result.answers_patch, done_page=one.page, kept_until=_kept_until()
        )
    return draft


def apply(actor: Actor, slug: str, *, wishes: Wishes, seed: str, language: str = "ja") -> Submission:
    """An application handed in. Refuses as `submit` does; KeyError where the procedure is not open."""
    draft = begin(actor, slug, wishes=wishes, seed=seed, language=language)
    return submit(actor, draft=draft)


def correct(
    actor: Actor,
    submission: Submission,
    *,
    correction_id: int,
    keys: Collection[str],
    wishes: Wishes,
    seed: str,
) -> bool:
    """Answer a correction of these keys of the sheet anew, and what no longer holds besides, as the page asks.

    False, and nothing handed in, where no answers were found that the form takes.
    """
    form = shelved(submission.version_id).form
    answers = current_answers(submission)
    paths = {key.partition(".")[0] for key in keys}
    for attempt in range(TRIES):
        for path in sorted(paths):
            answers |= _again(actor, submission, form, path, answers, wishes, f"{seed}/{attempt}")
        errors = form.check_all(answers, today=clock.today())
        if not errors:
            amend(actor, submission=submission, correction_id=correction_id, answers=answers)
            return True
        paths = {at.partition(".")[0] for at in errors}
    return False


def _again(
    actor: Actor,
    submission: Submission,
    form: Form,
    path: str,
    answers: Mapping[str, Any],
    wishes: Wishes,
    seed: str,
) -> dict[str, Any]:
    """Another answer to one question, or nothing."""
    page = form.page_of(path)
    if page is None:
        return {}
    try:
        one = page_example(form, page, answers, today=clock.today(), seed=seed, wishes=wishes)
    except NoExample:
        return {}
    if path in one.uploads:
        mine = Example(page, {}, {path: one.uploads[path]})
        return dict(_stored(actor, form, mine, submission_owner(submission)))
    patch = form.parse_page(page, one.for_rules(), answers, today=clock.today()).answers_patch
    return {path: patch[path]} if patch.get(path) is not None else {}


def _stored(actor: Actor, form: Form, one: Example, owner: str) -> Inputs:
    """The ids of the files of a page, taken in as the page does."""
    found: Inputs = {}
    for path, (name, content) in one.uploads.items():
        asked = form.questions[path].field
        accept = frozenset(kinds.FILE_TYPES[word][0] for word in asked.accept or kinds.DEFAULT_ACCEPT)
        stored = files.store(
            actor,
            name=name,
            stream=io.BytesIO(content),
            limits=files.Limits(accept=accept),
            kept_until=_kept_until(),
            owner_key=owner,
        )
        found[path] = [str(stored.public_id)]
    return found


def _kept_until() -> datetime:
    return clock.now() + timedelta(days=KEEP_DRAFTS_DAYS.value())
