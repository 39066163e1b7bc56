"""The ways a campaign takes to a person, and which of them is taken."""

from collections.abc import Iterable, Sequence
from enum import IntEnum


class Way(IntEnum):
    """A way out of the house for campaigns. The numbers stand in the ledger: they never change."""

    LINE = 1
    SMS = 2
    MAIL = 3
    LETTER = 4
    PUSH = 5

    @property
    def bit(self) -> int:
        """Its place in the sum of ways by which a reader can be reached."""
        return 1 << (self.value - 1)


LABELS = {
    Way.LINE: "LINE",
    Way.PUSH: "端末への通知",
    Way.SMS: "SMS",
    Way.MAIL: "メール",
    Way.LETTER: "郵便（宛名の一覧）",
}
CODES = {"line": Way.LINE, "push": Way.PUSH, "sms": Way.SMS, "mail": Way.MAIL, "letter": Way.LETTER}
ORDER = tuple(CODES.values())
"""In which ways are tried and shown: what costs nothing and is seen at once comes first."""
NAMES = {way: code for code, way in CODES.items()}
"""As they stand in addresses and forms."""
LANGUAGES = ("ja", "ja-easy", "en")
MULTICAST = 500
"""The most people one call of LINE takes, and the size of every batch."""
LANES_OF_A_WAY = 100


def reach(ways: Iterable[Way]) -> int:
    """The sum of ways by which somebody can be reached."""
    return sum({way.bit for way in ways})


def ways_in(sum_of_ways: int) -> list[Way]:
    """The ways of such a sum, in the order in which they are tried."""
    return [way for way in ORDER if sum_of_ways & way.bit]


def way_for(sum_of_ways: int, order: Sequence[Way], *, after: Way | None = None) -> Way | None:
    """The first way of a campaign's order by which somebody can be reached; `after` one that failed, a later one.

    None where no way is left.
    """
    rest = order if after is None else order[order.index(after) + 1 :]
    return next((way for way in rest if sum_of_ways & way.bit), None)


def lane(way: Way, language: str, *, silent: bool) -> int:
    """People of one lane get the same words by the same way: a batch never mixes two lanes."""
    return way * LANES_OF_A_WAY + LANGUAGES.index(language) * 10 + silent
