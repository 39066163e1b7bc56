"""What is asked and answered about a picture, as plain values."""

from dataclasses import dataclass
from typing import Final

SURE: Final = 1.0
"""The margin from which on a first candidate may be proposed without a person having chosen it (never decided)."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is known of a character besides its picture; what is left empty allows everything.

    `parts` are characters that must occur in it, however deep (部品検索 over IDS).
    """

    reading: str = ""
    radical: int | None = None
    strokes: tuple[int, int] | None = None
    parts: str = ""


EVERYTHING: Final = Narrowing()


@dataclass(frozen=True, slots=True)
class Likely:
    """A glyph that the picture may be.

    `likeness` is 0 to 1: how often a candidate that differed so much was the right one. `margin` is its lead over the
    next one (0 for all but the first): from `SURE` on, about 99.5 % of the first candidates were right on fonts that
    nothing was learned from. A picture that looks unlike its first candidate, or that of a twin, has a smaller margin.
    """

    glyph: str
    likeness: float
    margin: float
