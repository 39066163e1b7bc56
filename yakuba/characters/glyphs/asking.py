"""Questions about pictures, put to the index in force."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from yakuba.characters.glyphs import installed, matching
from yakuba.characters.glyphs.answers import Likely, Narrowing
from yakuba.characters.glyphs.faults import BadGlyph, BadPicture
from yakuba.characters.glyphs.index import Index
from yakuba.characters.glyphs.narrowing import allowed
from yakuba.characters.glyphs.pictures import Ink, ink_of
from yakuba.characters.glyphs.shapes import Bits, Floats, shape_of

MOST: Final = 20
BATCH: Final = 16
"""Pictures looked at together: more does not make it faster, and the first answers would come later."""


def one(picture: bytes | Ink, narrowing: Narrowing, limit: int) -> tuple[Likely, ...]:
    """See `identify.likeliest`."""
    index = installed.index()
    shape = shape_of(ink_of(picture))
    numbers = allowed(index, narrowing)
    if numbers is not None and not len(numbers):
        return ()
    found = matching.candidates(index, shape[None], numbers, _looked_at(limit))
    return next(_told(index, found, limit))


def many(pictures: Sequence[bytes | Ink], limit: int) -> Iterator[tuple[Likely, ...] | BadPicture]:
    """See `identify.likeliest_many`."""
    index = installed.index()
    for at in range(0, len(pictures), BATCH):
        read = [_shape(picture) for picture in pictures[at : at + BATCH]]
        shapes = [shape for shape in read if not isinstance(shape, BadPicture)]
        answers: Iterator[tuple[Likely, ...]] = iter(())
        if shapes:
            found = matching.candidates(index, np.stack(shapes), None, _looked_at(limit))
            answers = _told(index, found, limit)
        for shape in read:
            yield shape if isinstance(shape, BadPicture) else next(answers)


def bits_of(glyph: str) -> Bits:
    """The kept reference of a glyph. Refuses one that the index does not have."""
    index = installed.index()
    number = index.number(glyph.upper())
    if number is None:
        raise BadGlyph("この文字図形の画像は、索引にありません。")
    bits: Bits = index.bits([number])[0]
    return bits


def _looked_at(limit: int) -> int:
    return max(matching.LOOKED_AT, min(limit, MOST))


def _shape(picture: bytes | Ink) -> Floats | BadPicture:
    try:
        return shape_of(ink_of(picture))
    except BadPicture as bad:
        return bad


def _told(index: Index, found: matching.Candidates, limit: int) -> Iterator[tuple[Likely, ...]]:
    alike = matching.likeness(index, found.differences)
    for row, margin in enumerate(matching.margins(index, found)):
        yield tuple(
            Likely(index.name(int(number)), round(float(alike[row, at]), 4), margin if at == 0 else 0.0)
            for at, number in enumerate(found.numbers[row, : max(1, limit)])
        )
