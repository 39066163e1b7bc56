"""Put back deliveries that were taken and not tried."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import F

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.models import Delivery
from yakuba.messaging.permissions import SEND


@action(permission=SEND, unaudited="送信の経過は配信の行そのものに残ります")
def put_back(actor: Actor, *, deliveries: Sequence[Delivery], wait: timedelta) -> None:
    """They are due after `wait`, and no attempt is counted."""
    Delivery.objects.filter(pk__in=[one.pk for one in deliveries]).update(
        attempts=F("attempts") - 1, next_try=clock.now() + wait, line=""
    )
