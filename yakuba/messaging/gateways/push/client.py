"""An asynchronous client of push services: many messages in flight, connections used again."""

import asyncio
import math
import random
import time
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import ClientTimeout, TCPConnector
from yarl import URL

from yakuba.kernel import clock
from yakuba.messaging.gateways.line.transport import proxy_for
from yakuba.messaging.gateways.push.encryption import encrypted
from yakuba.messaging.gateways.push.vapid import Vapid
from yakuba.messaging.gateways.push.wire import (
    BUSY,
    NO_ANSWER,
    NOT_CALLED,
    Push,
    PushAway,
    PushRefused,
    refused,
)
from yakuba.messaging.rules.push import BadSubscription, endpoint_allowed, origin_of

TIMEOUT_S = 10.0
TRIES = 3
FIRST_WAIT_S = 0.3
SOON_S = 2
"""A service that asks for no more than this is asked again at once; for longer, the message waits in the house."""
LONGEST_WAIT_S = 6 * 3600
LARGEST_ANSWER = 2048
SILENT = 8
SILENT_S = 3.0
"""So many calls to a service one after the other, over so long, without any answer, and it is left alone for a while: the
others go on."""
ALONE_S = 30


class PushClient:
    """Used inside `async with`; calls nothing but https at `hosts` (and the demo's stand-in), follows nowhere."""

    def __init__(
        self,
        vapid: Vapid,
        *,
        hosts: list[str],
        stand_in: str = "",
        connections: int = 32,
        timeout_s: float = TIMEOUT_S,
        tries: int = TRIES,
        first_wait_s: float = FIRST_WAIT_S,
    ) -> None:
        self._vapid = vapid
        self._hosts = hosts
        self._stand_in = stand_in
        self._connections = connections
        self._slots = asyncio.Semaphore(connections)
        """So many calls at a time; what waits for its turn is no silence of the service."""
        self._timeout = ClientTimeout(total=timeout_s)
        self._tries = tries
        self._first_wait = first_wait_s
        self._session: aiohttp.ClientSession | None = None
        self._silent: dict[str, int] = {}
        self._answered: dict[str, float] = {}
        self._alone: dict[str, float] = {}

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=TCPConnector(limit=self._connections, keepalive_timeout=30),
            timeout=self._timeout,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={
                "User-Agent": "yakuba",
                "Content-Encoding": "aes128gcm",
                "Content-Type": "application/octet-stream",
            },
            auto_decompress=False,
            raise_for_status=False,
            proxy=proxy_for(self._stand_in or "https://fcm.googleapis.com"),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def send(self, push: Push) -> None:
        """Hand one message over; returns when the push service took it.

        Asked again, at most `tries` times, is what was not answered or put off; under the same topic, so that the device
        shows it once. Raises PushRefused, PushGone, PushAway.
        """
        endpoint = push.to.endpoint
        if not endpoint_allowed(endpoint, self._hosts, self._stand_in):
            raise PushRefused(0, NOT_CALLED)
        url = URL(endpoint, encoded=True)
        try:
            body = encrypted(push.payload, push.to)
        except (ValueError, BadSubscription) as error:
            raise PushRefused(0, "端末の鍵が正しくありません。") from error
        origin = origin_of(endpoint)
        headers = {
            "Authorization": self._vapid.authorization(origin),
            "TTL": str(push.ttl_s),
            "Urgency": push.urgency.value,
            "Topic": push.topic,
        }
        sure = True
        for attempt in range(1, self._tries + 1):
            try:
                async with self._slots:
                    self._not_alone(origin)
                    await self._once(url, origin, body, headers)
            except PushAway as away:
                sure = sure and away.sure
                if attempt == self._tries or away.wait_s > SOON_S:
                    raise PushAway(away.sentence, sure=sure, wait_s=away.wait_s) from away
                await asyncio.sleep(max(away.wait_s, self._wait(attempt)))
            except PushRefused as no:
                no.unsure = not sure
                raise
            else:
                return

    def _not_alone(self, origin: str) -> None:
        """Raises PushAway (sure) while a service is left alone that did not answer."""
        now = time.monotonic()
        self._answered.setdefault(origin, now)
        left = self._alone.get(origin, 0.0) - now
        if left > 0:
            raise PushAway(NO_ANSWER, sure=True, wait_s=max(SOON_S + 1, math.ceil(left)))

    def _heard(self, origin: str, *, answer: bool) -> None:
        """Count the calls that were not answered."""
        now = time.monotonic()
        if answer:
            self._silent[origin], self._answered[origin] = 0, now
            return
        self._silent[origin] = self._silent.get(origin, 0) + 1
        if self._silent[origin] >= SILENT and now - self._answered[origin] >= SILENT_S:
            self._alone[origin] = now + ALONE_S

    async def _once(self, url: URL, origin: str, body: bytes, headers: dict[str, str]) -> None:
        if self._session is None:
            raise RuntimeError("a PushClient is used inside `async with`")
        try:
            async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as response:
                await response.content.read(LARGEST_ANSWER)
                status, after = response.status, response.headers.get("Retry-After", "")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._heard(origin, answer=False)
            raise PushAway(f"{NO_ANSWER}（{type(error).__name__}）") from error
        self._heard(origin, answer=True)
        if 200 <= status < 300:
            return
        if status == 429 or status >= 500:
            raise PushAway(f"{BUSY}（{status}）", sure=status in (429, 503), wait_s=wait_of(after))
        raise refused(status)

    def _wait(self, attempt: int) -> float:
        """Twice as long every time, somewhere in the upper half."""
        longest: float = self._first_wait * 2 ** (attempt - 1)
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 - scatter, no secret


def wait_of(header: str) -> int:
    """Seconds of a Retry-After (number or date, RFC 9110 10.2.3), at most six hours; 0 where it says nothing."""
    text = header.strip()
    if text.isascii() and text.isdecimal():
        return min(int(text[:9]), LONGEST_WAIT_S)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return 0
    if at.tzinfo is None:
        return 0
    return min(max(int((at - clock.now()).total_seconds()), 0), LONGEST_WAIT_S)
