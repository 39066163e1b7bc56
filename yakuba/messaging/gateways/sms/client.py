"""A client of the provider of short messages: sends one, and looks whether one was taken before."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import ClientTimeout, TCPConnector

from yakuba.messaging.gateways.base import NotCarried
from yakuba.messaging.gateways.line.transport import proxy_for
from yakuba.messaging.gateways.push.client import wait_of
from yakuba.messaging.gateways.sms.wire import NO_ANSWER, NOT_UNDERSTOOD, SmsAccount, no_of
from yakuba.messaging.rules.retries import Fault
from yakuba.messaging.rules.sms import LONGEST_WAIT

TIMEOUT_S = 15.0
LARGEST_ANSWER = 16 * 1024
LARGEST_LIST = 1024 * 1024
PAGE = 50
"""Messages of a list: each repeats its text, so that fifty may be half a megabyte."""
CLOCKS_APART = timedelta(minutes=5)


class SmsClient:
    """Used inside `async with`; one call after the other, follows nowhere, keeps no cookies."""

    def __init__(self, account: SmsAccount, *, timeout_s: float = TIMEOUT_S) -> None:
        self._account = account
        self._timeout = ClientTimeout(total=timeout_s)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=TCPConnector(limit=1, keepalive_timeout=30),
            timeout=self._timeout,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={
                "User-Agent": "yakuba",
                "Accept": "application/json",
                "Authorization": self._account.authorization,
            },
            raise_for_status=False,
            proxy=proxy_for(self._account.base),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def send(self, to: str, body: str) -> str:
        """Create a message; returns its id once the provider took it. Raises NotCarried."""
        data = await self._ask("POST", LARGEST_ANSWER, data=self._account.form(to, body))
        if not isinstance(data.get("sid"), str) or not data["sid"]:
            raise NotCarried(Fault.BROKEN_OFF, NOT_UNDERSTOOD)
        return str(data["sid"])

    async def was_taken(self, to: str, body: str, since: datetime) -> bool:
        """Whether these words to this number were taken since then. Raises NotCarried where that cannot be told.

        Asked by the number alone: a message that still waits has no day of sending by which it could be found. The latest
        come first; a list that does not reach back to `since` tells nothing.
        """
        query = {"To": to, "PageSize": str(PAGE)}
        try:
            data = await self._ask("GET", LARGEST_LIST, params=query)
        except NotCarried as failure:
            raise _unasked(failure) from failure
        found = data.get("messages")
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise NotCarried(Fault.UNREACHABLE, NOT_UNDERSTOOD)
        since -= CLOCKS_APART
        made = [_made(one) for one in found]
        if any(at >= since and _is_ours(one, to, body) for one, at in zip(found, made, strict=True)):
            return True
        if len(found) >= PAGE and min(made) >= since:
            raise NotCarried(Fault.UNREACHABLE, NOT_UNDERSTOOD)
        return False

    async def _ask(self, method: str, largest: int, **more: Any) -> dict[str, Any]:
        if self._session is None:
            raise RuntimeError("an SmsClient is used inside `async with`")
        try:
            async with self._session.request(
                method, self._account.messages, allow_redirects=False, **more
            ) as answer:
                body = await _read(answer.content, largest)
                status, after = answer.status, answer.headers.get("Retry-After", "")
        except aiohttp.ClientConnectorError as error:
            raise NotCarried(Fault.UNREACHABLE, NO_ANSWER) from error
        except (aiohttp.ClientError, TimeoutError, OSError, asyncio.IncompleteReadError) as error:
            raise NotCarried(Fault.BROKEN_OFF, NO_ANSWER) from error
        data = _object(body)
        if status not in (200, 201):
            wait = min(timedelta(seconds=wait_of(after)), LONGEST_WAIT)
            raise no_of(status, data, wait)
        if data is None:
            raise NotCarried(Fault.BROKEN_OFF, NOT_UNDERSTOOD)
        return data


def _unasked(failure: NotCarried) -> NotCarried:
    """A question that was not answered changes nothing of what is known: the message waits, or the way is shut."""
    shut = failure.fault in (Fault.CLOSED, Fault.PERMANENT)
    return NotCarried(Fault.CLOSED if shut else Fault.UNREACHABLE, failure.words, wait=failure.wait)


async def _read(stream: aiohttp.StreamReader, largest: int) -> bytes | None:
    """The whole answer; None where there is more than that."""
    body = b""
    while len(body) <= largest:
        piece = await stream.read(largest + 1 - len(body))
        if not piece:
            return body
        body += piece
    return None


def _object(body: bytes | None) -> dict[str, Any] | None:
    try:
        data = json.loads(body or b"")
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _made(message: dict[str, Any]) -> datetime:
    """When a message was created; long ago where it does not say."""
    try:
        at = parsedate_to_datetime(str(message.get("date_created", "")))
    except (ValueError, TypeError, OverflowError):
        return datetime(1970, 1, 1, tzinfo=UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _is_ours(message: dict[str, Any], to: str, body: str) -> bool:
    """Whether it says these words to this number; a trial account puts words of the provider's before them."""
    said, sent = str(message.get("body", "")), str(message.get("direction", "outbound-api"))
    return message.get("to") == to and said.strip().endswith(body.strip()) and not sent.startswith("inbound")
