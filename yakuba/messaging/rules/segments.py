"""Whom a campaign concerns: conditions that an officer chooses, and that can be said in words.

A segment is one or more groups; whoever meets any group belongs to it. A group is met by whoever meets each of its
conditions, a condition by whoever meets any of its values. Nothing else can be asked.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yakuba.messaging.rules.areas import BadArea, Point, as_geojson, parse_area
from yakuba.messaging.rules.channels import CODES, LANGUAGES, NAMES, Way

MOST_GROUPS = 3
OLDEST_CHILD = 20
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class BadSegment(ValueError):
    """A segment that cannot be: `fields` has a sentence for each place of the form (`g0-area`)."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


@dataclass(frozen=True, slots=True)
class Ages:
    """Children of so many whole years on a day, both ends included; `on` None is the day of sending."""

    youngest: int
    oldest: int
    on: date | None = None

    def births(self, today: date) -> tuple[int, int]:
        """The first and last month of birth (year * 12 + month - 1) of children of these ages on the day.

        Only the month of a birth is held, so a child counts from the first day of the month of its birthday.
        """
        day = self.on or today
        month = day.year * 12 + day.month - 1
        return month - (self.oldest + 1) * 12 + 1, month - self.youngest * 12


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions that must all be met; an empty one asks nothing. `ring` is an area that was drawn."""

    chome: frozenset[int] = frozenset()
    ring: tuple[Point, ...] = ()
    centre: bool = False
    """Whether a 町丁目 counts only where its centre lies in the drawn area."""
    topics: frozenset[int] = frozenset()
    ages: Ages | None = None
    languages: frozenset[str] = frozenset()
    ways: frozenset[Way] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether it asks nothing: everybody who can be reached."""
        return self == Group()


@dataclass(frozen=True, slots=True)
class Segment:
    """Whoever meets one of the groups. `facts` are the numbers of what the ward holds that may be looked at too."""

    groups: tuple[Group, ...] = (Group(),)
    facts: frozenset[int] = frozenset()

    @property
    def everybody(self) -> bool:
        """Whether it names everybody who can be reached."""
        return any(group.empty for group in self.groups)


@dataclass(frozen=True, slots=True)
class Known:
    """What a segment may name: the numbers of the ward's 町丁目, topics and facts."""

    chome: Collection[int] = field(default_factory=frozenset)
    topics: Collection[int] = field(default_factory=frozenset)
    facts: Collection[int] = field(default_factory=frozenset)


def to_json(segment: Segment) -> dict[str, Any]:
    """As it is kept in a table; what a group does not ask is left out."""
    return {"groups": [_group_json(one) for one in segment.groups], "facts": sorted(segment.facts)}


def _group_json(group: Group) -> dict[str, Any]:
    ages = group.ages
    said: dict[str, Any] = {
        "chome": sorted(group.chome),
        "ring": [list(point) for point in group.ring],
        "centre": group.centre,
        "topics": sorted(group.topics),
        "ages": [ages.youngest, ages.oldest, ages.on.isoformat() if ages.on else ""] if ages else [],
        "languages": sorted(group.languages),
        "ways": sorted(NAMES[way] for way in group.ways),
    }
    return {name: value for name, value in said.items() if value}


def from_json(data: Mapping[str, Any], known: Known) -> Segment:
    """A segment that was kept, or sent by a form. Raises BadSegment for whatever it does not know."""
    faults: dict[str, str] = {}
    try:
        rows = list(data["groups"])
        facts = frozenset(int(one) for one in data.get("facts", ()))
    except (KeyError, TypeError, ValueError):
        raise BadSegment({"": "届ける先の条件を読めません。"}) from None
    if not 1 <= len(rows) <= MOST_GROUPS:
        raise BadSegment({"": f"条件の組は1つから{MOST_GROUPS}つまでです。"})
    if facts - set(known.facts):
        faults["facts"] = "使えない情報が選ばれています。"
    groups = [_group(row, known, f"g{at}", faults) for at, row in enumerate(rows)]
    if faults:
        raise BadSegment(faults)
    return Segment(tuple(groups), facts)


def _group(row: Any, known: Known, at: str, faults: dict[str, str]) -> Group:
    try:
        chome, topics = _numbers(row, "chome"), _numbers(row, "topics")
        languages = frozenset(str(one) for one in row.get("languages", ()))
        ways = frozenset(str(one) for one in row.get("ways", ()))
    except (AttributeError, TypeError, ValueError):
        faults[at] = "届ける先の条件を読めません。"
        return Group()
    if chome - set(known.chome):
        faults[f"{at}-area"] = "この区にない町丁目が選ばれています。"
    if topics - set(known.topics):
        faults[f"{at}-topics"] = "選べない関心が選ばれています。"
    if languages - set(LANGUAGES) or ways - CODES.keys():
        faults[f"{at}-ways"] = "選べない言葉か届け方が選ばれています。"
    ring: tuple[Point, ...] = ()
    ages = None
    try:
        ring = parse_area(as_geojson(row["ring"])) if row.get("ring") else ()
    except (BadArea, TypeError, IndexError) as error:
        faults[f"{at}-ring"] = str(error) if isinstance(error, BadArea) else "範囲を読めません。"
    try:
        ages = _ages(row.get("ages") or ())
    except ValueError as error:
        faults[f"{at}-ages"] = str(error)
    return Group(
        chome=chome,
        ring=ring,
        centre=bool(row.get("centre")) and bool(ring),
        topics=topics,
        ages=ages,
        languages=languages,
        ways=frozenset(CODES[one] for one in ways & CODES.keys()),
    )


def _numbers(row: Mapping[str, Any], name: str) -> frozenset[int]:
    return frozenset(int(one) for one in row.get(name, ()))


def _ages(said: Any) -> Ages | None:
    if not said:
        return None
    wrong = f"年齢は0から{OLDEST_CHILD}までの数で、小さいほうから書いてください。"
    try:
        youngest, oldest = int(said[0]), int(said[1])
    except (TypeError, ValueError, IndexError):
        raise ValueError(wrong) from None
    if not 0 <= youngest <= oldest <= OLDEST_CHILD:
        raise ValueError(wrong)
    text = str(said[2]) if len(said) > 2 else ""
    try:
        on = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        on = None
    if text and on is None:
        raise ValueError("日付を読めません。")
    return Ages(youngest, oldest, on)
