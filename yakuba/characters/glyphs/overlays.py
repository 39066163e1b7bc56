"""Glyphs as people see them: the reference, and a picture laid over it with their differences coloured."""

from typing import Final

import numpy as np
from PIL import Image, ImageFilter

from yakuba.characters.glyphs.pictures import Ink, cut_out, png, png_of_ink
from yakuba.characters.glyphs.shapes import KEPT_BYTES, KEPT_SIDE, Bits, Floats, stretched

SIDE: Final = 192
_BLUR: Final = 1.3
_SOFTENED: Final = (84, 172)
"""Greys between which edges run: a bitmap of one bit looks drawn when it is made larger."""
_PUSHED: Final = 6
_PAPER, _BOTH = (255, 255, 255), (80, 80, 80)
_PICTURE, _REFERENCE = (213, 94, 0), (0, 90, 181)
"""Vermilion and blue: told apart by everybody, also by those who do not see red or green."""


def reference_png(bits: Bits) -> bytes:
    """The kept reference of a glyph, black on white, 192 × 192."""
    return png_of_ink(_enlarged(bits))


def overlay_png(ink: Ink, bits: Bits) -> bytes:
    """A picture over a reference: grey where both have ink, vermilion only the picture, blue only the reference.

    Both are brought to one size and pushed over one another, nothing is bent: what is seen is what differs on paper.
    """
    reference = _enlarged(bits).astype(np.float32) / np.float32(255)
    picture = _moved(stretched(cut_out(ink), SIDE), reference)
    return png(np.rint(_mixed(picture, reference)).astype(np.uint8))


def _moved(picture: Floats, reference: Floats) -> Floats:
    """The picture pushed by a few pixels to where it covers most of the reference."""
    covered = np.fft.irfft2(np.fft.rfft2(reference) * np.conj(np.fft.rfft2(picture)), s=picture.shape)
    shifts = np.arange(-_PUSHED, _PUSHED + 1)
    near = covered[np.ix_(shifts, shifts)]
    down, across = np.unravel_index(int(near.argmax()), near.shape)
    return np.roll(picture, (int(shifts[down]), int(shifts[across])), (0, 1))


def _enlarged(bits: Bits) -> Ink:
    kept = np.unpackbits(bits.reshape(KEPT_BYTES)).reshape(KEPT_SIDE, KEPT_SIDE) * np.uint8(255)
    drawn = Image.fromarray(kept).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    large = np.asarray(drawn.filter(ImageFilter.GaussianBlur(_BLUR)), dtype=np.float32)
    low, high = _SOFTENED
    grey: Ink = np.rint(np.clip((large - low) * (255 / (high - low)), 0, 255)).astype(np.uint8)
    return grey


def _mixed(picture: Floats, reference: Floats) -> Floats:
    """Three colours by how much ink each has at each place."""
    both = np.minimum(picture, reference)
    parts = ((_BOTH, both), (_PICTURE, picture - both), (_REFERENCE, reference - both))
    mixed = np.full((*picture.shape, 3), _PAPER, dtype=np.float32)
    for colour, amount in parts:
        mixed += amount[..., None] * (np.array(colour, dtype=np.float32) - np.array(_PAPER, dtype=np.float32))
    return np.clip(mixed, 0, 255)
