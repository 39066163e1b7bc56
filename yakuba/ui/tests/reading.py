"""Reading drawn HTML in tests: a flat list of elements, found by tag and attributes."""

from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass(frozen=True)
class Element:
    """A start tag with its attributes; bare attributes have the value ""."""

    tag: str
    attributes: dict[str, str]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data


def elements(html: str, tag: str = "", **wanted: str) -> list[Element]:
    """The elements of that tag whose attributes have the wanted values (`for_` stands for `for`)."""
    reader = _Reader()
    reader.feed(html)
    asked = {name.rstrip("_").replace("_", "-"): value for name, value in wanted.items()}
    return [
        one
        for one in reader.elements
        if (not tag or one.tag == tag)
        and all(one.attributes.get(name) == value for name, value in asked.items())
    ]


def one(html: str, tag: str = "", **wanted: str) -> Element:
    """The only such element."""
    (found,) = elements(html, tag, **wanted)
    return found


def text(html: str) -> str:
    """The words, without tags."""
    reader = _Reader()
    reader.feed(html)
    return reader.text


def shape(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """Tags and attribute names in order, without any value: what no text may change."""
    return [(one.tag, tuple(one.attributes)) for one in elements(html)]
