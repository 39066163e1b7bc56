"""Learning how fonts differ: a projection for the first step, a whitening for the second, and what differences mean.

No neural network: means of outer products of differences between a character in another font and its reference, one
decomposition of a matrix of 1,152 × 1,152 for each step. Each family of fonts counts alike, however many it shows.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import numpy.typing as npt

from yakuba.characters.glyphs.alignment import laid_over
from yakuba.characters.glyphs.gradients import LENGTH, gradients_of
from yakuba.characters.glyphs.index import Calibration, Index, Learned, content_of, keep
from yakuba.characters.glyphs.matching import candidates
from yakuba.characters.glyphs.samples import References, Sample, Tell, batches
from yakuba.characters.glyphs.shapes import Floats

DIMENSIONS: Final = 128
RIDGE: Final = 0.05
RIDGE_BENT: Final = 0.15
BENT_SHARE: Final = 0.5
"""The share of a sample that is bent for the second step: bending costs more than counting."""
HELD_BACK: Final = 10
"""One character in this many is not trained on but used to find out what differences mean."""
_UNCALIBRATED: Final = Calibration(middle=1.5, width=0.3)

Matrix = npt.NDArray[np.float64]


def learned(references: References, samples: Sequence[Sample], tell: Tell) -> Learned:
    """Projection and whitening out of samples, without what `index_of` finds out afterwards."""
    plain: dict[str, list[Matrix]] = {}
    bent: dict[str, list[Matrix]] = {}
    for done, one in enumerate(samples):
        tell("書体の違いを学んでいます", done, len(samples))
        first, second = _spread(references, one)
        plain.setdefault(one.family, []).append(first)
        bent.setdefault(one.family, []).append(second)
    mean, projection = _projection(references, _averaged(plain))
    spread = _ridged(_averaged(bent), RIDGE_BENT)
    whitening = np.linalg.inv(np.linalg.cholesky(spread)).T
    return Learned(mean, projection, whitening.astype(np.float32), _UNCALIBRATED)


def _spread(references: References, one: Sample) -> tuple[Matrix, Matrix]:
    """Mean outer products of differences: as they are, and after bending."""
    plain, bent = np.zeros((LENGTH, LENGTH)), np.zeros((LENGTH, LENGTH))
    kept = int(len(one.numbers) * BENT_SHARE)
    for rows in batches(len(one.numbers)):
        shapes, numbers = one.floats(rows), one.numbers[rows]
        beside = references.gradients[numbers].astype(np.float32)
        found = gradients_of(shapes) - beside
        plain += found.T @ found
        if rows.start < kept:
            found = gradients_of(laid_over(shapes, references.shapes(numbers))) - beside
            bent += found.T @ found
    bent_count = min(len(one.numbers), -(-kept // 256) * 256)
    return plain / max(len(one.numbers), 1), bent / max(bent_count, 1)


def _averaged(families: dict[str, list[Matrix]]) -> Matrix:
    """Each family alike."""
    mean: Matrix = np.mean([np.mean(each, axis=0) for each in families.values()], axis=0)
    return mean


def _ridged(spread: Matrix, ridge: float) -> Matrix:
    ridged: Matrix = spread + ridge * np.trace(spread) / len(spread) * np.eye(len(spread))
    return ridged


def _projection(references: References, within: Matrix) -> tuple[Floats, Floats]:
    """The directions in which characters differ most, measured by how much fonts do (Fisher)."""
    some = references.gradients[::3].astype(np.float32)
    mean = some.mean(0)
    between = (some - mean).T @ (some - mean) / len(some)
    loosened = np.linalg.inv(np.linalg.cholesky(_ridged(within, RIDGE)))
    _, directions = np.linalg.eigh(loosened @ between @ loosened.T)
    return mean, (loosened.T @ directions[:, ::-1][:, :DIMENSIONS]).astype(np.float32)


def index_of(
    references: References, samples: Sequence[Sample], about: dict[str, object], tell: Tell
) -> bytes:
    """The bytes of an index over all references, trained and calibrated on samples."""
    back = [_rows(one, one.numbers % HELD_BACK == 0) for one in samples]
    found = learned(references, [_rows(one, one.numbers % HELD_BACK != 0) for one in samples], tell)
    codes = _codes(references, found)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "trial"
        keep(path, content_of(references.names, references.bits, codes, found, about))
        calibration = calibrated(Index(path), back, tell)
    found = Learned(found.mean, found.projection, found.whitening, calibration)
    return content_of(references.names, references.bits, codes, found, about)


def _rows(one: Sample, wanted: npt.NDArray[np.bool_]) -> Sample:
    return Sample(one.family, one.shapes[wanted], one.numbers[wanted])


def _codes(references: References, found: Learned) -> Floats:
    codes = np.concatenate(
        [
            (references.gradients[rows].astype(np.float32) - found.mean) @ found.projection
            for rows in batches(len(references.names))
        ]
    )
    plain: Floats = codes / np.maximum(np.linalg.norm(codes, axis=1, keepdims=True), 1e-9)
    return plain


def calibrated(index: Index, samples: Iterable[Sample], tell: Tell, most: int = 400) -> Calibration:
    """What differences mean: of `most` characters of each sample, none of them trained on."""
    right, wrong = [], []
    for one in samples:
        for rows in batches(min(len(one.numbers), most)):
            tell("見分けの確かさを測っています", rows.start, most)
            shapes, numbers = one.floats(rows)[: most - rows.start], one.numbers[rows][: most - rows.start]
            found = candidates(index, shapes)
            own = found.numbers == numbers[:, None]
            right.append(found.differences[own])
            wrong.append(np.where(own, np.inf, found.differences).min(1))
    if not right or not sum(map(len, right)):
        return _UNCALIBRATED
    alike, other = np.concatenate(right), np.concatenate(wrong)
    spread = max(float(alike.std() + other.std()) / 2, 1e-3)
    middle = float(np.median(alike) + np.median(other)) / 2
    return Calibration(middle, spread / 2)
