"""Keep whether a resident wants notices on LINE alone."""

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound
from yakuba.messaging.models import LineFriend
from yakuba.messaging.permissions import LINK_LINE


@action(permission=LINK_LINE, unaudited="本人が自分への知らせ方を決めるだけで、役所の記録ではありません")
def set_line_only(actor: Actor, *, friend_id: int, only: bool) -> None:
    """Send the notices of applications by LINE alone, or by mail as well. Refuses a friend not linked with the actor."""
    if actor.resident_id is None:
        raise NotFound()
    mine = LineFriend.objects.filter(pk=friend_id, resident_id=actor.resident_id)
    if not mine.update(line_only=only):
        raise NotFound()
