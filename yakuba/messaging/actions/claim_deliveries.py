"""Take deliveries that are due, for a while."""

from datetime import timedelta

from django.db.models import F

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.models import Delivery
from yakuba.messaging.permissions import SEND

LEASE = timedelta(minutes=5)


@action(permission=SEND, unaudited="送信の経過は配信の行そのものに残ります")
def claim_deliveries(actor: Actor, *, channel: str, line: str, most: int) -> list[Delivery]:
    """Take up to `most` due deliveries of a channel at a line, oldest first, and count the attempt.

    Rows that another worker is taking at this moment are passed over. Nobody else takes these before `LEASE` has
    run out, or before the line is free and its rows are freed too.
    """
    now = clock.now()
    due = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("message")
        .filter(channel=channel, next_try__lte=now)
        .order_by("next_try", "written_at")
    )
    taken = list(due[:most])
    Delivery.objects.filter(pk__in=[one.pk for one in taken]).update(
        attempts=F("attempts") + 1, next_try=now + LEASE, line=line
    )
    for one in taken:
        one.attempts += 1
        one.next_try = now + LEASE
    return taken
