"""Every character in one size: 64 × 64, the ink stretched to the box, thin characters (一, 丨) kept thin."""

from functools import lru_cache
from math import pi, sin, sqrt
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from yakuba.characters.glyphs.faults import BadPicture
from yakuba.characters.glyphs.pictures import Ink, cut_out

Floats: TypeAlias = npt.NDArray[np.float32]
Bits: TypeAlias = npt.NDArray[np.uint8]

SIDE: Final = 64
BOX: Final = 60
THINNEST: Final = 2.0
KEPT_SIDE: Final = 96
"""The size in which references are kept: one bit a pixel, yet as fine as 64 × 64 with half-tones."""
_QUARTER: Final = 64
KEPT_BYTES: Final = KEPT_SIDE * KEPT_SIDE // 8


def shape_of(ink: Ink) -> Floats:
    """The normalised character, 64 × 64, 0 paper to 1 ink, of a picture of any size. Refuses a picture without ink."""
    return stretched(cut_out(ink))


def stretched(cut: Ink, side: int = SIDE) -> Floats:
    """A character already cut out, normalised to `side` × `side`.

    The shorter side becomes √sin(½π·ratio) of the longer one (aspect ratio adaptive normalisation): squares stay
    squares, nearly square ones become square, thin ones stay thin.
    """
    height, width = cut.shape
    ratio = min(height, width) / max(height, width)
    box = BOX / SIDE * side
    short = max(box * sqrt(sin(pi / 2 * ratio)), THINNEST)
    tall, wide = (box, short) if height >= width else (short, box)
    across = _resampling(width, round(wide, 1), side)
    down = _resampling(height, round(tall, 1), side)
    return np.clip(down @ (cut.astype(np.float32) / 255) @ across.T, 0, 1)


@lru_cache(maxsize=512)
def _resampling(pixels: int, length: float, side: int) -> Floats:
    """The matrix (side × pixels) that draws a row of pixels onto `length`, centred: means where it shrinks, lines
    between pixels where it grows."""
    step = pixels / length
    edges = (np.arange(side + 1) - (side - length) / 2) * step
    source = np.arange(pixels)
    if step >= 1:
        overlap = np.minimum(edges[1:, None], source + 1) - np.maximum(edges[:-1, None], source)
        means: Floats = (np.clip(overlap, 0, None) / step).astype(np.float32)
        return means
    centres = (edges[1:] + edges[:-1]) / 2
    inside = (centres > 0) & (centres < pixels)
    nearest = np.clip(centres - 0.5, 0, pixels - 1)
    weights = np.clip(1 - np.abs(nearest[:, None] - source), 0, None) * inside[:, None]
    lines: Floats = weights.astype(np.float32)
    return lines


def tight(ink: Ink) -> Ink:
    """A drawn glyph cropped to what is more than a quarter ink; nothing is cleaned. The same box as `cut_out` finds."""
    solid = ink >= _QUARTER
    rows, columns = np.flatnonzero(solid.any(1)), np.flatnonzero(solid.any(0))
    if not len(rows):
        raise BadPicture("字形が空です。")
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def packed(shape: Floats) -> Bits:
    """A shape of 96 × 96 as bits."""
    return np.packbits(shape.reshape(-1) >= 0.5)


def unpacked(bits: Bits) -> Floats:
    """Bits (n × 1,152) as shapes (n × 64 × 64): half-tones come back where 1.5 pixels become one."""
    kept = np.unpackbits(bits, axis=1).reshape(-1, KEPT_SIDE, KEPT_SIDE).astype(np.float32)
    smaller = _resampling(KEPT_SIDE, float(SIDE), SIDE)
    return np.asarray(smaller @ kept @ smaller.T, dtype=np.float32)
