"""The compiled list of characters: one ZIP file of columns, read only as far as something is asked of it.

`about.json` says what the table is: name, versions, dates, counts, licence. A column of numbers is a little-endian
array; a column of texts is UTF-8 with one line a glyph. `seal` in `about.json` is the SHA-256 over all other members
in order of name: a file that was damaged or tampered with is refused, never half read.
"""

import hashlib
import io
import json
import sys
import zipfile
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from yakuba.characters.rules.menkuten import written
from yakuba.characters.rules.relations import Relation, Source

FORMAT = 1
NUMBERS: dict[str, str] = {
    "number": "I",
    "ucs": "I",
    "implemented": "I",
    "ivs_base": "I",
    "ivs_selector": "I",
    "compatibility": "I",
    "place": "H",
    "unification": "B",
    "strokes": "B",
    "policy": "B",
    "koseki": "I",
    "juki": "H",
    "touki": "I",
    "immigration": "I",
    "immigration_gaiji": "I",
    "supplement": "H",
    "relation_glyph": "I",
    "relation_place": "H",
    "relation_source": "B",
    "relation_rank": "B",
    "ivd_base": "I",
    "ivd_selector": "I",
    "ivd_collection": "B",
}
"""Columns of numbers and their kinds; in `koseki` and `touki` the number is one more than printed, 0 is none."""
TEXTS = (
    "other_sequences",
    "unification_rules",
    "version",
    "radicals",
    "readings",
    "daikanwa",
    "remarks",
    "map_notes",
)
BLOCKS = ("folds", "related", "proper_forms", "kana", "ivd_codes")
"""Texts that are not one line a glyph."""
MEMBERS = frozenset(
    [f"{name}.numbers" for name in NUMBERS]
    + [f"{name}.texts" for name in TEXTS]
    + [f"{name}.block" for name in BLOCKS]
)
POLICIES = ("", "常用漢字", "人名用漢字")
COLLECTIONS = ("Adobe-Japan1", "Hanyo-Denshi", "Moji_Joho", "MSARG", "KRName")


