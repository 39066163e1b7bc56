"""Which glyphs of the index fit what is known of a character: reading, radical, strokes, parts."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from yakuba.characters import tables
from yakuba.characters.glyphs import parts
from yakuba.characters.glyphs.answers import EVERYTHING, Narrowing
from yakuba.characters.glyphs.index import Index
from yakuba.characters.rules.table import Table

_KATAKANA = {ord("ァ") + at: ord("ぁ") + at for at in range(ord("ヶ") - ord("ァ") + 1)}


def allowed(index: Index, narrowing: Narrowing) -> "npt.NDArray[np.int64] | None":
    """The numbers of the glyphs that fit, ascending; None for all."""
    if narrowing == EVERYTHING:
        return None
    found = set[str]()
    for table in tables.repertoire().tables:
        found |= {table.name(at) for at in _fitting(table, narrowing)}
    numbers = (index.number(name) for name in found)
    return np.array(sorted(number for number in numbers if number is not None), dtype=np.int64)


def _fitting(table: Table, narrowing: Narrowing) -> Iterator[int]:
    chosen: set[int] | range = range(len(table))
    if narrowing.strokes is not None:
        fewest, most = narrowing.strokes
        strokes = table.numbers("strokes")
        chosen = {at for at in chosen if fewest <= strokes[at] <= most}
    if narrowing.radical is not None:
        radicals, wanted = table.texts("radicals"), str(narrowing.radical)
        chosen = {
            at for at in chosen if any(one.partition(".")[0] == wanted for one in radicals[at].split(";"))
        }
    if reading := plain(narrowing.reading):
        readings = _readings(table)
        chosen = {at for at in chosen if reading in readings[at].split("・")}
    if narrowing.parts:
        bases, ivs = table.numbers("ucs"), table.numbers("ivs_base")
        with_parts = parts.containing(narrowing.parts)
        chosen = {at for at in chosen if {chr(bases[at]), chr(ivs[at])} & with_parts}
    return iter(chosen)


def plain(reading: str) -> str:
    """A reading in ひらがな without spaces and hyphens, as the lists write it."""
    return reading.translate(_KATAKANA).replace(" ", "").replace("　", "").replace("-", "").strip()


@lru_cache(maxsize=4)
def _readings(table: Table) -> list[str]:
    return plain("\n".join(table.texts("readings"))).split("\n")
