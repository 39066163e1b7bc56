"""文字同定 by picture: how often the right one of 58,862 glyphs comes first, on fonts and characters never trained on.

    .venv/bin/python -m benchmarks.characters_glyphs [--smoke]

For each family of fonts an index is trained without it and without a third of the characters; that third, drawn in
that family, is then looked for. Beside it: density in 24 × 24 blocks, compared by cosine, over the same glyphs.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "yakuba.config.settings"
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import numpy.typing as npt

from yakuba.characters import glyphs
from yakuba.characters.glyphs import fonts, matching, samples, shapes, training
from yakuba.characters.glyphs.drawing import Face
from yakuba.characters.glyphs.faults import BadPicture
from yakuba.characters.glyphs.index import Index, keep
from yakuba.characters.glyphs.pictures import Ink, png_of_ink
from yakuba.characters.glyphs.samples import References, Sample
from yakuba.characters.glyphs.sfnt import Sfnt

SEED = 7
TEST_SHARE = 0.3
BLOCKS = 24


class Size(NamedTuple):
    """How much is done."""

    glyphs: int | None
    sample: int
    tests: int
    spoilt: int
    timed: int


FULL = Size(None, fonts.SAMPLE, 2_000, 600, 300)
SMOKE = Size(2_000, 250, 200, 60, 40)


class Row(NamedTuple):
    """What is looked for: a font held out, and which of its characters."""

    key: str
    label: str
    file: str
    first: float
    five: float
    variants: bool = False


ROWS = (
    Row("serif", "Noto Serif CJK (明朝)", "NotoSerifCJK-Regular.ttc", 0.96, 0.993),
    Row("sans", "Noto Sans CJK (ゴシック)", "NotoSansCJK-Regular.ttc", 0.94, 0.993),
    Row("hanazono_b", "HanaMinB (明朝, Ext. B)", "HanaMinB.ttf", 0.96, 0.993),
    Row("hanazono_ivs", "HanaMinA, IVS twins (邊)", "HanaMinA.ttf", 0.91, 0.993, variants=True),
)


def main() -> int:
    """Measure, print a table for people and one line of JSON for machines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--smoke", action="store_true", help="2,000 glyphs and one family")
    smoke = parser.parse_args().smoke
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="yakuba-bench-") as folder:
        os.environ["YAKUBA_VAR"] = folder
        django.setup()
        found = fonts.found()
        missing = [font.package for font in (fonts.REFERENCE, *fonts.TRAINED_ON) if font not in found]
        if missing:
            print(f"nothing measured, Debian packages are missing: {', '.join(sorted(set(missing)))}")
            print(json.dumps({"missing": sorted(set(missing))}))
            return 0
        figures = Bench(found, SMOKE if smoke else FULL, Path(folder)).run(ROWS[:1] if smoke else ROWS)
    figures["machine_load"] = [load, os.getloadavg()[0]]
    print(json.dumps(figures, ensure_ascii=False))
    return 0


