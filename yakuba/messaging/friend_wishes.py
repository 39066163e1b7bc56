"""What a friend on LINE wants to be told, for the conversation there and for their own page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from yakuba.messaging import ward_audience
from yakuba.messaging.queries.audience import reader_of_friend
from yakuba.messaging.rules.town_names import part_said, parted


@dataclass(frozen=True, slots=True)
class FriendWishes:
    """Topics and 町丁目 by the numbers of the ward pack; `chome` None where it was not told."""

    topics: frozenset[int] = frozenset()
    chome: int | None = None


def friend_wishes(friend_id: int) -> FriendWishes:
    """What a friend chose (1 SQL); nothing where nothing is held."""
    row = reader_of_friend(friend_id)
    return FriendWishes(frozenset(row.topics), row.declared_chome) if row else FriendWishes()


def topics_offered(language: str) -> Mapping[int, str]:
    """The topics of the ward in its order: number → name in a language of the pages."""
    return {one.number: one.label(language) for one in ward_audience.topics()}


@dataclass(frozen=True, slots=True)
class Town:
    """A town of the ward as it is offered: `name` in kanji is its key, `label` its name in the language, `chome` the names
    of its 町丁目 beside each other by their numbers."""

    name: str
    label: str
    chome: Mapping[int, str]


def chome_offered(language: str = "ja") -> Mapping[int, str]:
    """The 町丁目 of the ward: number → name in a language of the pages."""
    return {one.number: one.said(language) for one in ward_audience.chome()}


def towns_offered(language: str) -> list[Town]:
    """The towns of the ward, in the order of their numbers."""
    found: dict[str, Town] = {}
    for one in ward_audience.chome():
        name = parted(one.name)[0]
        label = one.town.said(language) if one.town else name
        town = found.setdefault(name, Town(name, label, {}))
        found[name] = replace(town, chome={**town.chome, one.number: part_said(one.name, language)})
    return list(found.values())


def chome_meant(words: str) -> int | None:
    """The 町丁目 that somebody typed (「池袋本町3丁目」, "Ikebukuro-honcho 3"), or None."""
    return ward_audience.chome_meant(words)
