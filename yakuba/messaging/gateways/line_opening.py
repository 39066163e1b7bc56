"""Opens LINE for campaigns: the official account that a campaign is written from."""

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
"""Opens LINE by one official account."""


def account_called(account: int | None) -> Opened:
    """One official account, or the ward's first (`credentials_called`)."""
    return partial(_opened, credentials_called(account))


def credentials_called(account: int | None) -> Credentials:
    """What opens one official account; None for the ward's first in use. Raises LookupError where it is not in use."""
    rows = LineChannel.objects.filter(active=True)
    row = (rows if account is None else rows.filter(pk=account)).order_by("pk").first()
    if row is None:
        raise LookupError("this account of LINE is not in use")
    return credentials_of(row)


@asynccontextmanager
async def _opened(credentials: Credentials) -> AsyncIterator[LineCalls]:
    """A client with enough connections for the pace LINE allows."""
    async with LineClient(credentials, connections=CONNECTIONS) as client:
        yield client