class Bench:
    """All that is measured over one set of references."""

    def __init__(self, found: dict[fonts.Font, Path], size: Size, folder: Path) -> None:
        self._fonts, self._size = found, size
        self._path = folder / "characters" / "glyphs.index"
        self.figures: dict[str, Any] = {}
        began = time.process_time()
        content = found[fonts.REFERENCE].read_bytes()
        self._listed = samples.references([content], _silent, size.glyphs)
        self._drawing_s = time.process_time() - began
        self._tested = np.random.default_rng(SEED).random(len(self._listed.names)) < TEST_SHARE
        self._blocks = _blocks_of(self._listed)
        self._samples: dict[str, Sample] = {}

    def run(self, rows: Sequence[Row]) -> dict[str, Any]:
        """All rows, those of one family together."""
        self._say("glyphs", len(self._listed.names))
        print(f"{'':28} first  top 5   sure / right  blocks first, top 5   p50, p95 ms")
        before = ""
        for row in rows:
            family = next(font.family for font in self._fonts if font.file == row.file)
            if family != before:
                self._train(family)
                before = family
            self._held_out(row)
            if row.key == "serif":
                self._spoilt()
                self._strangers()
        return self.figures

    def _say(self, key: str, value: float) -> None:
        self.figures[key] = value
        print(f"{key:28} {value:,}")

    def _train(self, left_out: str) -> None:
        """An index without a family and without the characters that are tested."""
        began = time.process_time()
        others = [font for font in self._fonts if font.family not in (left_out, fonts.REFERENCE.family)]
        trained = [self._sample(font) for font in others]
        content = training.index_of(self._listed, trained, {"inputs": left_out}, _silent)
        keep(self._path, content)
        if "train_cpu_s" not in self.figures:
            self._say("train_cpu_s", round(time.process_time() - began + self._drawing_s, 1))
            self._say("index_mb", round(len(content) / 1e6, 2))

    def _sample(self, font: fonts.Font) -> Sample:
        if font.file not in self._samples:
            known = {place: at for place, at in self._listed.codes.items() if not self._tested[at]}
            content = self._fonts[font].read_bytes()
            self._samples[font.file] = samples.sample(
                font.family, content, 0, known, self._size.sample, SEED, fonts.WORN
            )
        return self._samples[font.file]

    def _held_out(self, row: Row) -> None:
        """A font that was not trained on, characters that were not trained on."""
        path = next(path for font, path in self._fonts.items() if font.file == row.file)
        font = Sfnt(path.read_bytes())
        places = font.sequences() if row.variants else {(code, 0): at for code, at in font.codes().items()}
        known = self._listed.codes
        wanted = sorted(place for place in places if place in known and self._tested[known[place]])
        wanted = [place for place in wanted if place[0] >= 0x3400]
        chosen = random.Random(SEED).sample(wanted, min(self._size.tests, len(wanted)))
        face = Face(font)
        inks, numbers = [], []
        for place in chosen:
            try:
                inks.append(face.ink(places[place]))
            except BadPicture:
                continue
            numbers.append(known[place])
        self._measure(row.key, row.label, inks, np.array(numbers), (row.first, row.five))

    def _measure(
        self,
        key: str,
        label: str,
        inks: Sequence[Ink],
        numbers: "npt.NDArray[np.int64]",
        targets: tuple[float, float] | None = None,
    ) -> None:
        index = Index(self._path)
        looked = np.stack([shapes.shape_of(ink) for ink in inks])
        found = list(_candidates(index, looked))
        best = np.concatenate([each.numbers for each in found])
        sure = np.concatenate([matching.margins(index, each) for each in found]) >= glyphs.SURE
        right = best[:, 0] == numbers
        block_first, block_five = _by_blocks(self._blocks, looked, numbers)
        values = {
            "first": float(right.mean()),
            "five": float((best[:, :5] == numbers[:, None]).any(1).mean()),
            "sure": float(sure.mean()),
            "sure_right": float(right[sure].mean()) if sure.any() else 1.0,
            "blocks_first": block_first,
            "blocks_five": block_five,
            **self._timed(inks),
        }
        self.figures |= {f"{key}_{name}": round(value, 4) for name, value in values.items()}
        reached = ""
        if targets:
            met = values["first"] >= targets[0] and values["five"] >= targets[1]
            reached = f"≥ {targets[0]:.0%}, {targets[1]:.1%} {'ok' if met else 'MISSED'}"
        print(
            f"{label:28} {values['first']:.1%}  {values['five']:.2%}  {values['sure']:5.1%} / {values['sure_right']:.2%}"
            f"   {block_first:.1%}, {block_five:.1%}   {values['p50_ms']:.1f}, {values['p95_ms']:.1f}  {reached}",
            flush=True,
        )

    def _timed(self, inks: Sequence[Ink]) -> dict[str, float]:
        """A PNG in, five glyphs out, one after the other, through the door."""
        pictures = [png_of_ink(ink) for ink in inks[: self._size.timed]]
        glyphs.likeliest(pictures[0])
        times = []
        for picture in pictures:
            began = time.perf_counter()
            glyphs.likeliest(picture)
            times.append((time.perf_counter() - began) * 1000)
        return {"p50_ms": float(np.percentile(times, 50)), "p95_ms": float(np.percentile(times, 95))}

    def _spoilt(self) -> None:
        """The font of the references and a held-out one, spoilt as old systems and scanners do."""
        chance = random.Random(SEED)
        serif = next(font for font in self._fonts if font.file == ROWS[0].file)
        for font in (fonts.REFERENCE, serif):
            content = Sfnt(self._fonts[font].read_bytes())
            codes, face = content.codes(), Face(content)
            known = {code: at for (code, selector), at in self._listed.codes.items() if not selector}
            wanted = sorted(code for code in codes if code in known and self._tested[known[code]])
            chosen = chance.sample(wanted, min(self._size.spoilt, len(wanted)))
            numbers = np.array([known[code] for code in chosen])
            for wear, label in (
                (samples.small, "24×24"),
                (samples.noisy, "48 px, 1 %"),
                (samples.scanned, "scan ±2°"),
            ):
                inks = [wear(face.ink(codes[code]), chance) for code in chosen]
                name = "reference" if font is fonts.REFERENCE else "serif"
                self._measure(f"{name}_{wear.__name__}", f"{label}: {name}", inks, numbers)

    def _strangers(self) -> None:
        """Characters that are not in the index: how often is the first candidate nevertheless called sure?"""
        serif = next(font for font in self._fonts if font.file == ROWS[0].file)
        known = {place: at for place, at in self._listed.codes.items() if self._tested[at]}
        one = samples.sample("", self._fonts[serif].read_bytes(), 0, known, self._size.spoilt, SEED)
        index, everything = Index(self._path), np.arange(len(self._listed.names))
        sure = []
        for at, number in enumerate(one.numbers):
            found = matching.candidates(index, one.floats(slice(at, at + 1)), np.delete(everything, number))
            sure.append(matching.margins(index, found)[0] >= glyphs.SURE)
        self._say("absent_called_sure", round(float(np.mean(sure)), 4))


