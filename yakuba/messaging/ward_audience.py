"""What the ward pack says for choosing readers: its 町丁目, topics, and what it may look at on a legal basis.

`chome.json` and `audience.toml` of the ward pack, read once a process. A pack without them has no areas and no topics.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from yakuba.messaging.rules.areas import Chome, by_name, chosen, read_chome
from yakuba.messaging.rules.segment_words import Names, in_words
from yakuba.messaging.rules.segments import Group, Known, Segment, from_json
from yakuba.messaging.rules.town_names import TownName, by_any_name, meant, parted

AREA = "area"
CHILDREN = "children"


@dataclass(frozen=True, slots=True)
class Topic:
    """Something residents ask to hear about, or not. `number` stands in the tables."""

    number: int
    code: str
    labels: Mapping[str, str]

    def label(self, language: str) -> str:
        """Its name in a language of the pages."""
        return said(self.labels, language)


@dataclass(frozen=True, slots=True)
class HeldFact:
    """Something the ward holds that may be looked at to choose readers: where it comes from, on which legal basis.

    `code` is the one of identity's fact, `gives` what it tells: AREA or CHILDREN.
    """

    number: int
    code: str
    gives: str
    labels: Mapping[str, str]
    sources: Mapping[str, str]
    basis: str

    def label(self, language: str) -> str:
        """Its name in a language of the pages."""
        return said(self.labels, language)

    def source(self, language: str) -> str:
        """Where the ward has it from."""
        return said(self.sources, language)


def said(texts: Mapping[str, str], language: str) -> str:
    """The text in a language of the pages; Japanese where there is none."""
    return texts.get({"ja-easy": "easy"}.get(language, language)) or texts["ja"]


def chome() -> tuple[Chome, ...]:
    """The 町丁目 of the ward, in the order of their numbers."""
    return _chome(settings.WARD_PACK)


def topics() -> tuple[Topic, ...]:
    """The topics of the ward."""
    return _audience(settings.WARD_PACK)[0]


def facts() -> tuple[HeldFact, ...]:
    """What the ward may look at."""
    return _audience(settings.WARD_PACK)[1]


def topic(number: int) -> Topic | None:
    """The topic with a number, or None where the pack no longer has it."""
    return next((one for one in topics() if one.number == number), None)


def chome_called(name: str) -> int | None:
    """The number of the 町丁目 an address names (「池袋一丁目」), or None."""
    return _names(settings.WARD_PACK).get(name.strip())


def chome_meant(words: str) -> int | None:
    """The number of the 町丁目 that somebody typed, in kanji, kana or romaji; None where it is none of the ward."""
    return meant(words, _spellings(settings.WARD_PACK))


def known() -> Known:
    """What a segment may name here."""
    return Known(
        frozenset(one.number for one in chome()),
        frozenset(one.number for one in topics()),
        frozenset(one.number for one in facts()),
    )


def read_segment(data: Mapping[str, Any]) -> Segment:
    """A segment out of JSON, by what this ward has. Raises BadSegment."""
    return from_json(data, known())


def chome_of(group: Group) -> frozenset[int]:
    """Every 町丁目 a group names: chosen one by one, or by the area that was drawn."""
    return group.chome | drawn(group)


def drawn(group: Group) -> frozenset[int]:
    """The 町丁目 that the drawn area of a group chooses."""
    if not group.ring:
        return frozenset()
    return _drawn(settings.WARD_PACK, group.ring, "centre" if group.centre else "touches")


def words_of(segment: Segment, language: str) -> str:
    """A segment in words, without the full stop."""
    names = Names(
        {one.number: one.said(language) for one in chome()},
        {one.number: one.label(language) for one in topics()},
        {one.number: one.label(language) for one in facts()},
    )
    return in_words(segment, names, language, drawn=[drawn(one) for one in segment.groups])


@lru_cache(maxsize=4)
def _chome(pack: Path) -> tuple[Chome, ...]:
    file = pack / "chome.json"
    return read_chome(file.read_text("utf-8")) if file.exists() else ()


@lru_cache(maxsize=4)
def _names(pack: Path) -> Mapping[str, int]:
    return by_name(_chome(pack))


@lru_cache(maxsize=4)
def _spellings(pack: Path) -> Mapping[tuple[str, int], int]:
    return by_any_name(
        (one.number, one.name, one.town or TownName(parted(one.name)[0])) for one in _chome(pack)
    )


@lru_cache(maxsize=4)
def _audience(pack: Path) -> tuple[tuple[Topic, ...], tuple[HeldFact, ...]]:
    file = pack / "audience.toml"
    data = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    return (
        tuple(Topic(int(row["number"]), row["code"], row["label"]) for row in data.get("topic", ())),
        tuple(
            HeldFact(int(row["number"]), row["code"], row["gives"], row["label"], row["source"], row["basis"])
            for row in data.get("fact", ())
        ),
    )


@lru_cache(maxsize=256)
def _drawn(pack: Path, ring: tuple[tuple[float, float], ...], how: Any) -> frozenset[int]:
    return chosen(ring, _chome(pack), how)
