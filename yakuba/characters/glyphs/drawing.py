"""Glyphs of a font as ink, drawn by Pillow's FreeType, and what a ward's font has in its private use area."""

import io
from collections.abc import Iterator
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from yakuba.characters.glyphs.faults import BadFont, BadPicture, RowError
from yakuba.characters.glyphs.pictures import Ink
from yakuba.characters.glyphs.sfnt import FIRST, Sfnt

SIZE: Final = 96
"""Pixels of an em."""
_FARTHEST: Final = 8
"""How many ems a drawn glyph may be wide; more is damage."""
_PRIVATE: Final = (range(0xE000, 0xF900), range(0xF0000, 0xFFFFE), range(0x100000, 0x10FFFE))
_FIRST_KANJI: Final = 0x3400


class Face:
    """A font from which glyphs are drawn by number. Refuses (`BadFont`) what FreeType cannot open."""

    def __init__(self, font: Sfnt, size: int = SIZE) -> None:
        self._size, self._count = size, font.count
        try:
            self._font = ImageFont.truetype(
                io.BytesIO(font.by_number()), size, layout_engine=ImageFont.Layout.BASIC
            )
        except (OSError, ValueError, MemoryError) as error:
            raise BadFont("フォントが壊れているか、読めない形式です。") from error

    def ink(self, glyph: int) -> Ink:
        """A glyph on paper of its own, without margins. Refuses an empty or damaged one."""
        letter = chr(FIRST + glyph)
        try:
            left, top, right, bottom = map(int, self._font.getbbox(letter))
            width, height = right - left, bottom - top
            if not 0 <= glyph < self._count or width <= 0 or height <= 0:
                raise BadPicture("字形が空です。")
            if max(width, height) > _FARTHEST * self._size:
                raise BadPicture("字形が壊れています。")
            paper = Image.new("L", (width, height))
            ImageDraw.Draw(paper).text((-left, -top), letter, fill=255, font=self._font)
        except (OSError, ValueError, OverflowError, MemoryError) as error:
            raise BadPicture("字形が壊れています。") from error
        ink = np.asarray(paper, dtype=np.uint8)
        rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
        if not len(rows):
            raise BadPicture("字形が空です。")
        return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def drawn(content: bytes) -> Iterator[tuple[str, Ink] | RowError]:
    """The characters of a ward's font, in order of code: its private use area, or its kanji where it has none there."""
    try:
        font = Sfnt(content)
        face, codes = Face(font), font.codes()
    except BadFont as bad:
        yield RowError("", bad.sentence)
        return
    wanted = [code for code in codes if any(code in area for area in _PRIVATE)]
    wanted = wanted or [code for code in codes if code >= _FIRST_KANJI]
    if not wanted:
        yield RowError("", "フォントに、外字（私用領域の文字）がありません。")
    for code in sorted(wanted):
        try:
            yield f"U+{code:04X}", face.ink(codes[code])
        except BadPicture as bad:
            yield RowError(f"U+{code:04X}", bad.sentence)
