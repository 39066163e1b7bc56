"""Glyphs of the lists looked up by hand: by name, character, reading, radical, strokes."""

from collections.abc import Iterator
from functools import lru_cache

from yakuba.characters import tables
from yakuba.characters.looks import Wanted
from yakuba.characters.rules.conversion import elements
from yakuba.characters.rules.repertoire import Found
from yakuba.characters.rules.table import Table
from yakuba.kernel.values.japanese_text import kana_key

MOST = 60


def find_glyphs(words: str, wanted: Wanted) -> list[str]:
    """Names of glyphs, at most 60: that of a name (MJ022335), the shapes of the characters of a text, else all that are as wanted.

    Parts are not in these lists; whoever asks by parts needs the index of pictures. Nothing asked finds nothing.
    """
    words = words.strip()
    if words:
        return _named(words)
    if not (wanted.reading or wanted.radical or wanted.strokes):
        return []
    found = [name for table in tables.repertoire().tables for name in _as_wanted(table, wanted)]
    return found[:MOST]


def _named(words: str) -> list[str]:
    repertoire = tables.repertoire()
    named = repertoire.named(words.upper())
    if named is not None:
        return [named.name]
    found: list[Found] = []
    for element in elements(words):
        exact = repertoire.find(element)
        found += [*([exact] if exact else []), *repertoire.shaped_like(element[0])]
    return list(dict.fromkeys(one.name for one in found))[:MOST]


def _as_wanted(table: Table, wanted: Wanted) -> Iterator[str]:
    strokes = table.numbers("strokes")
    radicals, readings = _texts(table)
    reading = kana_key(wanted.reading)
    for at in range(len(table)):
        if wanted.between and not wanted.between[0] <= strokes[at] <= wanted.between[1]:
            continue
        if wanted.radical and wanted.radical not in radicals[at]:
            continue
        if reading and reading not in readings[at]:
            continue
        yield table.name(at)


@lru_cache(maxsize=4)
def _texts(table: Table) -> tuple[list[frozenset[int]], list[frozenset[str]]]:
    """Radicals and readings (as keys of kana) of every glyph of a table."""
    radicals = [
        frozenset(int(one.partition(".")[0]) for one in line.split(";") if one)
        for line in table.texts("radicals")
    ]
    readings = [frozenset(map(kana_key, filter(None, line.split("・")))) for line in table.texts("readings")]
    return radicals, readings
