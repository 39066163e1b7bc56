"""What a character looks like, as 1,152 numbers: how much edge runs in each of 8 directions in each of 12 × 12 places."""

from functools import lru_cache
from typing import Final

import numpy as np

from yakuba.characters.glyphs.shapes import SIDE, Floats

DIRECTIONS: Final = 8
GRID: Final = 12
LENGTH: Final = DIRECTIONS * GRID * GRID
SOFTENED: Final = 0.8
"""Blur before the edges are taken, in pixels of 64."""


def gradients_of(shapes: Floats) -> Floats:
    """n × 64 × 64 (0 paper, 1 ink) → n × 1,152, each of length 1.

    Sobel gradients, each split between the two nearest of 8 directions, gathered under a Gaussian at each place of the
    grid; the root makes long and short strokes count alike.
    """
    gathered = _gathering() @ _directions(shapes) @ _gathering().T
    found = np.sqrt(gathered.reshape(len(shapes), LENGTH))
    lengths = np.sqrt(np.einsum("ij,ij->i", found, found))
    plain: Floats = found / np.maximum(lengths, np.float32(1e-9))[:, None]
    return plain


def _directions(shapes: Floats) -> Floats:
    """n × 64 × 64 → n × 8 × 64 × 64: the edges, split by direction (parallelogram rule, so no angle is computed)."""
    soft = _softening() @ shapes @ _softening().T
    padded = np.pad(soft, ((0, 0), (1, 1), (1, 1)), mode="edge")
    down = padded[:, :-2] + 2 * padded[:, 1:-1] + padded[:, 2:]
    across = padded[:, :, :-2] + 2 * padded[:, :, 1:-1] + padded[:, :, 2:]
    x, y = down[:, :, 2:] - down[:, :, :-2], across[:, 2:] - across[:, :-2]
    wide, tall = np.abs(x), np.abs(y)
    slanted = np.minimum(wide, tall)
    right, low = x > 0, y > 0
    wide -= slanted
    tall -= slanted
    slanted *= np.float32(2**0.5)
    split = np.empty((len(shapes), DIRECTIONS, SIDE, SIDE), dtype=np.float32)
    for place, (amount, where) in enumerate(
        (
            *((wide, right), (slanted, right & low), (tall, low), (slanted, ~right & low)),
            *((wide, ~right), (slanted, ~right & ~low), (tall, ~low), (slanted, right & ~low)),
        )
    ):
        np.multiply(amount, where, out=split[:, place])
    return split


@lru_cache(maxsize=1)
def _softening() -> Floats:
    return _gaussian(np.arange(SIDE, dtype=np.float64), SOFTENED)


@lru_cache(maxsize=1)
def _gathering() -> Floats:
    return _gaussian((np.arange(GRID) + 0.5) * SIDE / GRID - 0.5, SIDE / GRID / 2)


def _gaussian(centres: "np.ndarray[tuple[int], np.dtype[np.float64]]", width: float) -> Floats:
    weights = np.exp(-((np.arange(SIDE) - centres[:, None]) ** 2) / (2 * width**2))
    whole: Floats = (weights / weights.sum(1, keepdims=True)).astype(np.float32)
    return whole
