"""Letters to persons whose name will be printed in another form: one page each, characters as pictures.

A 外字 is nobody's agreement but the ward's, and fonts show the variants of a character as they please: both are printed
as pictures, so that the letter shows what it speaks of.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from yakuba.characters import looks, tables
from yakuba.characters.models import Difference
from yakuba.characters.options import CONTACT
from yakuba.characters.rules.conversion import elements
from yakuba.characters.rules.gaiji import is_private
from yakuba.characters.rules.repertoire import is_selector
from yakuba.kernel import clock, pdf
from yakuba.kernel.refusals import Refusal
from yakuba.kernel.values.wareki import format_wareki

TEMPLATE = Path(__file__).parent / "templates" / "characters" / "print" / "letters.typ"
_MOST_TRIES = 20
_NAMED = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
Part = dict[str, str]


def print_letters(rows: Sequence[Difference], *, office: str, pictures: Mapping[str, bytes]) -> bytes:
    """The letters as PDF/UA. Persons with a character that no font has are named by key on a last page instead.

    `pictures` are the looks of the 外字. Refuses where the pictures of the glyphs are not set up: without them the new
    form cannot be shown for sure.
    """
    if not looks.ready():
        raise Refusal("no_pictures", "字形の画像が用意されていないので、お知らせ文を作れません。")
    album = _Album(pictures)
    persons = [_person(row, album) for row in rows]
    left_out: list[str] = []
    for _ in range(_MOST_TRIES):
        data = {
            "office": office,
            "contact": CONTACT.value() or f"{office}の窓口",
            "date": format_wareki(clock.today()),
            "persons": persons,
            "left_out": left_out,
            "pictures": album.found,
        }
        try:
            return pdf.render(TEMPLATE, data)
        except pdf.MissingGlyph as missing:
            letters = _missing(missing)
            unprintable = [one for one in persons if _holds(one, letters)]
            if not unprintable:
                raise
            left_out += [one["key"] for one in unprintable]
            persons = [one for one in persons if one not in unprintable]
    raise Refusal("unprintable", "印刷できない文字が多すぎて、お知らせ文を作れません。")


class _Album:
    """The pictures of the letters, each once, under the name by which the parts refer to it."""

    def __init__(self, own: Mapping[str, bytes]) -> None:
        self._own = own
        self.found: dict[str, list[int]] = {}

    def own(self, letter: str) -> Part | None:
        """The part for a 外字."""
        name = f"U+{ord(letter):04X}"
        return self._part(name, self._own.get(letter), f"外字 {name}")

    def glyph(self, name: str) -> Part | None:
        """The part for a glyph of the lists."""
        return self._part(name, looks.picture_of(name), name)

    def _part(self, name: str, png: bytes | None, words: str) -> Part | None:
        if png is None:
            return None
        self.found.setdefault(name, list(png))
        return {"picture": name, "words": words}


def _person(row: Difference, album: _Album) -> dict[str, Any]:
    """What the letter to one person says."""
    changes = {int(one["at"]): one for one in row.detail.get("changes", [])}
    before, after, letters = [], [], []
    for at, element in enumerate(elements(row.before), 1):
        old = _part(element, "", album)
        change = changes.get(at)
        new = _part(str(change["to"]), str(change["glyph"]), album) if change else old
        before.append(old)
        after.append(new)
        if change:
            letters.append([old, new])
    return {"key": row.key, "before": before, "after": after, "letters": letters}


def _part(element: str, glyph: str, album: _Album) -> Part:
    """A character of a name: as a picture where no font can be trusted with it, else as text."""
    drawn = None
    if glyph:
        drawn = album.glyph(glyph)
    elif is_private(ord(element[0])):
        drawn = album.own(element[0])
    elif len(element) > 1 and is_selector(element[1]):
        found = tables.repertoire().find(element)
        drawn = album.glyph(found.name) if found else None
    return drawn or {"text": element}


def _missing(missing: pdf.MissingGlyph) -> str:
    found = _NAMED.search(str(missing))
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1]) if found else ""


def _holds(person: Mapping[str, Any], letters: str) -> bool:
    texts = "".join(_texts(person))
    return bool(letters) and any(letter in texts for letter in letters)


def _texts(person: Mapping[str, Any]) -> Iterator[str]:
    for part in (*person["before"], *person["after"]):
        yield part.get("text", "")
