"""What a friend on LINE wants to be told, for the conversation there and for their own page."""

from collections.abc import Mapping
from dataclasses import dataclass

from yakuba.messaging import ward_audience
from yakuba.messaging.queries.audience import reader_of_friend


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


def chome_offered() -> Mapping[int, str]:
    """The 町丁目 of the ward: number → name."""
    return {one.number: one.name for one in ward_audience.chome()}
