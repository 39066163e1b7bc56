"""What a friend wants to hear about, and in which 町丁目 they live: reading what they press and type, keeping it."""

import re
from collections.abc import Collection

from yakuba.messaging import api as messaging
from yakuba.portal.line.talking import HOUSE, Talking
from yakuba.portal.rules.line_wishes import plain

_CHOME = re.compile(r"[一二三四五六七八九十]+丁目$")
_DIGITS = "一二三四五六七八九"


def of(talking: Talking) -> messaging.FriendWishes:
    """What the friend chose."""
    return messaging.friend_wishes(talking.person.friend_id)


def keep(talking: Talking, topics: Collection[int], chome: int | None, *, stop: bool = False) -> None:
    """Keep what a friend chose; what the ward does not offer (any more) is left out."""
    known = [number for number in messaging.topics_offered("ja") if number in topics]
    messaging.keep_friend_wishes(
        HOUSE,
        friend_id=talking.person.friend_id,
        topics=known,
        chome=chome if chome in messaging.chome_offered() else None,
        stop=stop,
    )


def towns() -> list[str]:
    """The towns of the ward, in the order of their numbers."""
    return list(dict.fromkeys(_CHOME.sub("", name) for name in messaging.chome_offered().values()))


def chome_in(town: str) -> list[tuple[int, str]]:
    """The 町丁目 of a town."""
    return [pair for pair in messaging.chome_offered().items() if _CHOME.sub("", pair[1]) == town]


def chome_called(words: str) -> int | None:
    """The 町丁目 that somebody typed (「池袋本町3丁目」), or None."""
    wanted = _digits(plain(words))
    found = messaging.chome_offered().items()
    return next((number for number, name in found if _digits(plain(name)) == wanted), None)


def _digits(name: str) -> str:
    return re.sub(rf"([{_DIGITS}])丁目", lambda found: f"{_DIGITS.index(found[1]) + 1}丁目", name)
