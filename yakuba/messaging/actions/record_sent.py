"""Record that the outside system took a delivery."""

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging import declarations
from yakuba.messaging.models import Delivery, Message
from yakuba.messaging.permissions import SEND


@action(permission=SEND, unaudited="送信の経過は配信の行そのものに残ります")
def record_sent(actor: Actor, *, delivery: Delivery) -> None:
    """The delivery is done; secret words are forgotten."""
    now = clock.now()
    Delivery.objects.filter(pk=delivery.pk).update(
        state=Delivery.State.SENT, sent_at=now, next_try=None, line="", last_error=""
    )
    if declarations.is_secret(delivery.message.template):
        Message.objects.filter(pk=delivery.message_id).update(words=b"", forgotten_at=now)
