"""Filling in: one page at a time, complete without JavaScript; the server decides what is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from yakuba.kernel import clock
from yakuba.kernel.files import SERVED
from yakuba.kernel.refusals import NotFound
from yakuba.procedures.actions.save_page import save_page
from yakuba.procedures.actions.start_draft import start_draft
from yakuba.procedures.days import move_days
from yakuba.procedures.models import Draft
from yakuba.procedures.permissions import APPLY
from yakuba.procedures.queries import draft_files, draft_owner
from yakuba.procedures.rules.compiling import PageResult
from yakuba.procedures.rules.reuse import file_ids
from yakuba.procedures.rules.settling import State
from yakuba.procedures.shelf import Shelved, is_open, known_version, shelved
from yakuba.procedures.web import drafts
from yakuba.procedures.web.browser import conditions
from yakuba.procedures.web.drawing import Drawing, draw_page
from yakuba.procedures.web.posting import Folder, Prepared, prepare
from yakuba.procedures.web.words import say, sentence
from yakuba.ui.components.groups import FileRow
from yakuba.ui.components.notices import ErrorLink
from yakuba.ui.pages import PageRequest, page, render

CHANGED_IN_PLACE = frozenset({"address", "file", "group"})
"""Kinds of questions with buttons that change the page: only pages with one of them load HTMX."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies before the person: the procedure's version, their draft if one was begun, the answers so far."""

    slug: str
    version: Shelved
    draft: Draft | None
    answers: Mapping[str, Any]
    state: State

    def url(self, page_key: str | None) -> str:
        """The address of a page, of the summary for None."""
        return _address(self.slug, page_key)

    def first_undone(self) -> str | None:
        """The first shown page that was not completed yet; None when all are."""
        done = self.draft.done_pages if self.draft else {}
        return next((key for key in self.state.pages if key not in done), None)


@lru_cache(maxsize=4096)
def _address(slug: str, page_key: str | None) -> str:
    if page_key is None:
        return reverse("procedure_summary", args=[slug])
    return reverse("procedure_page", args=[slug, page_key])


def desk(request: PageRequest, slug: str) -> Desk:
    """Lay out the draft of this person, or an empty form of the open version (1 SQL; 0 for a first visit)."""
    draft = drafts.find(request, request.actor, slug)
    version = shelved(draft.version_id) if draft else known_version(slug)
    answers = {key: value for key, value in draft.answers.items() if value is not None} if draft else {}
    return Desk(slug, version, draft, answers, version.form.visible(answers, today=clock.today()))


@page(permission=APPLY)
def fill_page(request: PageRequest, slug: str, page_key: str) -> HttpResponseBase:
    """One page of the form. A page before which another is still open leads there."""
    here = desk(request, slug)
    if page_key not in here.version.form.pages:
        raise NotFound()
    if here.draft is None and not is_open(here.version):
        return HttpResponseRedirect(reverse("procedure", args=[slug]))
    undone = here.first_undone()
    order = list(here.state.pages)
    if page_key not in order or (undone in order and order.index(page_key) > order.index(undone)):
        return HttpResponseRedirect(here.url(undone or order[0]))
    if request.method == "POST":
        return _post(request, here, page_key)
    inputs = here.version.form.inputs(page_key, here.answers)
    drawing = Drawing(here.version, here.state, inputs, **_shown(here, page_key))
    return _show(request, here, page_key, drawing)


def _post(request: PageRequest, here: Desk, page_key: str) -> HttpResponseBase:
    token = ""
    draft = here.draft
    if draft is None and request.FILES:
        draft, token = _begin(request, here, {}, "")
    ready = prepare(request, here.version.form.pages[page_key], _folder(draft), here.answers)
    result = here.version.form.parse_page(page_key, ready.posted, here.answers, today=clock.today())
    ready.errors = {at: said for at, said in ready.errors.items() if result.state.shows(at.partition(".")[0])}
    stays = bool(ready.change or ready.errors or result.errors)
    if draft is None:
        if not stays or result.answers_patch:
            draft, token = _begin(request, here, result.answers_patch, "" if stays else page_key)
    else:
        save_page(
            request.actor,
            draft=draft,
            answers=result.answers_patch,
            done_page="" if stays else page_key,
            kept_until=drafts.kept_until(),
        )
        move_days(request.actor, draft)
    answer = (
        _stay(request, here, page_key, draft, ready, result)
        if stays
        else _go_on(here, page_key, draft, result)
    )
    if token:
        drafts.remember(answer, here.slug, token)
    return answer


