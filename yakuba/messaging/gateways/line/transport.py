"""Calls to LINE: one pool of connections, waiting and asking again where that is sound, yes and no told apart."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import msgspec
from aiohttp import ClientTimeout, TCPConnector
from yarl import URL

from yakuba.messaging.gateways.line.wire import Credentials, LineAway, LineQuotaSpent, LineRefused, refused

JSON = "application/json"
LONGEST_WAIT_S = 8.0
AWAY = "LINEから返事がありません。"
BUSY = "LINEが、いまは受け付けられないと答えました。"
SPENT = "今月送れる通数を使い切りました。"
LARGEST_ANSWER = 4 * 1024 * 1024
_SPENT = "monthly limit"


@dataclass(slots=True)
class Answer:
    """A yes of LINE: status, headers, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as an object; an empty one where there is none."""
        value = decoded(self.body)
        return value if isinstance(value, dict) else {}


def decoded(body: bytes) -> object:
    """JSON as far as it is any, else None."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None


def proxy_for(base: str) -> str | None:
    """The proxy that the environment names for an address (`https_proxy`, `no_proxy`), looked up once."""
    address = urlsplit(base)
    host = address.hostname or ""
    return None if proxy_bypass(host) else getproxies().get(address.scheme)


def part(value: str) -> str:
    """A value as one part of an address: nothing in it can lead elsewhere."""
    if value in ("", ".", ".."):
        raise ValueError("a part of an address is no way up")
    return quote(value, safe="")


class Transport:
    """The connections to one channel. `tries` counts the first call, too."""

    def __init__(
        self,
        credentials: Credentials,
        *,
        connections: int,
        timeout_s: float,
        tries: int,
        first_wait_s: float,
    ) -> None:
        self._credentials = credentials
        self._connections = connections
        self._timeout = ClientTimeout(total=timeout_s)
        self._tries = tries
        self._first_wait = first_wait_s
        self._urls: dict[str, URL] = {}
        self._session: aiohttp.ClientSession | None = None
        self._bearer = f"Bearer {credentials.access_token}"

    async def open(self) -> None:
        """Prepare the pool; connects with the first call."""
        self._session = aiohttp.ClientSession(
            connector=TCPConnector(limit=self._connections, keepalive_timeout=30),
            timeout=self._timeout,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"Authorization": self._bearer, "User-Agent": "yakuba"},
            auto_decompress=True,
            raise_for_status=False,
            proxy=proxy_for(self._credentials.api_base),
        )

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def url(self, path: str, *, data: bool = False) -> URL:
        """The whole address of a path that is already encoded."""
        base = self._credentials.data_base if data else self._credentials.api_base
        known = self._urls.get(path)
        if known is None or data:
            known = URL(base + path, encoded=True)
            if len(self._urls) < 64 and not data:
                self._urls[path] = known
        return known

    @property
    def session(self) -> aiohttp.ClientSession:
        """The pool. Raises RuntimeError outside of `async with`."""
        if self._session is None:
            raise RuntimeError("a LineClient is used inside `async with`")
        return self._session

    async def call(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        kind: str = JSON,
        retry_key: str = "",
        repeatable: bool = False,
        data: bool = False,
    ) -> Answer:
        """One call, asked again while LINE is away if that cannot do a thing twice.

        `repeatable` says that a repetition changes nothing (readings, settings); a `retry_key` makes it so. Without
        either only what was certainly not taken (429) is asked again. 409 is a yes.
        Raises LineRefused, LineAway.
        """
        headers = {"Content-Type": kind} if body is not None else {}
        if retry_key:
            headers["X-Line-Retry-Key"] = retry_key
        url = self.url(path, data=data)
        safe = repeatable or bool(retry_key)
        unsure = False
        for attempt in range(1, self._tries + 1):
            try:
                return await self._once(method, url, body, headers)
            except (LineQuotaSpent, LineRefused) as no:
                no.unsure = unsure
                raise
            except LineAway as away:
                unsure = unsure or away.status != 429
                if attempt == self._tries or not (safe or away.status == 429):
                    raise
                # A connection that broke off says nothing of LINE's health: the first repetition comes soon.
                soon = attempt == 1 and not away.status
            await asyncio.sleep(self._wait(attempt) / (8 if soon else 1))
        raise AssertionError("unreachable")

    async def _once(self, method: str, url: URL, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        try:
            async with self.session.request(
                method, url, data=body, headers=headers, allow_redirects=False
            ) as response:
                content = await response.read()
                answer = Answer(response.status, response.headers, content)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise LineAway(f"{AWAY}（{type(error).__name__}）") from error
        judge(answer.status, answer.body)
        return answer

    def _wait(self, attempt: int) -> float:
        """Twice as long every time, somewhere in the upper half, so that many workers do not come back as one."""
        longest: float = min(self._first_wait * 2 ** (attempt - 1), LONGEST_WAIT_S)
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 - scatter, no secret


def judge(status: int, body: bytes) -> None:
    """Let a yes (2xx, 409) pass. Raises LineAway for 429 and 5xx, LineRefused for every other no."""
    if status < 300 or status == 409:
        return
    if status == 429:
        if _SPENT in body[:400].decode("utf-8", "replace"):
            raise LineQuotaSpent(SPENT, status=status)
        raise LineAway(BUSY, status=status)
    if status >= 500:
        raise LineAway(f"{BUSY}（{status}）", status=status)
    raise refused(status, decoded(body[:LARGEST_ANSWER]))
