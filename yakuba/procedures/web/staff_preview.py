"""A version as residents will see it, on the staff face: every page can be tried, nothing is kept or sent."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import override

from yakuba.kernel import clock
from yakuba.kernel.refusals import NotFound
from yakuba.procedures.permissions import READ
from yakuba.procedures.rules.compiling import Form
from yakuba.procedures.rules.settling import State
from yakuba.procedures.shelf import Shelved, shelved
from yakuba.procedures.web.drawing import Drawing, draw_page
from yakuba.procedures.web.filling import error_links
from yakuba.procedures.web.posting import prepare
from yakuba.procedures.web.staff import of_mine, version_of
from yakuba.procedures.web.words import say, sentence
from yakuba.ui.components.navigation import Link
from yakuba.ui.pages import LANGUAGES, PageRequest, page, render


@page(permission=READ)
def preview(request: PageRequest, slug: str, number: int, page_key: str) -> HttpResponse:
    """One page of a version. Sent, it is read as a resident's would be, and only what is wrong is shown."""
    row = of_mine(request.actor, slug)
    version = shelved(version_of(row, number).pk)
    if page_key not in version.form.pages:
        raise NotFound()
    language = request.GET.get("language", "ja")
    language = language if language in dict(LANGUAGES) else "ja"
    everything = "all" in request.GET
    with override(language):
        drawing = _posted(request, version, page_key) if request.method == "POST" else _empty(version)
        if everything:
            drawing = _unhidden(drawing)
        one = version.form.page(page_key)
        context: dict[str, Any] = {
            "title": say(one.title),
            "procedure_title": say(version.definition.title),
            "intro": say(one.intro),
            "fields": draw_page(drawing, page_key),
            "errors": error_links(drawing),
        }
    address = _Address(slug, number, language, everything=everything)
    context |= {
        "has_errors": bool(context["errors"]),
        "tried": request.method == "POST",
        "language": language,
        "back": reverse("procedure_version", args=[slug, number]),
        "number": number,
        "pages": _tabs(version.form, page_key, address),
        "languages": [
            Link(
                label,
                _Address(slug, number, code, everything=everything).of(page_key),
                current=code == language,
            )
            for code, label in LANGUAGES
        ],
        "everything": everything,
        "toggle": _Address(slug, number, language, everything=not everything).of(page_key),
    }
    return render(
        request, "procedures/staff/preview.html", context, status=422 if context["has_errors"] else 200
    )


class _Address:
    """Where a page of the preview is, seen in the same way."""

    def __init__(self, slug: str, number: int, language: str, *, everything: bool) -> None:
        self.slug, self.number, self.language, self.everything = slug, number, language, everything

    def of(self, page_key: str) -> str:
        """The address of a page."""
        path = reverse("procedure_preview", args=[self.slug, self.number, page_key])
        return f"{path}?language={self.language}{'&all' if self.everything else ''}"


def _tabs(form: Form, page_key: str, address: _Address) -> list[Link]:
    return [
        Link(one.title.ja, address.of(one.key), current=one.key == page_key) for one in form.definition.pages
    ]


def _empty(version: Shelved) -> Drawing:
    return Drawing(version, version.form.visible({}, today=clock.today()))


def _posted(request: PageRequest, version: Shelved, page_key: str) -> Drawing:
    ready = prepare(request, version.form.pages[page_key], None, {})
    result = version.form.parse_page(page_key, ready.posted, {}, today=clock.today())
    said: Mapping[str, str] = {} if ready.change else {at: sentence(one) for at, one in result.errors.items()}
    wrong = {
        at: words
        for at, words in {**said, **ready.errors}.items()
        if result.state.shows(at.partition(".")[0])
    }
    return Drawing(version, result.state, result.inputs, errors=wrong, rounds=ready.rounds)


def _unhidden(drawing: Drawing) -> Drawing:
    state = drawing.state
    shown = State(state.pages, frozenset(), state.values, state.today)
    return replace(drawing, state=shown, conditional=False)