def _folder(draft: Draft | None) -> Folder | None:
    return Folder(draft_owner(draft), partial(draft_files, draft)) if draft else None


def _begin(request: PageRequest, here: Desk, answers: Mapping[str, Any], done_page: str) -> tuple[Draft, str]:
    token = drafts.new_token()
    draft = start_draft(
        request.actor,
        version_id=here.version.version_id,
        token=token,
        language=request.LANGUAGE_CODE,
        kept_until=drafts.kept_until(),
        answers=answers,
        done_page=done_page,
    )
    return draft, token


def _go_on(here: Desk, page_key: str, draft: Draft | None, result: PageResult) -> HttpResponseBase:
    order = list(result.state.pages)
    done = {**(draft.done_pages if draft else {}), page_key: True}
    following = order[order.index(page_key) + 1 :]
    target = next((key for key in following if key not in done), None)
    return HttpResponseRedirect(here.url(target))


def _stay(
    request: PageRequest,
    here: Desk,
    page_key: str,
    draft: Draft | None,
    ready: Prepared,
    result: PageResult,
) -> HttpResponse:
    """The page again: with what was entered, and what is wrong unless a button only changed the page."""
    said = {at: sentence(problem) for at, problem in result.errors.items()}
    wrong = dict(ready.errors) if ready.change else {**said, **ready.errors}
    kept = Desk(here.slug, here.version, draft, {**here.answers, **result.answers_patch}, result.state)
    drawing = Drawing(
        here.version,
        result.state,
        result.inputs,
        errors=wrong,
        rounds=ready.rounds,
        **_shown(kept, page_key),
    )
    return _show(request, kept, page_key, drawing, status=200 if ready.change else 422)


def _shown(here: Desk, page_key: str) -> dict[str, Any]:
    """Where prefilled answers came from, and the files of this page with their names (1 SQL where there are any)."""
    if here.draft is None:
        return {}
    asked = {question.path for question in here.version.form.pages[page_key]}
    origins = {key: _origin(source) for key, source in here.draft.prefilled.items() if key in asked}
    wanted = file_ids(here.version.form, {key: here.answers[key] for key in asked & here.answers.keys()})
    rows = {
        str(file.public_id): FileRow(
            name=file.name,
            size=size_words(file.size),
            remove=f"remove:{_field_of(here, str(file.public_id))}:{file.public_id}",
            state="clean" if file.state in SERVED else "waiting",
        )
        for file in (draft_files(here.draft, wanted) if wanted else ())
    }
    return {"origins": origins, "files": rows}


def _origin(source: str) -> str:
    if not source:
        return _("区に登録されている内容です。変えられます。")
    return _("「%(title)s」で入力した内容です。変えられます。") % {
        "title": say(shelved(int(source)).definition.title)
    }


def _field_of(here: Desk, public_id: str) -> str:
    return next(
        (key for key, value in here.answers.items() if isinstance(value, list) and public_id in value), ""
    )


def size_words(size: int) -> str:
    """A size in bytes as people read it."""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, size // 1024)} KB"


def _show(
    request: PageRequest, here: Desk, page_key: str, drawing: Drawing, status: int = 200
) -> HttpResponse:
    form = here.version.form
    one = form.page(page_key)
    kinds = {question.field.kind for question in form.pages[page_key]}
    order = list(here.state.pages)
    names = [say(form.page(key).title) for key in order] + [_("確認"), _("完了")]
    previous = form.previous_page(page_key, here.answers, today=clock.today())
    return render(
        request,
        "procedures/resident/page.html",
        {
            "title": say(one.title),
            "procedure_title": say(here.version.definition.title),
            "intro": say(one.intro),
            "step_names": names,
            "step": order.index(page_key) + 1 if page_key in order else 1,
            "fields": draw_page(drawing, page_key),
            "errors": error_links(drawing),
            "has_errors": bool(drawing.errors),
            "back": here.url(previous) if previous else reverse("procedure", args=[here.slug]),
            "multipart": "file" in kinds,
            "changes": not CHANGED_IN_PLACE.isdisjoint(kinds),
            "conditions": conditions(here.version, page_key, here.state),
            "slug": here.slug,
            "saved": here.draft is not None,
        },
        status=status,
    )


def error_links(drawing: Drawing) -> list[ErrorLink]:
    """What is wrong, in the order of the page, each leading to its question."""
    return [ErrorLink(f"q-{at.replace('.', '-')}" if at else "", said) for at, said in drawing.errors.items()]
