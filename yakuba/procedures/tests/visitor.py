"""Somebody who applies, in a browser without JavaScript: reads pages, presses what stands there, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yakuba.procedures.rules.compiling import Form
from yakuba.procedures.tests.examples import Example

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

CHANGE = "change"


@dataclass
class Page:
    """A page as it was read: its status and words, ids, links, the inputs of its forms and where they go."""

    status: int
    text: str = ""
    language: str = ""
    title: str = ""
    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    inputs: dict[str, list[str]] = field(default_factory=dict)
    """What a browser would send: ticked, chosen or filled in."""
    names: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    """Targets of the links of the error summary."""


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.select = ""
        self.area = ""
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value if value is not None else name for name, value in attrs}
        if "id" in found:
            assert found["id"] not in self.page.ids, f"the id {found['id']} stands twice"
            self.page.ids.add(found["id"])
        if tag == "html":
            self.page.language = found.get("lang", "")
        elif tag == "a":
            self.page.links.append(found.get("href", ""))
        elif tag == "form" and found.get("method") == "post":
            self.page.actions.append(found.get("action", ""))
        elif tag in ("style", "script", "title"):
            self.inside.append(tag)
        self._control(tag, found)

    def _control(self, tag: str, found: Mapping[str, str]) -> None:
        name = found.get("name", "")
        if tag == "button" and name:
            self.page.buttons.append((name, found.get("value", "")))
        elif tag == "input" and name:
            self.page.names.add(name)
            kind = found.get("type", "text")
            if kind not in ("checkbox", "radio", "file") or "checked" in found:
                self.page.inputs.setdefault(name, []).append(found.get("value", ""))
        elif tag == "select":
            self.select = name
            self.page.names.add(name)
        elif tag == "option" and self.select and "selected" in found:
            self.page.inputs[self.select] = [found.get("value", "")]
        elif tag == "textarea":
            self.area = name
            self.page.names.add(name)
            self.page.inputs[name] = [""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        elif self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if self.area:
            self.page.inputs[self.area] = [self.page.inputs[self.area][0] + data.removeprefix("\n")]
        elif "title" in self.inside:
            self.page.title += data
        elif not self.inside:
            self.page.text += data


def read(answer: "Answer") -> Page:
    """Read an answer of the server."""
    page = Page(answer.status_code)
    if answer.get("Content-Type", "").startswith("text/html"):
        html = answer.content.decode()
        _Reader(page).feed(html)
        summary = html.partition('class="errors__list"')[2].partition("</ul>")[0]
        found = Page(0)
        _Reader(found).feed(summary)
        page.errors = [link.removeprefix("#") for link in found.links]
    return page


class Visitor:
    """Somebody in front of a browser."""

    def __init__(self) -> None:
        self.client = Client()

    def get(self, url: str) -> Page:
        """Follow a link."""
        return read(self.client.get(url, follow=True))

    def page_url(self, slug: str, page: str) -> str:
        """Where a page of a form is."""
        return f"/procedures/{slug}/page/{page}"

    def post(self, url: str, inputs: Mapping[str, Any] | None = None, **more: Any) -> "Answer":
        """Send a form; what the server answered, redirects not followed."""
        return self.client.post(url, {**(inputs or {}), **more})

    def press(self, slug: str, page: str, inputs: Mapping[str, Any], change: str) -> Page:
        """Press a button that only changes the page."""
        return read(self.post(self.page_url(slug, page), inputs, **{CHANGE: change}))

    def fill(self, slug: str, example: Example) -> "Answer":
        """Send one page as it was filled in, its files with it."""
        files = {name: upload(*file) for name, file in example.uploads.items()}
        return self.post(self.page_url(slug, example.page), {**example.inputs, **files})

    def fill_all(self, slug: str, examples: list[Example]) -> Page:
        """Fill in every page; the summary at the end."""
        for one in examples:
            answer = self.fill(slug, one)
            assert answer.status_code == 302, (one.page, read(answer).errors, read(answer).text[:2000])
        summary = self.get(f"/procedures/{slug}/summary")
        assert f"/procedures/{slug}/send" in summary.actions or "sign-in" in "".join(summary.links)
        return summary

    def send(self, slug: str) -> str:
        """Hand the application in; the receipt number."""
        answer = self.post(f"/procedures/{slug}/send")
        assert answer.status_code == 302, read(answer).text
        assert answer["Location"].endswith("/received"), answer["Location"]
        return answer["Location"].split("/")[-2]

    def apply(self, slug: str, examples: list[Example]) -> str:
        """From the first page to the receipt number."""
        self.fill_all(slug, examples)
        return self.send(slug)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def rows_to_add(form: Form, example: Example, page: Page) -> list[str]:
    """The groups whose add button has to be pressed, once for each row that is not there yet."""
    wanted = []
    for question in form.pages[example.page]:
        if question.field.kind == "group":
            prefix = f"{question.path}."
            rows = {name.split(".")[1] for name in example.inputs if name.startswith(prefix)}
            there = {name.split(".")[1] for name in page.names if name.startswith(prefix)}
            wanted += [question.path] * (len(rows) - len(there))
    return wanted
