"""What 外字 and glyphs look like: the room of pictures (`glyphs`) as the workshop asks it.

Everything here answers without the index of pictures too: nothing is likely then, and no glyph has a picture.
"""

import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from yakuba.characters.actions.keep_candidates import Looked
from yakuba.characters.actions.take_pictures import Drawn
from yakuba.characters.glyphs import answers, identify, installed
from yakuba.characters.glyphs.faults import Bad, RowError
from yakuba.characters.glyphs.seal import header_of
from yakuba.characters.models import Intake
from yakuba.kernel.refusals import Refusal

MOST = 5
SURE = answers.SURE
"""The margin from which on 99.5 % of the first candidates were right: a tick may stand beside them from the start."""
_DIGITS = 4
_SEAL = 16


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of a character besides its look; empty for what is not."""

    reading: str = ""
    radical: int | None = None
    strokes: int | None = None
    parts: str = ""

    @property
    def between(self) -> tuple[int, int] | None:
        """The strokes asked for and one to either side: people and lists do not always count alike."""
        return (self.strokes - 1, self.strokes + 1) if self.strokes else None


def ready() -> bool:
    """Whether pictures can be compared: the index is set up."""
    return identify.index_ready()


def seal() -> str:
    """What tells the index in force from an older one, 16 characters; "" without an index."""
    if not ready():
        return ""
    try:
        with installed.path().open("rb") as file:
            header = header_of(file)
    except (OSError, Bad):
        return ""
    return hashlib.sha256(json.dumps(header, sort_keys=True).encode()).hexdigest()[:_SEAL]


def candidates(pictures: Sequence[tuple[int, bytes]]) -> list[Looked]:
    """The likely glyphs of some pictures (id, PNG); one that cannot be compared says why and does not stop the others."""
    found = identify.likeliest_many([png for _, png in pictures], limit=MOST)
    return [
        Looked(pk, fault=one.sentence) if isinstance(one, Bad) else _looked(pk, one)
        for (pk, _), one in zip(pictures, found, strict=True)
    ]


def _looked(picture_id: int, found: Sequence[answers.Likely]) -> Looked:
    return Looked(picture_id, plain(found), round(found[0].margin, _DIGITS) if found else None)


def plain(found: Sequence[answers.Likely]) -> list[dict[str, Any]]:
    """Likely glyphs as plain values: glyph, likeness (0–1), lead over the next (1 and more: sure)."""
    return [
        {
            "glyph": one.glyph,
            "likeness": round(float(one.likeness), _DIGITS),
            "margin": round(float(one.margin), _DIGITS),
        }
        for one in found
    ]


def likeliest(png: bytes, wanted: Wanted, limit: int) -> list[dict[str, Any]]:
    """The likely glyphs of a picture among those that are as wanted. Nothing for a picture that cannot be compared."""
    narrowing = answers.Narrowing(
        reading=wanted.reading, radical=wanted.radical, strokes=wanted.between, parts=wanted.parts
    )
    try:
        return plain(identify.likeliest(png, narrowing, limit=limit))
    except (Bad, Refusal):
        return []


def picture_of(glyph: str) -> bytes | None:
    """A glyph as PNG; None without the index, or where it has none."""
    if not ready():
        return None
    try:
        return identify.picture_of(glyph)
    except (Bad, Refusal):
        return None


def overlay(png: bytes, glyph: str) -> bytes | None:
    """A picture laid over a glyph, differences coloured, as PNG; None where that cannot be drawn."""
    if not ready():
        return None
    try:
        return identify.overlay(png, glyph)
    except (Bad, Refusal):
        return None


def read(kind: str, content: bytes) -> Iterator[Drawn]:
    """The characters of a file one by one, as PNG; those that cannot be read say why. Never raises for the content."""
    readers = {
        Intake.Kind.FONT: identify.read_font,
        Intake.Kind.BDF: identify.read_bdf,
        Intake.Kind.PICTURES: identify.read_pictures,
    }
    for one in readers[Intake.Kind(kind)](content):
        if isinstance(one, RowError):
            yield Drawn(one.code, sentence=one.sentence)
        else:
            code, ink = one
            yield drawn(code, identify.png_of(ink))


def drawn(code: str, png: bytes) -> Drawn:
    """A character with the size of its picture."""
    with Image.open(io.BytesIO(png)) as opened:
        return Drawn(code, png, opened.width, opened.height)
