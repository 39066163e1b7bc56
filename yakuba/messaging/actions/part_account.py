"""A resident gave their account up: nothing is sent to it any more."""

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce
from yakuba.messaging.events import LineAccountUnlinked
from yakuba.messaging.line_readers import part_friend
from yakuba.messaging.models import LineFriend, Reader
from yakuba.messaging.permissions import SEND


@action(permission=SEND, unaudited="アカウントを消したことは、アカウントのほうに記録が残ります")
def part_account(actor: Actor, *, resident_id: int) -> bool:
    """Remove the reader of an account with addresses, devices and dates; friends on LINE are friends alone again, with
    their wishes. Campaigns that are under way pass over whoever is gone. Returns whether there was a reader.
    """
    friends = list(LineFriend.objects.filter(resident_id=resident_id).values_list("pk", flat=True))
    LineFriend.objects.filter(pk__in=friends).update(resident=None, linked_at=None, line_only=False)
    for friend_id in friends:
        part_friend(friend_id, keep=True)
        announce(LineAccountUnlinked(friend_id=friend_id, resident_id=resident_id))
    row = Reader.objects.filter(resident_id=resident_id).first()
    if row is None:
        return False
    row.delete()
    return True