class BadTable(Exception):
    """The file is not a table of characters, or not whole. The sentence can be shown."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Glyph:
    """All that the lists say of one 文字図形, for people to read."""

    name: str
    sequence: str
    ucs: str
    sequences: tuple[str, ...]
    place: str
    unification: str
    strokes: int
    radicals: tuple[tuple[int, int | None], ...]
    readings: tuple[str, ...]
    policy: str
    koseki: str
    juki: str
    touki: str
    daikanwa: str
    version: str
    remarks: str
    relations: tuple[Relation, ...]


class Table:
    """A compiled list. Glyphs are known by their index; `name` and `index` translate to MJ文字図形名."""

    def __init__(self, content: bytes) -> None:
        try:
            self._members = zipfile.ZipFile(io.BytesIO(content))
            self.about: Mapping[str, Any] = json.loads(self._members.read("about.json"))
        except (zipfile.BadZipFile, KeyError, ValueError) as error:
            raise BadTable("文字の表として読めないファイルです。") from error
        if self.about.get("format") != FORMAT:
            raise BadTable("この版のプログラムでは読めない形式の、文字の表です。")
        if sealed(self._read_all()) != self.about.get("seal"):
            raise BadTable("文字の表が壊れています。もう一度、配布元から入手してください。")
        if missing := MEMBERS - set(self._members.namelist()):
            raise BadTable(f"文字の表に足りない項目があります（{min(missing)}）。")
        self.prefix = str(self.about["prefix"])
        self._numbers: dict[str, array[int]] = {}

    def _read_all(self) -> Iterator[tuple[str, bytes]]:
        for name in sorted(self._members.namelist()):
            if name != "about.json":
                try:
                    yield name, self._members.read(name)
                except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
                    raise BadTable(
                        "文字の表が壊れています。もう一度、配布元から入手してください。"
                    ) from error

    def __len__(self) -> int:
        return len(self.number)

    def numbers(self, column: str) -> "array[int]":
        """A column of numbers."""
        values = self._numbers.get(column)
        if values is None:
            values = self._numbers[column] = array(NUMBERS[column])
            values.frombytes(self._members.read(f"{column}.numbers"))
            if sys.byteorder == "big":
                values.byteswap()
        return values

    def texts(self, column: str) -> list[str]:
        """A column of texts, one for each glyph."""
        return self._members.read(f"{column}.texts").decode("utf-8").split("\n")

    def block(self, name: str) -> list[str]:
        """The lines of a text that is not one line a glyph."""
        text = self._members.read(f"{name}.block").decode("utf-8")
        return text.split("\n") if text else []

    @cached_property
    def number(self) -> "array[int]":
        """The digits of the names, ascending."""
        return self.numbers("number")

    @cached_property
    def implemented(self) -> "array[int]":
        """実装したUCS: the one code point that shows this glyph, 0 where there is none."""
        return self.numbers("implemented")

    @cached_property
    def place(self) -> "array[int]":
        """面区点 in JIS X 0213, 0 for none."""
        return self.numbers("place")

    @cached_property
    def unification(self) -> "array[int]":
        """X0213 包摂区分: 0 no place, 1 the very glyph (区分0), 2 unified (区分2)."""
        return self.numbers("unification")

    @cached_property
    def policy(self) -> "array[int]":
        """漢字施策: index into `POLICIES`."""
        return self.numbers("policy")

    @cached_property
    def _ivs(self) -> "tuple[array[int], array[int]]":
        return self.numbers("ivs_base"), self.numbers("ivs_selector")

    @cached_property
    def _relations(self) -> "tuple[array[int], array[int], array[int], array[int]]":
        glyph, place, source, rank = (
            self.numbers(f"relation_{part}") for part in ("glyph", "place", "source", "rank")
        )
        return glyph, place, source, rank

    @cached_property
    def _texts(self) -> dict[str, list[str]]:
        return {column: self.texts(column) for column in TEXTS}

    @cached_property
    def sequences(self) -> dict[str, int]:
        """Every sequence of code points that is one of these glyphs → its index."""
        found: dict[str, int] = {}
        base, selector = self._ivs
        for at, others in enumerate(self.texts("other_sequences")):
            for sequence in others.split(";") if others else ():
                found[unhexed(sequence)] = at
        for at, code in enumerate(base):
            if code:
                found[chr(code) + chr(selector[at])] = at
        for at, code in enumerate(self.implemented):
            if code:
                found[chr(code)] = at
        return found

    def name(self, at: int) -> str:
        """MJ文字図形名 of an index."""
        return f"{self.prefix}{self.number[at]:06d}"

    def index(self, name: str) -> int | None:
        """The index of a name (`MJ022336`), or None."""
        if not (name.startswith(self.prefix) and name[2:].isascii() and name[2:].isdecimal()):
            return None
        number = int(name[2:])
        at = bisect_left(self.number, number)
        return at if at < len(self) and self.number[at] == number and self.name(at) == name else None

    def canonical(self, at: int) -> str:
        """The sequence under which a glyph is stored: 実装したUCS, the Moji_Joho IVS where there is none, or ""."""
        if self.implemented[at]:
            return chr(self.implemented[at])
        base, selector = self._ivs
        return chr(base[at]) + chr(selector[at]) if base[at] else ""

    def relations(self, at: int) -> tuple[Relation, ...]:
        """The lines of the map about a glyph, in the order of the table."""
        glyph, place, source, rank = self._relations
        found = []
        line = bisect_left(glyph, at)
        while line < len(glyph) and glyph[line] == at:
            found.append(Relation(place[line], Source(source[line]), rank[line]))
            line += 1
        return tuple(found)

    def unification_rules(self, at: int) -> str:
        """X0213 包摂連番: `U082・U150`; "" for none."""
        return self._texts["unification_rules"][at]

    def glyph(self, at: int) -> Glyph:
        """Everything the lists say of a glyph."""
        text = {column: lines[at] for column, lines in self._texts.items()}
        ucs, base, selector = self.numbers("ucs")[at], *(part[at] for part in self._ivs)
        others = tuple(map(unhexed, text["other_sequences"].split(";"))) if text["other_sequences"] else ()
        ivs = (chr(base) + chr(selector),) if base else ()
        unified = self.unification[at]
        koseki, juki, touki = (self.numbers(column)[at] for column in ("koseki", "juki", "touki"))
        return Glyph(
            name=self.name(at),
            sequence=self.canonical(at),
            ucs=chr(ucs) if ucs else "",
            sequences=tuple(dict.fromkeys(filter(None, (self.canonical(at), *ivs, *others)))),
            place=written(self.place[at]),
            unification=""
            if not unified
            else "完全一致"
            if unified == 1
            else f"包摂 {text['unification_rules']}".strip(),
            strokes=self.numbers("strokes")[at],
            radicals=tuple(_radical(one) for one in text["radicals"].split(";") if one),
            readings=tuple(filter(None, text["readings"].split("・"))),
            policy=POLICIES[self.policy[at]],
            koseki=f"{koseki - 1:06d}" if koseki else "",
            juki=f"J+{juki:04X}" if juki else "",
            touki=f"{touki - 1:08d}" if touki else "",
            daikanwa=text["daikanwa"],
            version=text["version"],
            remarks=" ".join(filter(None, (text["remarks"], text["map_notes"]))),
            relations=self.relations(at),
        )


def sealed(members: Iterator[tuple[str, bytes]]) -> str:
    """The SHA-256 over names and contents, in the order given."""
    digest = hashlib.sha256()
    for name, content in members:
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def hexed(sequence: str) -> str:
    """A sequence as the lists print it: `845B_E0103`."""
    return "_".join(f"{ord(letter):04X}" for letter in sequence)


def unhexed(text: str) -> str:
    """`845B_E0103` as a sequence. Refuses what is not hexadecimal or no code point."""
    return "".join(chr(int(part, 16)) for part in text.split("_"))


def _radical(text: str) -> tuple[int, int | None]:
    radical, _, inner = text.partition(".")
    return int(radical), int(inner) if inner else None
