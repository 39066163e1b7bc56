"""Which glyphs a picture is likeliest to be: first the eight with the nearest gradients, then a look at each of them.

The first step compares a projection of the gradients with all references (one multiplication of matrices). The second
lays the picture over each candidate (`alignment`) and weighs what still differs by how often fonts differ in that way
(whitening): what every font draws differently counts little, a stroke more or less counts much.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from yakuba.characters.glyphs.alignment import laid_over
from yakuba.characters.glyphs.gradients import gradients_of
from yakuba.characters.glyphs.index import Index
from yakuba.characters.glyphs.shapes import Floats

LOOKED_AT: Final = 8
COSINE: Final = 1.0
"""How much the cosine of the first step counts in the second."""


UNLIKE: Final = 0.2
"""The likeness below which a first candidate is never sure, however far behind the others are."""
SURE_LEAD: Final = 0.45
"""The lead from which on about 99.5 % were right, measured on families of fonts that were not trained on.

Not found anew at training: there the highest leads among the "wrong" ones are fonts that draw, under a code, not the
glyph of the list but its twin, and it was the twin that was found.
"""
_NEAREST: Final = 0.05
"""Glyphs that are less apart than this are told apart by chance."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """For each picture its candidates, best first: numbers in the index, differences, scores."""

    numbers: npt.NDArray[np.int64]
    differences: Floats
    scores: Floats


def candidates(
    index: Index, shapes: Floats, allowed: npt.NDArray[np.int64] | None = None, looked_at: int = LOOKED_AT
) -> Candidates:
    """The candidates of pictures (n × 64 × 64), among all glyphs or those that are allowed."""
    numbers, cosines = index.nearest(gradients_of(shapes), looked_at, allowed)
    count, width = numbers.shape
    references = index.references(numbers.reshape(-1).tolist())
    left = differences(np.repeat(shapes, width, axis=0), references, index.whitening)
    found = left.reshape(count, width)
    scores = COSINE * cosines - found
    order = np.argsort(-scores, axis=1)
    return Candidates(*(np.take_along_axis(each, order, 1) for each in (numbers, found, scores)))


def differences(shapes: Floats, references: Floats, whitening: Floats) -> Floats:
    """What differs between each shape and the reference of the same row after bending; about 1 between two fonts."""
    left = (gradients_of(laid_over(shapes, references)) - gradients_of(references)) @ whitening
    found: Floats = np.einsum("ij,ij->i", left, left) / np.float32(left.shape[1])
    return found


def likeness(index: Index, found: Floats) -> Floats:
    """0 to 1: how often a candidate with such a difference was the right one."""
    middle, width = index.calibration
    alike: Floats = 1 / (1 + np.exp(np.clip((found - middle) / width, -30, 30)))
    return alike


def margins(index: Index, found: Candidates) -> list[float]:
    """How surely each picture's first candidate is the right one: 1 is where about 99.5 % were right.

    Never more than its likeness where the picture looks unlike it.
    """
    alike = likeness(index, found.differences[:, 0])
    sure = leads(index, found) / np.float32(SURE_LEAD)
    capped = np.where(alike < UNLIKE, np.minimum(sure, alike), sure)
    return [round(float(one), 4) for one in capped]


def leads(index: Index, found: Candidates) -> Floats:
    """By how much each first candidate is better than the second, measured by how far these two are apart.

    Twins are only a little apart: a lead between them says more than the same lead between strangers.
    """
    if found.scores.shape[1] < 2:
        return np.zeros(len(found.scores), dtype=np.float32)
    first, second = (index.references(found.numbers[:, at].tolist()) for at in (0, 1))
    apart = np.sqrt(differences(first, second, index.whitening))
    ahead = (found.scores[:, 0] - found.scores[:, 1]) / np.maximum(apart, _NEAREST)
    return np.asarray(ahead, dtype=np.float32)
