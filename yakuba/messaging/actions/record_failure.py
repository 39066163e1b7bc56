"""Record that a delivery did not go out, and when it is tried again."""

from datetime import timedelta

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce
from yakuba.messaging import declarations
from yakuba.messaging.actions.forget_devices import forget_devices
from yakuba.messaging.events import DeliveryFailed
from yakuba.messaging.models import Delivery, Message, PushDevice
from yakuba.messaging.permissions import SEND
from yakuba.messaging.rules.retries import Fault, after_failure


@action(permission=SEND, unaudited="送信の経過は配信の行そのものに残ります")
def record_failure(
    actor: Actor, *, delivery: Delivery, fault: Fault, error: str, wait: timedelta = timedelta(0)
) -> None:
    """Put the delivery off (`wait` at least), or give it up and announce `DeliveryFailed`. `error` holds no address.

    A device that is gone is forgotten.
    """
    now = clock.now()
    template = delivery.message.template
    verdict = after_failure(
        fault,
        delivery.attempts,
        age=now - delivery.counted_from,
        useful=declarations.useful_for(template),
    )
    attempts = delivery.attempts - (fault is Fault.UNREACHABLE)
    held = Delivery.objects.filter(pk=delivery.pk).exclude(state=Delivery.State.SENT)
    if verdict.wait is not None:
        held.update(
            state=Delivery.State.FAILED,
            attempts=attempts,
            next_try=now + max(verdict.wait, wait),
            line="",
            last_error=error[:300],
        )
        return
    held.update(
        state=Delivery.State.GAVE_UP, attempts=attempts, next_try=None, line="", last_error=error[:300]
    )
    if fault is Fault.GONE and delivery.channel == Delivery.Channel.PUSH:
        gone = PushDevice.objects.filter(key=delivery.address_key).values_list("pk", flat=True)
        forget_devices(actor, devices=list(gone))
    if declarations.is_secret(template):
        Message.objects.filter(pk=delivery.message_id).update(words=b"", forgotten_at=now)
    announce(
        DeliveryFailed(
            delivery_id=str(delivery.pk),
            key=delivery.message.key,
            template=template,
            channel=delivery.channel,
        )
    )
