"""Take away the link between a resident's account and LINE."""

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce
from yakuba.kernel.refusals import NotFound
from yakuba.messaging.events import LineAccountUnlinked
from yakuba.messaging.line_readers import part_friend
from yakuba.messaging.models import LineFriend
from yakuba.messaging.permissions import LINK_LINE


@action(permission=LINK_LINE, audit="LINEとのつながりを解いた")
def unlink_line(actor: Actor, *, friend_id: int) -> LineFriend:
    """Forget that this friend and this resident are one. Refuses a friend who is not linked with the actor."""
    if actor.resident_id is None:
        raise NotFound()
    row = (
        LineFriend.objects.only("id", "resident_id", "linked_at", "line_only")
        .select_for_update(of=("self",))
        .filter(pk=friend_id, resident_id=actor.resident_id)
        .first()
    )
    if row is None:
        raise NotFound()
    row.resident_id, row.linked_at, row.line_only = None, None, False
    row.save(update_fields=["resident", "linked_at", "line_only"])
    part_friend(row.pk, keep=True)
    announce(LineAccountUnlinked(friend_id=row.pk, resident_id=actor.resident_id))
    return row
