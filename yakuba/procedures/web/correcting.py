"""Answering a correction: just the questions the office named, with its words beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from yakuba.cases import api as cases
from yakuba.kernel.files import SERVED
from yakuba.kernel.permissions import PUBLIC
from yakuba.procedures.actions.amend import amend
from yakuba.procedures.models import Submission
from yakuba.procedures.queries import correction_files, current_answers, submission_for, submission_owner
from yakuba.procedures.rules.compiling import Question
from yakuba.procedures.rules.reuse import file_ids
from yakuba.procedures.shelf import Shelved, shelved
from yakuba.procedures.web import drafts
from yakuba.procedures.web.drawing import Drawing, draw_page
from yakuba.procedures.web.filling import error_links, size_words
from yakuba.procedures.web.posting import Folder, prepare
from yakuba.procedures.web.words import say, sentence
from yakuba.ui.components.groups import FileRow
from yakuba.ui.components.markup import joined
from yakuba.ui.pages import PageRequest, page, render


@dataclass(frozen=True, slots=True)
class Asked:
    """What the office asked for: the questions to answer again, by page."""

    submission: Submission
    version: Shelved
    correction_id: int
    answers: Mapping[str, Any]
    only: frozenset[str]

    def pages(self) -> list[str]:
        """The pages that hold a question asked for."""
        return [
            key
            for key, questions in self.version.form.pages.items()
            if any(one.path in self.only for one in questions)
        ]

    def questions(self, page_key: str) -> list[Question]:
        """The questions of a page that were asked for."""
        return [one for one in self.version.form.pages[page_key] if one.path in self.only]


@page(open_to=PUBLIC)
def correction(request: PageRequest, receipt: str) -> HttpResponseBase:
    """Show what is to be corrected; take the answers."""
    shown = drafts.receipts_shown(request)
    row = submission_for(request.actor, receipt, shown)
    found = cases.application(request.actor, receipt, shown)
    if found.correction is None:
        return HttpResponseRedirect(reverse("application", args=[receipt]))
    version = shelved(row.version_id)
    only = (
        frozenset(str(item["key"]).partition(".")[0] for item in found.correction.items)
        & version.form.questions.keys()
    )
    asked = Asked(row, version, found.correction.pk, current_answers(row), only)
    if request.method == "POST":
        return _post(request, asked, found)
    inputs: dict[str, list[str]] = {}
    for key in asked.pages():
        inputs |= version.form.inputs(key, asked.answers)
    return _show(request, asked, found, _drawing(asked, inputs, asked.answers))


@dataclass(slots=True)
class Read:
    """What was read of a post: answers, what is wrong, the inputs to show again, rows of groups, the button pressed."""

    answers: dict[str, Any]
    wrong: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, list[str]] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)
    change: str = ""


def _post(request: PageRequest, asked: Asked, found: cases.Application) -> HttpResponseBase:
    """Read the named questions over the stored answers of the rest; hand them in when nothing is wrong.

    Where a corrected answer calls for another one (a question that was hidden before), that one is asked as well.
    """
    read = Read(dict(asked.answers))
    _read(request, asked, read)
    only = asked.only
    while more := _left(asked, read) - only:
        _read(request, replace(asked, only=more), read)
        only |= more
    if read.change or read.wrong:
        again = replace(asked, only=only)
        drawing = _drawing(again, read.inputs, read.answers, read.wrong, read.rounds)
        return _show(request, again, found, drawing, status=200 if read.change else 422)
    amend(
        request.actor,
        submission=asked.submission,
        correction_id=asked.correction_id,
        answers=read.answers,
        receipts_shown=drafts.receipts_shown(request),
    )
    return HttpResponseRedirect(reverse("application", args=[asked.submission.receipt]))


def _left(asked: Asked, read: Read) -> frozenset[str]:
    """The questions whose answers are wrong or missing now."""
    errors = asked.version.form.check_all(read.answers, today=asked.submission.arrived_on)
    return frozenset(at.partition(".")[0] for at in errors) & asked.version.form.questions.keys()


def _read(request: PageRequest, asked: Asked, read: Read) -> None:
    form, submission = asked.version.form, asked.submission
    before = file_ids(form, asked.answers)
    folder = Folder(submission_owner(submission), lambda ids: correction_files(submission, ids, before))
    for page_key in asked.pages():
        ready = prepare(request, asked.questions(page_key), folder, read.answers)
        posted = _over_stored(asked, page_key, ready.posted, read.answers)
        result = form.parse_page(page_key, posted, read.answers, today=asked.submission.arrived_on)
        patch = {key: value for key, value in result.answers_patch.items() if key in asked.only}
        read.answers = {key: value for key, value in {**read.answers, **patch}.items() if value is not None}
        said = {} if ready.change else {at: sentence(one) for at, one in result.errors.items()}
        read.wrong |= {
            at: words
            for at, words in (said | ready.errors).items()
            if at.partition(".")[0] in asked.only and result.state.shows(at.partition(".")[0])
        }
        read.inputs |= result.inputs
        read.rounds |= ready.rounds
        read.change = ready.change


def _over_stored(
    asked: Asked, page_key: str, posted: Mapping[str, list[str]], answers: Mapping[str, Any]
) -> dict[str, list[str]]:
    """The page's stored inputs, with the named questions as they were posted now."""
    stored = asked.version.form.inputs(page_key, answers)
    mine = {at: texts for at, texts in posted.items() if at.partition(".")[0] in asked.only}
    rest = {at: texts for at, texts in stored.items() if at.partition(".")[0] not in asked.only}
    return {**rest, **mine}


def _drawing(
    asked: Asked,
    inputs: Mapping[str, list[str]],
    answers: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
    rounds: Mapping[str, int] | None = None,
) -> Drawing:
    ids = file_ids(asked.version.form, answers)
    before = file_ids(asked.version.form, asked.answers)
    files = {
        str(one.public_id): FileRow(
            name=one.name,
            size=size_words(one.size),
            remove=f"remove:{_field_of(answers, str(one.public_id))}:{one.public_id}",
            state="clean" if one.state in SERVED else "waiting",
        )
        for one in (correction_files(asked.submission, ids, before) if ids else ())
    }
    return Drawing(
        asked.version,
        asked.version.form.visible(answers, today=asked.submission.arrived_on),
        inputs,
        errors=errors or {},
        files=files,
        rounds=rounds or {},
        only=asked.only,
    )


def _field_of(answers: Mapping[str, Any], public_id: str) -> str:
    return next((key for key, value in answers.items() if isinstance(value, list) and public_id in value), "")


def _show(
    request: PageRequest, asked: Asked, found: cases.Application, drawing: Drawing, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "procedures/resident/correction.html",
        {
            "procedure_title": say(asked.version.definition.title),
            "receipt": asked.submission.receipt,
            "correction": found.correction,
            "fields": joined(draw_page(drawing, key) for key in asked.pages()),
            "errors": error_links(drawing),
            "has_errors": bool(drawing.errors),
        },
        status=status,
    )
