"""What a push service does with a message: judged by the RFCs, answered in their numbers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from yakuba.messaging.gateways.push.vapid import BadToken, checked
from yakuba.messaging.gateways.push_sandbox.faults import Faults
from yakuba.messaging.gateways.push_sandbox.state import Browser, World

LARGEST = 4096
"""Bytes of a message (RFC 8030 7.2)."""
LONGEST_TTL = 60 * 60 * 24 * 28
URGENCIES = frozenset({"very-low", "low", "normal", "high"})
TOKENS_KEPT = 256
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")
_TTL = re.compile(r"[0-9]{1,10}")


@dataclass(slots=True)
class Reply:
    """An answer. `lost`: it is not given; the connection breaks off instead, after so many milliseconds."""

    status: int
    body: bytes = b""
    kind: str = "text/plain; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    lost: int | None = None


class Refused(Exception):
    """A message that the service does not take."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Service:
    """The push service."""

    def __init__(self, world: World, faults: Faults) -> None:
        self.world = world
        self.faults = faults
        self._signed: dict[tuple[str, str], tuple[float, str]] = {}

    def take(self, token: str, headers: Mapping[str, str], body: bytes, origin: str) -> Reply:
        """Judge a message to a subscription and take it. `headers` by their small names."""
        self.world.counts.calls += 1
        reply = self._take(token, headers, body, origin)
        by = self.world.counts.by_status
        by[reply.status] = by.get(reply.status, 0) + 1
        return reply

    def _take(self, token: str, headers: Mapping[str, str], body: bytes, origin: str) -> Reply:
        faults = self.faults
        try:
            row = self._browser(token)
            self._identify(row, headers.get("authorization", ""), origin)
            ttl_s = judged(headers, body)
        except Refused as no:
            self.world.counts.refused += 1
            return Reply(no.status, str(no).encode())
        if faults.happens(faults.gone):
            row.gone, self.world.dirty = True, True
            return Reply(410, b"gone")
        if faults.happens(faults.fail):
            return Reply(500, b"on purpose")
        if faults.happens(faults.busy):
            return Reply(429, b"on purpose", headers={"Retry-After": str(faults.retry_after_s)})
        self.world.deliver(row, body, topic=headers.get("topic", ""), ttl_s=ttl_s)
        self.world.counts.taken += 1
        reply = Reply(
            201, headers={"Location": f"{origin}/message/{self.world.counts.taken}", "TTL": str(ttl_s)}
        )
        if faults.happens(faults.lose):
            reply.lost = faults.hold_ms
        return reply

    def _browser(self, token: str) -> Browser:
        row = self.world.browsers.get(token)
        if row is None:
            raise Refused(404, "no such subscription")
        if row.gone:
            raise Refused(410, "unsubscribed")
        return row

    def _identify(self, row: Browser, header: str, origin: str) -> None:
        """Whether the house that writes is the one that the browser let (RFC 8292 4.2)."""
        now = self.world.now()
        known = self._signed.get((header, origin))
        if known is None or now - known[0] > 60:
            try:
                known = (now, checked(header, origin, now=now))
            except BadToken as bad:
                raise Refused(401, str(bad)) from bad
            if len(self._signed) >= TOKENS_KEPT:
                self._signed.clear()
            self._signed[header, origin] = known
        if row.server_key and row.server_key != known[1]:
            raise Refused(403, "the key is not the one that the browser subscribed with")


def judged(headers: Mapping[str, str], body: bytes) -> int:
    """How long the message is to be kept, in seconds. Raises Refused for what a push service does not take."""
    ttl = headers.get("ttl", "")
    if not _TTL.fullmatch(ttl):
        raise Refused(400, "TTL is missing or no number (RFC 8030 5.2)")
    if headers.get("content-encoding", "") != "aes128gcm":
        raise Refused(415, "Content-Encoding is not aes128gcm (RFC 8291 4)")
    if not body:
        raise Refused(400, "no message")
    if len(body) > LARGEST:
        raise Refused(413, "more than 4,096 bytes")
    if (topic := headers.get("topic", "")) and not _TOPIC.fullmatch(topic):
        raise Refused(400, "Topic is more than 32 letters of base64url (RFC 8030 5.4)")
    if (urgency := headers.get("urgency", "")) and urgency not in URGENCIES:
        raise Refused(400, "Urgency is none of RFC 8030 5.3")
    return min(int(ttl), LONGEST_TTL)
