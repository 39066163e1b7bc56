"""Forget devices of which their push service says that they are no more."""

from collections.abc import Sequence
from uuid import UUID

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.actions.keep_wishes import settle_way
from yakuba.messaging.models import PushDevice
from yakuba.messaging.permissions import SEND


@action(permission=SEND, unaudited="もう届かない端末の番地を消すだけです")
def forget_devices(actor: Actor, *, devices: Sequence[UUID]) -> int:
    """Remove these devices; who has none left is told by other ways from then on. Returns how many were removed."""
    rows = PushDevice.objects.filter(pk__in=list(devices))
    readers = sorted(set(rows.values_list("reader_id", flat=True)))
    removed, _ = rows.delete()
    settle_way(readers)
    return removed
