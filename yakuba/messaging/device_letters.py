"""A message as it leaves for a device: its subject, the page that a press opens, how long it is worth showing."""

import json

from django.conf import settings

from yakuba.kernel import clock
from yakuba.kernel.clock import TOKYO
from yakuba.messaging import declarations
from yakuba.messaging.gateways.base import NotCarried, Outgoing
from yakuba.messaging.models import Delivery
from yakuba.messaging.queries.push import device_with
from yakuba.messaging.rules.campaign_timing import quiet
from yakuba.messaging.rules.push import Notice, Subscription
from yakuba.messaging.rules.retries import Fault
from yakuba.messaging.sealing import Said, unseal

HOME = "/my/"
TAKEN_OUT = "端末の登録が消えました。"


def outgoing(delivery: Delivery, words: Said) -> Outgoing:
    """What goes out for a delivery; quiet hours of its reader make it silent.

    Raises NotCarried where the device was taken out meanwhile, and Unreadable.
    """
    reached = device_with(delivery.address_key)
    if reached is None:
        raise NotCarried(Fault.PERMANENT, TAKEN_OUT)
    now = clock.now()
    left = declarations.useful_for(delivery.message.template) - (now - delivery.counted_from)
    notice = Notice(
        id=delivery.header_id,
        title=words.subject,
        path=path_of(words.url),
        language=delivery.message.language,
        silent=quiet(now.astimezone(TOKYO), reached.quiet_from, reached.quiet_until),
    )
    return Outgoing(
        header_id=delivery.header_id,
        address=unseal(reached.subscription),
        subject=words.subject,
        body="",
        language=delivery.message.language,
        written_at=delivery.written_at,
        notice=notice,
        ttl_s=max(int(left.total_seconds()), 0),
    )


def path_of(url: str) -> str:
    """The page of ours that a message leads to; マイページ where it leads nowhere, or elsewhere."""
    own = f"{settings.PUBLIC_URL}/"
    return f"/{url.removeprefix(own)}" if url.startswith(own) else HOME


def subscription_of(address: str) -> Subscription:
    """A subscription out of what was sealed."""
    return Subscription(**json.loads(address))
