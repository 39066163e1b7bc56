"""文字同定 by picture: which glyphs a picture is likeliest to be, and how it differs from them.

    from yakuba.characters import glyphs

    if glyphs.index_ready():
        first, *others = glyphs.likeliest(png, glyphs.Narrowing(strokes=(11, 13)))
        first.glyph, first.likeness, first.margin         # "MJ022336", 0.98, 2.4

Light to import: numpy and the index are loaded when something is first asked of a picture.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from yakuba.characters.glyphs.answers import EVERYTHING, Likely, Narrowing
from yakuba.characters.glyphs.faults import BadPicture, RowError

if TYPE_CHECKING:
    from yakuba.characters.glyphs.pictures import Ink as Ink
else:
    Ink = Any


def index_ready() -> bool:
    """Whether the index was built on this machine, by this version of the program."""
    from yakuba.characters.glyphs import installed

    return installed.ready()


def likeliest(
    picture: "bytes | Ink", narrowing: Narrowing = EVERYTHING, limit: int = 5
) -> tuple[Likely, ...]:
    """The likeliest glyphs of a picture, best first; none where nothing fits the narrowing.

    Raises `BadPicture` with a sentence for what cannot be read, and a Refusal where there is no index.
    """
    from yakuba.characters.glyphs import asking

    return asking.one(picture, narrowing, limit)


def likeliest_many(
    pictures: "Sequence[bytes | Ink]", limit: int = 5
) -> Iterator[tuple[Likely, ...] | BadPicture]:
    """The same for many pictures, lazily and in order; what cannot be read comes as its `BadPicture`."""
    from yakuba.characters.glyphs import asking

    return asking.many(pictures, limit)


def picture_of(glyph: str) -> bytes:
    """The reference picture of a glyph (MJ022336) as PNG. Refuses (`BadGlyph`) one that the index does not have."""
    from yakuba.characters.glyphs import asking, overlays

    return overlays.reference_png(asking.bits_of(glyph))


def png_of(ink: "Ink") -> bytes:
    """Ink as people see it: black on white, as PNG."""
    from yakuba.characters.glyphs.pictures import png_of_ink

    return png_of_ink(ink)


def overlay(picture: "bytes | Ink", glyph: str) -> bytes:
    """A picture laid over a glyph as PNG: grey both, vermilion only the picture, blue only the glyph."""
    from yakuba.characters.glyphs import asking, overlays
    from yakuba.characters.glyphs.pictures import ink_of

    return overlays.overlay_png(ink_of(picture), asking.bits_of(glyph))


def read_font(content: bytes) -> "Iterator[tuple[str, Ink] | RowError]":
    """The 外字 of a font (TTF, OTF, TTC, EUDC.TTE): code (`U+E000`) and ink, or what is wrong with one of them."""
    from yakuba.characters.glyphs import drawing

    return drawing.drawn(content)


def read_bdf(content: bytes) -> "Iterator[tuple[str, Ink] | RowError]":
    """The characters of a BDF font."""
    from yakuba.characters.glyphs import bitmaps

    return bitmaps.bdf(content)


def read_pictures(zip_content: bytes) -> "Iterator[tuple[str, Ink] | RowError]":
    """The pictures of a ZIP file that are named by code (`E000.png`, `U+E000.bmp`, `gaiji_F040.png`)."""
    from yakuba.characters.glyphs import bitmaps

    return bitmaps.folder(zip_content)
