"""Which character is meant: sequences of code points looked up in the lists, and 外字 in the ward's own table."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple
from unicodedata import combining

from yakuba.characters.rules.menkuten import places
from yakuba.characters.rules.table import COLLECTIONS, Table

ASCII = frozenset(map(chr, range(0x20, 0x7F)))
INVISIBLE = frozenset("\u00a0\u00ad")
"""Characters of JIS X 0213 that cannot be seen in a name and make two that look alike different."""
FIRST_SELECTOR = 0xE0100
FIRST_STANDARD_SELECTOR = 0xFE00


class Found(NamedTuple):
    """A glyph of one of the lists."""

    table: Table
    at: int

    @property
    def name(self) -> str:
        """MJ022336, GJ000001."""
        return self.table.name(self.at)

    @property
    def sequence(self) -> str:
        """Its canonical sequence, "" for the few glyphs that have none."""
        return self.table.canonical(self.at)


class Registered(NamedTuple):
    """What the Ideographic Variation Database has under a sequence."""

    collection: str
    code: str


class Repertoire:
    """行政事務標準文字 as far as its lists are at hand: MJ first, then the added characters (GJ).

    `own` is a ward's 外字変換表: a private-use character → the name of the glyph it was found to be.
    """

    def __init__(self, tables: Sequence[Table], own: Mapping[str, str] | None = None) -> None:
        self.tables = tuple(tables)
        self.own = dict(own or {})

    @property
    def versions(self) -> str:
        """The lists with versions and dates, in one line."""
        return "、".join(
            f"{table.about['title']} {table.about['version']}（{table.about['date']}）"
            + (
                f" 縮退マップ {table.about['map_version']}（{table.about['map_date']}）"
                if table.about.get("map_version")
                else ""
            )
            for table in self.tables
        )

    def find(self, sequence: str) -> Found | None:
        """The glyph that a sequence is."""
        for table in self.tables:
            at = table.sequences.get(sequence)
            if at is not None:
                return Found(table, at)
        return None

    def named(self, name: str) -> Found | None:
        """The glyph of a name."""
        for table in self.tables:
            at = table.index(name)
            if at is not None:
                return Found(table, at)
        return None

    def owned(self, letter: str) -> Found | None:
        """The glyph that the ward's own table gives a private-use character."""
        name = self.own.get(letter)
        return self.named(name) if name else None

    def shaped_like(self, base: str) -> Iterator[Found]:
        """The glyphs of 対応するUCS `base`: its shapes."""
        for table in self.tables:
            for at in self._by_ucs(table).get(ord(base), ()):
                yield Found(table, at)

    def registered(self, sequence: str) -> Registered | None:
        """What the IVD says of a base with a selector, whatever the collection."""
        keys, _, collections, codes = self._ivd
        at = bisect_left(keys, (ord(sequence[0]), ord(sequence[1])))
        if at < len(keys) and keys[at] == (ord(sequence[0]), ord(sequence[1])):
            return Registered(COLLECTIONS[collections[at]], codes[at])
        return None

    def related(self, found: Found) -> str:
        """Characters of JIS X 0213 that public data call variants of a glyph, where the map has nothing."""
        return self._related.get(found.name, "")

    def proper_forms(self, letter: str) -> str:
        """What 法務省告示582号別表第四の一 (正字 of 簡体字等) names for a kanji outside the lists, by 順位; "" for nothing."""
        return self._proper_forms.get(letter, "")

    @cached_property
    def kana(self) -> dict[str, tuple[str, str]]:
        """変体仮名: character → (its 字母, what it reads, several apart by ・)."""
        lines = (line.split("\t") for table in self.tables for line in table.block("kana"))
        return {letter: (parent, reads) for _, letter, parent, reads in lines if letter}

    @cached_property
    def jis_letters(self) -> frozenset[str]:
        """What JIS X 0213 and ASCII have besides kanji; combining marks only in its fixed pairs (か゚), nothing unseen."""
        seen = (letter for letter in places() if letter not in INVISIBLE and not combining(letter[0]))
        return ASCII | {letter for letter in seen if self.find(letter) is None}

    @cached_property
    def letters(self) -> frozenset[str]:
        """What 行政事務標準文字 has besides the glyphs of the lists: `jis_letters` and 変体仮名."""
        return self.jis_letters | self.kana.keys()

    @cached_property
    def _related(self) -> dict[str, str]:
        pairs = (line.split("\t") for table in self.tables for line in table.block("related"))
        return {name: others for name, others in pairs}

    @cached_property
    def _proper_forms(self) -> dict[str, str]:
        pairs = (line.split("\t") for table in self.tables for line in table.block("proper_forms"))
        return {letter: others for letter, others in pairs}

    @cached_property
    def _ivd(self) -> tuple[list[tuple[int, int]], int, "Sequence[int]", list[str]]:
        table = self.tables[0]
        keys = list(zip(table.numbers("ivd_base"), table.numbers("ivd_selector"), strict=True))
        return keys, len(keys), table.numbers("ivd_collection"), table.block("ivd_codes")

    def _by_ucs(self, table: Table) -> dict[int, list[int]]:
        known = self._shapes.get(table.prefix)
        if known is None:
            known = {}
            for at, code in enumerate(table.numbers("ucs")):
                known.setdefault(code, []).append(at)
            self._shapes[table.prefix] = known
        return known

    @cached_property
    def _shapes(self) -> dict[str, dict[int, list[int]]]:
        return {}


def is_selector(letter: str) -> bool:
    """Whether a code point is a variation selector (VS1–VS256)."""
    code = ord(letter)
    return FIRST_STANDARD_SELECTOR <= code <= 0xFE0F or FIRST_SELECTOR <= code <= 0xE01EF
