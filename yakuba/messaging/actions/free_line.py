"""Free what a worker that died had in its hands."""

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.models import Delivery
from yakuba.messaging.permissions import SEND


@action(permission=SEND, unaudited="送信の経過は配信の行そのものに残ります")
def free_line(actor: Actor, *, line: str) -> int:
    """Make the deliveries held at a line due now; called by whoever has just taken the line, so nobody is at it.

    One of them may have gone out without a record: it goes out again under its Message-ID. Returns how many.
    """
    held = Delivery.objects.filter(line=line, next_try__isnull=False)
    return held.update(line="", next_try=clock.now())
