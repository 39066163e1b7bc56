"""What the lists say, one row a glyph, whatever file they came in."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from yakuba.characters.rules.relations import Relation


class BadList(Exception):
    """A list cannot be taken as it is. The sentence says where and why, for the person who brought it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One glyph of a list of characters. "" and 0 say that the list has nothing."""

    name: str
    ucs: str = ""
    implemented: str = ""
    ivs: str = ""
    other_sequences: tuple[str, ...] = ()
    compatibility: str = ""
    place: int = 0
    unification: int = 0
    unification_rules: str = ""
    supplement: int = 0
    policy: int = 0
    koseki: str = ""
    juki: str = ""
    touki: str = ""
    immigration: int = 0
    immigration_gaiji: int = 0
    radicals: tuple[str, ...] = ()
    strokes: int = 0
    readings: tuple[str, ...] = ()
    daikanwa: str = ""
    version: str = ""
    remarks: str = ""


@dataclass(slots=True)
class ShrinkMap:
    """MJ縮退マップ: the relations and the 参考情報 of each name, with version and date."""

    version: str = ""
    date: str = ""
    relations: dict[str, list[Relation]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Extras:
    """What stands beside the lists: folds for searching, related characters, 正字 of 簡体字, 変体仮名, the IVD."""

    folds: Sequence[tuple[str, str]] = ()
    related: Sequence[tuple[str, str]] = ()
    proper_forms: Sequence[tuple[str, str]] = ()
    kana: Sequence[tuple[str, str, str, str]] = ()
    ivd: Sequence[tuple[str, int, str]] = ()
    ivd_date: str = ""
