"""Laying one character over another: a smooth bending that carries strokes to where the other has them.

Fonts place the parts of a character a little differently; twins (葛/葛󠄀) differ by less than that. After bending, what
still differs is the difference of the characters. The bending is so stiff that it cannot make one twin into the other:
5 × 5 knots, linear between them, Gauss-Newton on 32 × 32 pictures with the Jacobian of the reference (inverse
compositional, after Lucas and Kanade).
"""

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from yakuba.characters.glyphs.shapes import SIDE, Floats

COARSE: Final = 32
KNOTS: Final = 5
STEPS: Final = 4
STIFFNESS: Final = 1.0
"""How much a difference between neighbouring knots costs, against the picture."""
HOLD: Final = 0.02
"""How much a shift of a knot costs."""
FARTHEST: Final = 4.0
SOFTENED: Final = 0.6


class _Fixed(NamedTuple):
    spread: Floats
    """COARSE × KNOTS."""
    wide_spread: Floats
    """SIDE × KNOTS."""
    basis: Floats
    """COARSE² × KNOTS²."""
    cost: Floats
    softening: Floats


@lru_cache(maxsize=1)
def _fixed() -> _Fixed:
    spread, wide = _hats(COARSE), _hats(SIDE)
    basis = np.einsum("ya,xb->yxab", spread, spread).reshape(COARSE**2, KNOTS**2)
    rough = np.zeros((KNOTS**2, KNOTS**2), dtype=np.float32)
    for knot in range(KNOTS**2):
        neighbours = [knot + KNOTS] if knot + KNOTS < KNOTS**2 else []
        neighbours += [knot + 1] if (knot + 1) % KNOTS else []
        for other in neighbours:
            rough[knot, knot] += 1
            rough[other, other] += 1
            rough[knot, other] -= 1
            rough[other, knot] -= 1
    one = STIFFNESS * rough + HOLD * np.eye(KNOTS**2, dtype=np.float32)
    cost = np.kron(np.eye(2, dtype=np.float32), one).astype(np.float32)
    at = np.arange(COARSE)
    soft = np.exp(-((at[:, None] - at) ** 2) / (2 * SOFTENED**2))
    return _Fixed(spread, wide, basis, cost, (soft / soft.sum(1, keepdims=True)).astype(np.float32))


def _hats(size: int) -> Floats:
    at = (np.arange(size) + 0.5) / size * (KNOTS - 1)
    hats: Floats = np.clip(1 - np.abs(at[:, None] - np.arange(KNOTS)), 0, None).astype(np.float32)
    return hats


def laid_over(shapes: Floats, references: Floats) -> Floats:
    """Each shape (n × 64 × 64) bent so that it lies over the reference of the same row."""
    fixed = _fixed()
    knots = _knots(_coarse(shapes), _coarse(references))
    scale = SIDE / COARSE
    x, y = (_drawn(fixed.wide_spread, part * np.float32(scale)) for part in knots)
    return _bent(shapes, x, y)


def _coarse(shapes: Floats) -> Floats:
    step = SIDE // COARSE
    small = shapes.reshape(len(shapes), COARSE, step, COARSE, step).mean((2, 4))
    soft: Floats = _fixed().softening @ small @ _fixed().softening.T
    return soft


def _knots(shapes: Floats, references: Floats) -> tuple[Floats, Floats]:
    """How far each knot goes to the right and down, in pixels of the coarse pictures: two of n × KNOTS × KNOTS."""
    fixed, count = _fixed(), len(shapes)
    padded = np.pad(references, ((0, 0), (1, 1), (1, 1)), mode="edge")
    slopes = (padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2], padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1])
    jacobian = np.concatenate([(slope / 2).reshape(count, -1, 1) * fixed.basis for slope in slopes], axis=2)
    turned = jacobian.transpose(0, 2, 1)
    normal = turned @ jacobian
    weight = np.trace(normal, axis1=1, axis2=2)[:, None] / normal.shape[1] + np.float32(1e-6)
    inverse = np.linalg.inv(normal + weight[:, :, None] * fixed.cost)
    found = np.zeros((count, 2 * KNOTS**2), dtype=np.float32)
    for _ in range(STEPS):
        across, down = found.reshape(count, 2, KNOTS, KNOTS).transpose(1, 0, 2, 3)
        bent = _bent(shapes, _drawn(fixed.spread, across), _drawn(fixed.spread, down))
        pull = (turned @ (references - bent).reshape(count, -1, 1))[..., 0]
        found += (inverse @ (pull - weight * (found @ fixed.cost))[..., None])[..., 0]
        np.clip(found, -FARTHEST, FARTHEST, out=found)
    across, down = found.reshape(count, 2, KNOTS, KNOTS).transpose(1, 0, 2, 3)
    return across, down


def _drawn(spread: Floats, part: Floats) -> Floats:
    """The shifts of all pixels out of those of the knots."""
    return np.asarray(spread @ part @ spread.T, dtype=np.float32)


def _bent(shapes: Floats, x: Floats, y: Floats) -> Floats:
    """Shapes read at shifted places, between pixels by straight lines, at the edge by the edge."""
    count, side = len(shapes), shapes.shape[1]
    at = np.arange(side, dtype=np.float32)
    last = np.float32(side - 1.001)
    down, across = np.clip(at[:, None] + y, 0, last), np.clip(at + x, 0, last)
    row, column = down.astype(np.int32), across.astype(np.int32)
    down -= row
    across -= column
    place = (np.arange(count, dtype=np.int32) * side * side)[:, None, None] + row * side + column
    flat = shapes.reshape(-1)
    top = flat[place] * (1 - across) + flat[place + 1] * across
    bottom = flat[place + side] * (1 - across) + flat[place + side + 1] * across
    bent: Floats = top * (1 - down) + bottom * down
    return bent
