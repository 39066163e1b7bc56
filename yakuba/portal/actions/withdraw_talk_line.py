"""Remove words that a friend took back on LINE."""

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.portal.models import TalkLine
from yakuba.portal.permissions import HEAR_LINE


@action(permission=HEAR_LINE, unaudited="相談した方が自分の言葉を取り消しただけで、時刻は残ります")
def withdraw_talk_line(actor: Actor, *, event_id: int) -> None:
    """Empty the words that an event had brought; that something was said, and when, stays."""
    TalkLine.objects.filter(event=event_id).update(words=b"", withdrawn=True)
