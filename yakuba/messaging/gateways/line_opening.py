"""Opens LINE for campaigns: the official account that the house writes from."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

from yakuba.messaging.gateways.line.client import LineClient
from yakuba.messaging.gateways.line.opening import credentials_of
from yakuba.messaging.gateways.line.wire import Credentials
from yakuba.messaging.gateways.line_calls import LineCalls
from yakuba.messaging.models import LineChannel

CONNECTIONS = 32
Opened = Callable[[], AbstractAsyncContextManager[LineCalls]]
"""Opens LINE; what the house itself opens is its own official account."""


def own_account() -> Opened:
    """The official account that campaigns are sent from. Raises LookupError where none is."""
    return partial(_opened, own_credentials())


def own_credentials() -> Credentials:
    """What opens it: the first account in use. Raises LookupError where none is."""
    row = LineChannel.objects.filter(active=True).order_by("pk").first()
    if row is None:
        raise LookupError("no account of LINE is connected")
    return credentials_of(row)


@asynccontextmanager
async def _opened(credentials: Credentials) -> AsyncIterator[LineCalls]:
    """A client with enough connections for the pace LINE allows."""
    async with LineClient(credentials, connections=CONNECTIONS) as client:
        yield client
