"""Remove what the portal holds about a friend on LINE."""

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.portal.models import LineChat, Talk, TalkLine
from yakuba.portal.permissions import HEAR_LINE


@action(permission=HEAR_LINE, unaudited="同じ求めで消すLINEの記録のほうに、記録が残ります")
def forget_line_chat(actor: Actor, *, friend_id: int) -> None:
    """Remove what was about to be said, end a talk that is open, and empty the words of all talks."""
    now = clock.now()
    LineChat.objects.filter(pk=friend_id).update(waiting="", about=b"")
    talks = Talk.objects.filter(friend_id=friend_id)
    talks.filter(closed_at=None).update(closed_at=now, closed_by_resident=True, waiting_since=None)
    TalkLine.objects.filter(talk__friend_id=friend_id).update(words=b"")
    talks.update(forgotten_at=now)
