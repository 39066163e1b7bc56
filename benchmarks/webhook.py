"""Reports of LINE to a house: how long each waits for its 200."""

import base64
import hmac
import http.client
import json
import time
from typing import TYPE_CHECKING

import psycopg

from benchmarks.figures import Figures, percentile
from benchmarks.house import House
from benchmarks.journey import WentWrong

if TYPE_CHECKING:
    from yakuba.messaging.gateways.line_sandbox.server import Sandbox

WARM = 20
"""Reports before any is timed."""


def measure(house: House, sandbox: "Sandbox", count: int, target: float | None, figures: Figures) -> None:
    """Reports of LINE, signed, one after the other: from the first byte to the 200, with the event kept and its job handed over."""
    account, waited = sandbox.world.account, []
    connection = http.client.HTTPConnection("localhost", house.ports["public"], timeout=10)
    for number in range(count + WARM):
        event = {
            "type": "message", "mode": "active", "timestamp": int(time.time() * 1000),
            "source": {"type": "user", "userId": f"U{number:032x}"}, "webhookEventId": f"{number:026d}",
            "deliveryContext": {"isRedelivery": False}, "replyToken": f"{number:032x}",
            "message": {"type": "text", "id": str(number), "quoteToken": "q", "text": "こんにちは"},
        }  # fmt: skip
        body = json.dumps({"destination": account.bot_id, "events": [event]}).encode()
        signed = base64.b64encode(hmac.digest(account.channel_secret.encode(), body, "sha256")).decode()
        headers = {"Content-Type": "application/json", "X-Line-Signature": signed}
        began = time.perf_counter()
        connection.request("POST", "/line/webhook", body, headers)
        answer = connection.getresponse()
        answer.read()
        waited.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            raise WentWrong(f"the webhook answers {answer.status}")
    connection.close()
    kept = _count(house, "SELECT count(*) FROM messaging_lineevent")
    if kept != len(waited):
        raise WentWrong(f"{kept} of {len(waited)} reports are kept")
    waited = waited[WARM:]
    detail = f"p50 {percentile(waited, 0.5):.1f}, longest {max(waited):.0f}; {len(waited):,} signed reports, each kept"
    figures.add("webhook_p95_ms", percentile(waited, 0.95), target, detail)


def _count(house: House, statement: str) -> int:
    """The one number of a statement of the owner."""
    with psycopg.connect(house.addresses.owner) as connection:
        row = connection.execute(statement.encode()).fetchone()
    assert row is not None
    return int(row[0])
