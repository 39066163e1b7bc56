"""Keep what a friend on LINE wants to be told, as they pressed it there."""

from collections.abc import Collection

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal
from yakuba.messaging import ward_audience
from yakuba.messaging.line_readers import join_friend
from yakuba.messaging.models import LineFriend, Reader
from yakuba.messaging.permissions import RECEIVE
from yakuba.messaging.queries.audience import reader_of_friend


@action(permission=RECEIVE, unaudited="本人が自分への知らせ方を決めるだけで、役所の記録ではありません")
def keep_friend_wishes(
    actor: Actor, *, friend_id: int, topics: Collection[int], chome: int | None, stop: bool = False
) -> Reader:
    """Keep topics and 町丁目 (None: not told); the first time makes the reader's row. `stop` declines every topic.

    Who linked an account shares its row. Refuses what the ward does not offer, and an unknown friend.
    """
    known = ward_audience.known()
    friend = LineFriend.objects.select_for_update(of=("self",)).filter(pk=friend_id).first()
    if friend is None or not set(topics) <= set(known.topics) or not (chome is None or chome in known.chome):
        raise Refusal("wishes", "選べないものが選ばれています。もう一度選んでください。")
    row = reader_of_friend(friend_id)
    if row is None:
        join_friend(friend)
        row = reader_of_friend(friend_id)
        assert row is not None  # noqa: S101 - it was joined just now
    row.topics = [] if stop else sorted(topics)
    row.declined = sorted(known.topics) if stop else sorted(set(row.declined) - set(topics))
    row.declared_chome, row.changed_at = chome, clock.now()
    row.wants_none = row.wants_none and stop
    row.save(update_fields=["topics", "declined", "declared_chome", "changed_at", "wants_none"])
    return row
