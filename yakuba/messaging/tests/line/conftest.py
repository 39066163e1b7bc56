"""A stand-in of LINE in a thread, a channel of the house connected to it, and reports as LINE would send them."""

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from yakuba.identity.api import Resident
from yakuba.kernel import clock
from yakuba.messaging import line
from yakuba.messaging.gateways.line.client import LineClient
from yakuba.messaging.gateways.line.signature import signed
from yakuba.messaging.gateways.line_sandbox.faults import Buckets
from yakuba.messaging.gateways.line_sandbox.server import Sandbox
from yakuba.messaging.gateways.line_sandbox.state import World, ulid
from yakuba.messaging.gateways.stand_in import running
from yakuba.messaging.models import LineChannel
from yakuba.messaging.sealing import seal

Report = Callable[..., dict[str, Any]]
Post = Callable[..., HttpResponse]
HANAKO = "U" + "1" * 32
_numbers = itertools.count(1)


@pytest.fixture
def stand_in() -> Iterator[Sandbox]:
    """LINE on this machine, without limits of rate."""
    with running(Sandbox(World(), buckets=Buckets(factor=0))) as sandbox:
        yield sandbox


@pytest.fixture
def impatient(stand_in: Sandbox) -> LineClient:
    """A client that waits little between its tries."""
    return LineClient(stand_in.credentials(), timeout_s=2, first_wait_s=0.005)


def connected(sandbox: Sandbox | None, code: str = "ward") -> LineChannel:
    """A channel of the house at a stand-in, or at nobody's."""
    account = sandbox.world.account if sandbox else None
    base = sandbox.base if sandbox else "http://127.0.0.1:9"
    return LineChannel.objects.create(
        code=code,
        name="区の公式アカウント",
        channel_id="2000000001",
        secret=seal(account.channel_secret if account else "5" * 32),
        token=seal(account.access_token if account else "t" * 60),
        api_base=base,
        data_base=base,
        destination=account.bot_id if account else "U" + "b" * 32,
        written_at=clock.now(),
    )


@pytest.fixture
def channel(db: None, stand_in: Sandbox) -> LineChannel:
    """A channel at the stand-in."""
    return connected(stand_in)


@pytest.fixture
def quiet_channel(db: None) -> LineChannel:
    """A channel that only hears."""
    return connected(None)


@pytest.fixture
def resident(db: None) -> Resident:
    """Somebody with a place in the house."""
    return Resident.objects.create(family="池袋", given="花子")


def event(kind: str, at_ms: int | None = None, *, user: str = HANAKO, **more: Any) -> dict[str, Any]:
    """An event as LINE reports it; without a time each is a second after the one before."""
    moment = at_ms if at_ms is not None else 1_790_000_000_000 + next(_numbers) * 1000
    return {
        "type": kind,
        "mode": "active",
        "timestamp": moment,
        "source": {"type": "user", "userId": user},
        "webhookEventId": ulid(moment),
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "f" * 32,
        **more,
    }


def text(words: str, message_id: str = "100", at_ms: int | None = None, **more: Any) -> dict[str, Any]:
    """A message in words."""
    return event("message", at_ms, message={"id": message_id, "type": "text", "text": words}, **more)


@pytest.fixture
def post(quiet_channel: LineChannel, settings: Any) -> Post:
    """Sends a report to the Internet face, signed unless told otherwise."""
    settings.ROOT_URLCONF = "yakuba.config.urls_public"
    client = Client(enforce_csrf_checks=True)

    def send(*events: Any, body: bytes | None = None, given: str | None = None, **more: Any) -> HttpResponse:
        report = {"destination": quiet_channel.destination, "events": list(events)} | more
        raw = json.dumps(report).encode() if body is None else body
        mark = signed("5" * 32, raw) if given is None else given
        answer = client.post(
            line.WEBHOOK_PATH, raw, content_type="application/json", headers={"x-line-signature": mark}
        )
        assert isinstance(answer, HttpResponse)
        return answer

    return send