def _candidates(index: Index, looked: shapes.Floats) -> Iterator[matching.Candidates]:
    for at in range(0, len(looked), 32):
        yield matching.candidates(index, looked[at : at + 32])


def _blocks_of(listed: References) -> shapes.Floats:
    parts = []
    for rows in samples.batches(len(listed.names)):
        parts.append(_blocked(shapes.unpacked(listed.bits[rows])))
    return np.concatenate(parts)


def _blocked(looked: shapes.Floats) -> shapes.Floats:
    """The baseline: how dark each of 24 × 24 blocks is."""
    edges = np.arange(BLOCKS + 1) * shapes.SIDE / BLOCKS
    pixels = np.arange(shapes.SIDE)
    overlap = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    means = np.clip(overlap, 0, None).astype(np.float32)
    found = (means @ looked @ means.T).reshape(len(looked), -1)
    plain: shapes.Floats = found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
    return plain


def _by_blocks(
    blocks: shapes.Floats, looked: shapes.Floats, numbers: "npt.NDArray[np.int64]"
) -> tuple[float, float]:
    better = []
    for rows in samples.batches(len(looked)):
        scores = _blocked(looked[rows]) @ blocks.T
        own = scores[np.arange(len(scores)), numbers[rows]]
        better.append((scores > own[:, None]).sum(1))
    ranks = np.concatenate(better)
    return float((ranks < 1).mean()), float((ranks < 5).mean())


def _silent(what: str, done: int, of: int) -> None:
    """Nobody is told."""


if __name__ == "__main__":
    sys.exit(main())
