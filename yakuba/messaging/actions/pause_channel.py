"""Let a whole channel wait while its outside system is away."""

from datetime import timedelta

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.models import Delivery
from yakuba.messaging.permissions import SEND


@action(permission=SEND, unaudited="送信の経過は配信の行そのものに残ります")
def pause_channel(actor: Actor, *, channel: str, wait: timedelta) -> None:
    """Nothing of the channel is due before `wait` has passed; rows that others hold stay as they are."""
    until = clock.now() + wait
    Delivery.objects.filter(channel=channel, line="", next_try__lt=until).update(next_try=until)
