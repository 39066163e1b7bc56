"""Remove what is held about one friend on LINE."""

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce
from yakuba.messaging.events import LineAccountUnlinked
from yakuba.messaging.line_readers import part_friend
from yakuba.messaging.models import Delivery, LineEvent, LineFriend, Message
from yakuba.messaging.permissions import SEND


@action(permission=SEND, audit="本人の求めで、LINEの記録を消した")
def forget_line_friend(actor: Actor, *, friend_id: int, resident_id: int) -> LineFriend | None:
    """Unlink the friend, and empty what they wrote and what was written to them there; None where they are another's.

    The row itself stays while they follow: without the id at LINE nothing could reach them. Of who blocked us the id
    is emptied too; its keyed hash stays, so that their coming back is seen.
    """
    row = LineFriend.objects.select_for_update().filter(pk=friend_id, resident_id=resident_id).first()
    if row is None:
        return None
    row.resident_id, row.linked_at, row.line_only = None, None, False
    LineEvent.objects.filter(friend=row).exclude(body=b"").exclude(state=LineEvent.State.WAITING).update(
        body=b""
    )
    sent = Delivery.objects.filter(channel=Delivery.Channel.LINE, address_key=row.user_key, next_try=None)
    Message.objects.filter(pk__in=sent.values("message_id")).update(words=b"")
    if not row.followed:
        row.user_id = b""
    row.save(update_fields=["resident", "linked_at", "line_only", "user_id"])
    part_friend(row.pk, keep=False)
    announce(LineAccountUnlinked(friend_id=row.pk, resident_id=resident_id))
    return row
