"""What a friend wants to hear about, and in which 町丁目 they live, kept."""

from collections.abc import Collection

from yakuba.messaging import api as messaging
from yakuba.portal.line.talking import HOUSE, Talking


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
