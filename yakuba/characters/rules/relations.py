"""Why one character may stand for another: the sources of MJ縮退マップ, and the rules a conversion cites.

A `Source` is a list in the map, as it is published. A `Rule` is what a changed character cites. The order of `Rule`
is the order of strength: `weakest` in a conversion names the last rule that decides by itself.
"""

from enum import IntEnum, StrEnum
from typing import NamedTuple


class Source(IntEnum):
    """A list of MJ縮退マップ (and 代替マップ of 行政事務標準文字), by the number it has in the compiled table."""

    JIS = 1
    PARENT = 2
    NOTICE_2842_POPULAR = 3
    NOTICE_2842_DISTINCT = 4
    NOTICE_2842 = 5
    NOTICE_5202 = 6
    NOTICE_582_ONE = 7
    NOTICE_582_TWO = 8
    ANALOGY = 9
    DICTIONARY = 10
    STANDARD_MAP = 11


class Rule(StrEnum):
    """What allows a change, strongest first."""

    EXACT = "exact"
    SAME_PLACE = "same_place"
    OWN_TABLE = "own_table"
    UNIFIED = "unified"
    MAP_UNIFIED = "map_unified"
    STANDARD_MAP = "standard_map"
    NOTICE_5202 = "notice_5202"
    PARENT = "parent"
    NOTICE_2842 = "notice_2842"
    NOTICE_582 = "notice_582"
    ANALOGY = "analogy"
    DICTIONARY = "dictionary"


LABELS: dict[Rule, str] = {
    Rule.EXACT: "完全一致",
    Rule.SAME_PLACE: "同じ区点の符号",
    Rule.OWN_TABLE: "外字変換表",
    Rule.UNIFIED: "JIS X 0213 包摂",
    Rule.MAP_UNIFIED: "JIS包摂規準・UCS統合規則",
    Rule.STANDARD_MAP: "行政事務標準文字 代替マップ",
    Rule.NOTICE_5202: "民二5202号通知別表 正字・俗字等対照表",
    Rule.PARENT: "戸籍統一文字情報 親字・正字",
    Rule.NOTICE_2842: "民一2842号通達別表 誤字俗字・正字一覧表",
    Rule.NOTICE_582: "法務省告示582号別表第四",
    Rule.ANALOGY: "読み・字形による類推",
    Rule.DICTIONARY: "辞書類等による関連字",
}
STRENGTH: dict[Rule, int] = {rule: at for at, rule in enumerate(Rule)}
RULE_OF: dict[Source, Rule] = {
    Source.JIS: Rule.MAP_UNIFIED,
    Source.PARENT: Rule.PARENT,
    Source.NOTICE_2842_POPULAR: Rule.NOTICE_2842,
    Source.NOTICE_2842: Rule.NOTICE_2842,
    Source.NOTICE_5202: Rule.NOTICE_5202,
    Source.NOTICE_582_ONE: Rule.NOTICE_582,
    Source.NOTICE_582_TWO: Rule.NOTICE_582,
    Source.ANALOGY: Rule.ANALOGY,
    Source.DICTIONARY: Rule.DICTIONARY,
    Source.STANDARD_MAP: Rule.STANDARD_MAP,
}
"""The rule a source gives; 民一2842号の別字 gives none: it says that two characters are not the same."""


class Relation(NamedTuple):
    """One line of the map: a glyph may become the character on `place`; `rank` is its ホップ数 or 順位, else 0."""

    place: int
    source: Source
    rank: int
