"""Links between the documents lead to files and headings that exist; paths in backticks do, too."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture import house

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.S | re.M)


def documents() -> list[Path]:
    return sorted([*house.ROOT.glob("*.md"), *(house.ROOT / "docs").rglob("*.md")])


def anchors(text: str) -> set[str]:
    """The anchors of a document's headings, as the forges make them."""
    made = set()
    for heading in re.findall(r"^#+ (.*)$", FENCE.sub("", text), re.M):
        bare = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        made.add(
            "".join(
                "-" if one == " " else one
                for one in bare
                if one in " -_" or unicodedata.category(one)[0] in "LNM"
            )
        )
    return made


def broken(document: Path, text: str) -> Iterator[str]:
    """Links and pictures of a document that lead nowhere."""
    for target in LINK.findall(FENCE.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        place = (document.parent / path).resolve() if path else document
        if path and not place.exists():
            yield f"{target}: no such file"
        elif (
            anchor
            and place.suffix == ".md"
            and anchor not in anchors(place.read_text("utf-8") if path else text)
        ):
            yield f"{target}: no such heading"


def test_links_lead_somewhere() -> None:
    assert len(documents()) > 15
    house.none(
        f"{house.named(document)}: {fault}"
        for document in documents()
        for fault in broken(document, document.read_text("utf-8"))
    )


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("[a](nowhere.md)", "no such file"),
        ("[a](../glossary.md#no-such-words)", "no such heading"),
        ("# Here\n[a](#there)", "no such heading"),
    ],
)
def test_a_planted_link_is_caught(text: str, caught: str) -> None:
    document = house.ROOT / "docs" / "explain" / "planted.md"
    assert any(caught in fault for fault in broken(document, text))


def test_sound_links_pass() -> None:
    document = house.ROOT / "docs" / "explain" / "planted.md"
    text = "# What is `here`, now?\n[a](#what-is-here-now) [b](../glossary.md#who) [c](https://example.jp/x)\n```\n[d](e)\n```\n"
    assert list(broken(document, text)) == []
