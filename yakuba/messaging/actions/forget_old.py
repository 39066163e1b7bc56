"""Forget what old messages said, and to whom."""

from datetime import timedelta

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.models import Delivery, InboxItem, Message
from yakuba.messaging.options import KEEP_DAYS
from yakuba.messaging.permissions import SEND

AT_ONCE = 1000


@action(permission=SEND, unaudited="決められた日数が過ぎた文面を、定時の仕事が消すだけです")
def forget_old(actor: Actor) -> int:
    """Remove words, addresses and inbox places of up to 1,000 messages older than `messaging.keep_days`.

    That a message of this template went out, and when, stays. Returns how many were forgotten.
    """
    now = clock.now()
    old = Message.objects.filter(forgotten_at=None, written_at__lt=now - timedelta(days=KEEP_DAYS.value()))
    ids = list(old.order_by("written_at").values_list("pk", flat=True)[:AT_ONCE])
    InboxItem.objects.filter(message_id__in=ids).delete()
    Delivery.objects.filter(message_id__in=ids).update(address=b"", address_key="")
    Delivery.objects.filter(message_id__in=ids, next_try__isnull=False).update(
        state=Delivery.State.GAVE_UP, next_try=None, line=""
    )
    return Message.objects.filter(pk__in=ids).update(words=b"", forgotten_at=now)
