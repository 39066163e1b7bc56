"""Opens a client of push services with the key of the house."""

from django.conf import settings

from yakuba.messaging.gateways.push.client import PushClient
from yakuba.messaging.gateways.push.vapid import Vapid, vapid_of
from yakuba.messaging.options import PUSH_HOSTS
from yakuba.messaging.rules.push import hosts_in


def own_identity() -> Vapid:
    """The house at push services: its key, and where its people are asked."""
    return vapid_of(settings.PUSH_KEY, f"mailto:{settings.DEFAULT_FROM_EMAIL}")


def own_client(*, connections: int) -> PushClient:
    """A client that calls the services the office allows. Reads an option: not inside of an event loop."""
    return PushClient(
        own_identity(),
        hosts=hosts_in(PUSH_HOSTS.value()),
        stand_in=settings.PUSH_SANDBOX,
        connections=connections,
    )
