"""What the index is trained on: references out of the font of the lists, the same characters in other fonts, and worn
as they come out of old systems and scanners."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from yakuba.characters.glyphs.drawing import Face
from yakuba.characters.glyphs.faults import BadFont, BadPicture
from yakuba.characters.glyphs.gradients import gradients_of
from yakuba.characters.glyphs.pictures import Ink
from yakuba.characters.glyphs.sfnt import Sfnt
from yakuba.characters.glyphs.shapes import (
    KEPT_SIDE,
    SIDE,
    Bits,
    Floats,
    packed,
    shape_of,
    stretched,
    tight,
    unpacked,
)

REFERENCE_SIZE: Final = 192
BATCH: Final = 256
_LISTED: Final = ("mj", "gj")
Tell = Callable[[str, int, int], None]
"""Called now and then with what is done, how much of it, and of how much."""


@dataclass(frozen=True, slots=True)
class References:
    """The glyphs that can be found: names ascending, pictures, gradients (n × 1,152), and which code leads to which."""

    names: list[str]
    bits: Bits
    gradients: npt.NDArray[np.float16]
    codes: dict[tuple[int, int], int]
    """(code point, selector or 0) → number."""

    def shapes(self, numbers: npt.NDArray[np.int64]) -> Floats:
        """References as shapes, n × 64 × 64."""
        return unpacked(self.bits[numbers])


@dataclass(frozen=True, slots=True)
class Sample:
    """Characters of another font: shapes (n × 64 × 64 bytes) and which glyph each is."""

    family: str
    shapes: npt.NDArray[np.uint8]
    numbers: npt.NDArray[np.int64]

    def floats(self, rows: slice) -> Floats:
        """Some of the shapes, 0 paper to 1 ink."""
        return self.shapes[rows].astype(np.float32) / np.float32(255)


def references(fonts: Sequence[bytes], tell: Tell, most: int | None = None) -> References:
    """The glyphs that fonts name as those of a list (mj022336, gj000001). Refuses fonts without any."""
    found: dict[str, Bits] = {}
    codes: dict[tuple[int, int], str] = {}
    for content in fonts:
        font = Sfnt(content)
        named = {at: name.upper() for at, name in enumerate(font.names()) if _listed(name)}
        if most is not None:
            named = dict(sorted(named.items())[:: max(1, len(named) // most)])
        face = Face(font, REFERENCE_SIZE)
        for done, (at, name) in enumerate(named.items()):
            try:
                found[name] = packed(stretched(tight(face.ink(at)), KEPT_SIDE))
            except BadPicture:
                continue  # a glyph that shows nothing (a space) cannot be found by its picture
            tell("字形を描いています", done, len(named))
        codes |= {(code, 0): named[at] for code, at in font.codes().items() if at in named}
        codes |= {place: named[at] for place, at in font.sequences().items() if at in named}
    if len(found) < 2:
        raise BadFont("フォントに、MJ文字図形名の付いた字形がありません。")
    names = sorted(found)
    bits = np.stack([found.pop(name) for name in names])
    numbers = {name: at for at, name in enumerate(names)}
    known = {place: numbers[name] for place, name in codes.items() if name in numbers}
    return References(names, bits, _gradients(bits, tell), known)


def _listed(name: str) -> bool:
    return len(name) == 8 and name[:2].lower() in _LISTED and name[2:].isascii() and name[2:].isdigit()


def _gradients(bits: Bits, tell: Tell) -> npt.NDArray[np.float16]:
    parts = []
    for at in range(0, len(bits), BATCH):
        parts.append(gradients_of(unpacked(bits[at : at + BATCH])).astype(np.float16))
        tell("字形の特徴を数えています", at, len(bits))
    return np.concatenate(parts)


def sample(
    family: str,
    content: bytes,
    number: int,
    known: dict[tuple[int, int], int],
    size: int,
    seed: int = 7,
    worn: float = 0.0,
) -> Sample:
    """`size` characters of a font by chance, with their variants; `worn` is the share that is spoilt as scans are."""
    font = Sfnt(content, number)
    places: dict[tuple[int, int], int] = {(code, 0): glyph for code, glyph in font.codes().items()}
    places |= font.sequences()
    wanted = sorted(place for place in places if place in known and place[0] >= 0x3400)
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    chosen = chance.sample(wanted, min(size, len(wanted)))
    face = Face(font)
    shapes, numbers = [], []
    for place in chosen:
        try:
            ink = face.ink(places[place])
            spoilt = chance.random() < worn
            shape = shape_of(chance.choice(WEAR)(ink, chance)) if spoilt else stretched(tight(ink))
        except BadPicture:
            continue
        shapes.append(np.rint(shape * 255).astype(np.uint8))
        numbers.append(known[place])
    return Sample(
        family, np.array(shapes, dtype=np.uint8).reshape(-1, SIDE, SIDE), np.array(numbers, dtype=np.int64)
    )


def small(ink: Ink, chance: random.Random, size: int = 24) -> Ink:
    """The bitmap of an old terminal or printer: `size` pixels, one bit."""
    longest = max(ink.shape)
    width, height = (max(1, round(side * size / longest)) for side in (ink.shape[1], ink.shape[0]))
    grey = np.asarray(Image.fromarray(ink).resize((width, height), Image.Resampling.BOX))
    return np.where(grey >= 110, 255, 0).astype(np.uint8)


def noisy(ink: Ink, chance: random.Random, share: float = 0.01) -> Ink:
    """48 pixels, one bit, with margins, and a share of all pixels the wrong way round."""
    bits = np.pad(small(ink, chance, 48), 4)
    wrong = np.random.default_rng(chance.getrandbits(32)).random(bits.shape) < share
    return np.where(wrong, 255 - bits, bits).astype(np.uint8)


def scanned(ink: Ink, chance: random.Random, turn: float = 2.0) -> Ink:
    """A scan: turned by up to `turn` degrees, blurred, with the grain of paper, in half-tones."""
    paper = Image.fromarray(np.pad(ink, 12)).rotate(chance.uniform(-turn, turn), Image.Resampling.BICUBIC)
    soft = np.asarray(paper.filter(ImageFilter.GaussianBlur(chance.uniform(0.6, 1.4))), dtype=np.float32)
    grain = np.random.default_rng(chance.getrandbits(32)).normal(0, 6, soft.shape)
    return np.clip(soft * chance.uniform(0.7, 0.95) + 12 + grain, 0, 255).astype(np.uint8)


WEAR: Final[tuple[Callable[[Ink, random.Random], Ink], ...]] = (small, noisy, scanned)


def batches(count: int) -> Iterator[slice]:
    """Slices over `count` rows."""
    return (slice(at, at + BATCH) for at in range(0, count, BATCH))
