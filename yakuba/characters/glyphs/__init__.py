"""文字同定 by picture; see `identify`, which is all that other parts of the module need."""

import os

from yakuba.characters.glyphs.answers import SURE, Likely, Narrowing
from yakuba.characters.glyphs.faults import BadGlyph, BadPicture, RowError
from yakuba.characters.glyphs.identify import (
    Ink as Ink,
)
from yakuba.characters.glyphs.identify import (
    index_ready,
    likeliest,
    likeliest_many,
    overlay,
    picture_of,
    png_of,
    read_bdf,
    read_font,
    read_pictures,
)

# numpy is loaded later. Its matrices are small here, and its threads would wait for one another on a busy machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__all__ = [
    "SURE",
    "BadGlyph",
    "BadPicture",
    "Ink",
    "Likely",
    "Narrowing",
    "RowError",
    "index_ready",
    "likeliest",
    "likeliest_many",
    "overlay",
    "picture_of",
    "png_of",
    "read_bdf",
    "read_font",
    "read_pictures",
]
