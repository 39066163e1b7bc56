"""A stand-in of the push services in a thread, a house that knows it, and devices of people."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from yakuba.kernel.actor import Actor
from yakuba.messaging.actions.add_device import add_device
from yakuba.messaging.gateways.push.client import PushClient
from yakuba.messaging.gateways.push.opening import own_identity
from yakuba.messaging.gateways.push_sandbox.server import Sandbox
from yakuba.messaging.gateways.push_sandbox.state import Browser, subscription_of
from yakuba.messaging.gateways.stand_in import running
from yakuba.messaging.models import PushDevice

AddDevice = Callable[..., tuple[PushDevice, Browser]]


@pytest.fixture
def stand_in(settings: Any) -> Iterator[Sandbox]:
    """The push services on this machine, and a house of the demo that may call them."""
    with running(Sandbox()) as sandbox:
        settings.PUSH_SANDBOX = sandbox.base
        yield sandbox


def client_of(sandbox: Sandbox, **more: Any) -> PushClient:
    """A client that waits little between its tries."""
    given: dict[str, Any] = {"timeout_s": 2, "first_wait_s": 0.002, **more}
    return PushClient(own_identity(), hosts=[], stand_in=sandbox.base, **given)


@pytest.fixture
def device(stand_in: Sandbox) -> AddDevice:
    """Lets somebody register a browser of the stand-in."""

    def register(actor: Actor, name: str = "Chrome（Android）") -> tuple[PushDevice, Browser]:
        browser = stand_in.world.subscribe(own_identity().public)
        given = subscription_of(stand_in.base, browser.token)
        row = add_device(actor, endpoint=given.endpoint, p256dh=given.p256dh, auth=given.auth, name=name)
        return row, browser

    return register
