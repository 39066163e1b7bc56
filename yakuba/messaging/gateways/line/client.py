"""The client of one channel of LINE's Messaging API."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from types import TracebackType
from typing import Self
from uuid import UUID

import aiohttp
import msgspec

from yakuba.messaging.gateways.line.menus import RichMenus
from yakuba.messaging.gateways.line.transport import JSON, Answer, Transport, judge, part
from yakuba.messaging.gateways.line.wire import (
    MOST_AT_ONCE,
    MOST_MESSAGES,
    Accepted,
    Bot,
    Credentials,
    Json,
    LineAway,
    Profile,
    Quota,
    WebhookTest,
)
from yakuba.messaging.rules.openings import Openings

CHUNK = 64 * 1024
TIMEOUT_S = 10.0
TRIES = 4
FIRST_WAIT_S = 0.25
SENDINGS = frozenset({"reply", "push", "multicast", "narrowcast", "broadcast"})
_encode = msgspec.json.Encoder().encode


class LineClient:
    """One channel of LINE, used inside `async with`; one client serves many calls at the same time.

    Every call that sends carries its retry key from the first time on, so that a repetition after a lost answer is
    recognised by LINE (409, `Accepted.again`). Keys hold for 24 hours. What was not answered, 5xx and 429 the client
    asks again by itself, `tries` times in all; then it raises `LineAway`. Any other no is `LineRefused` at once.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        connections: int = 16,
        timeout_s: float = TIMEOUT_S,
        tries: int | None = None,
        first_wait_s: float | None = None,
    ) -> None:
        self._transport = Transport(
            credentials,
            connections=connections,
            timeout_s=timeout_s,
            tries=TRIES if tries is None else tries,
            first_wait_s=FIRST_WAIT_S if first_wait_s is None else first_wait_s,
        )
        self.menus = RichMenus(self._transport)

    async def __aenter__(self) -> Self:
        await self._transport.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._transport.close()

    async def push(
        self, to: str, messages: Sequence[Json], *, retry_key: UUID, quiet: bool = False, unit: str = ""
    ) -> Accepted:
        """Send 1 to 5 messages to one friend; `quiet` without a sound. A blocked house is told yes all the same.

        LINE counts, under the name of `unit`, how many open what bears it (`opened`).
        """
        body: dict[str, object] = {"to": to, "messages": _some(messages), **_counted(unit)}
        return await self._send("push", body, retry_key, quiet=quiet)

    async def multicast(
        self,
        to: Sequence[str],
        messages: Sequence[Json],
        *,
        retry_key: UUID,
        quiet: bool = False,
        unit: str = "",
    ) -> Accepted:
        """Send the same 1 to 5 messages to 1 to 500 friends in one call: all are taken, or none. `unit`: see `push`."""
        if not 1 <= len(to) <= MOST_AT_ONCE:
            raise ValueError(f"a multicast goes to 1 to {MOST_AT_ONCE} ids")
        body: dict[str, object] = {"to": to, "messages": _some(messages), **_counted(unit)}
        return await self._send("multicast", body, retry_key, quiet=quiet)

    async def broadcast(self, messages: Sequence[Json], *, retry_key: UUID, quiet: bool = False) -> Accepted:
        """Send to every friend of the channel, without naming anybody (60 an hour at most)."""
        return await self._send("broadcast", {"messages": _some(messages)}, retry_key, quiet=quiet)

    async def reply(self, token: str, messages: Sequence[Json], *, quiet: bool = False) -> Accepted:
        """Answer an event with its reply token: once, within about a minute, and never asked again by itself."""
        body: dict[str, object] = {"replyToken": token, "messages": _some(messages)}
        if quiet:
            body["notificationDisabled"] = True
        answer = await self._transport.call("POST", "/v2/bot/message/reply", body=_encode(body))
        return Accepted(answer.headers.get("x-line-request-id", ""), again=False)

    async def _send(self, what: str, body: dict[str, object], retry_key: UUID, *, quiet: bool) -> Accepted:
        if quiet:
            body["notificationDisabled"] = True
        answer = await self._transport.call(
            "POST", f"/v2/bot/message/{what}", body=_encode(body), retry_key=str(retry_key)
        )
        if answer.status == 409:
            return Accepted(answer.headers.get("x-line-accepted-request-id", ""), again=True)
        return Accepted(answer.headers.get("x-line-request-id", ""), again=False)

    async def validate(self, what: str, messages: Sequence[Json]) -> None:
        """Ask LINE whether it would take messages as "push", "reply", "multicast"…; raises LineRefused if not."""
        if what not in SENDINGS:
            raise ValueError(f"{what!r} is no way to send")
        body = _encode({"messages": _some(messages)})
        await self._transport.call("POST", f"/v2/bot/message/validate/{what}", body=body, repeatable=True)

    async def bot(self) -> Bot:
        """The account behind the channel."""
        told = (await self._read("/v2/bot/info")).json()
        return Bot(
            str(told.get("userId", "")), str(told.get("basicId", "")), str(told.get("displayName", ""))
        )

    async def quota(self) -> Quota:
        """What may be sent this month, and what was."""
        allowed = (await self._read("/v2/bot/message/quota")).json()
        used = (await self._read("/v2/bot/message/quota/consumption")).json()
        limit = int(allowed.get("value", 0)) if allowed.get("type") == "limited" else None
        return Quota(limit, int(used.get("totalUsage", 0)))

    async def consumption(self) -> int:
        """How many messages went out this month, as LINE counts them."""
        told = (await self._read("/v2/bot/message/quota/consumption")).json()
        return int(told.get("totalUsage", 0))

    async def opened(self, unit: str, *, first: date, last: date) -> Openings:
        """How many people opened what was sent under a unit's name between two days (Tokyo), 30 days apart at most."""
        days = f"from={first:%Y%m%d}&to={last:%Y%m%d}"
        path = f"/v2/bot/insight/message/event/aggregation?customAggregationUnit={part(unit)}&{days}"
        told = (await self._read(path)).json().get("overview")
        told = told if isinstance(told, dict) else {}
        return Openings(_number(told.get("uniqueImpression")), _number(told.get("uniqueClick")))

    async def profile(self, user_id: str) -> Profile:
        """A friend's name and language. Raises LineRefused (404) for one who blocked the house or never came."""
        told = (await self._read(f"/v2/bot/profile/{part(user_id)}")).json()
        return Profile(str(told.get("displayName", "")), str(told.get("language", "")))

    async def followers(self, *, page: int = 1000) -> AsyncIterator[list[str]]:
        """The ids of all friends, page by page. Raises LineRefused (403) for accounts that are not certified."""
        start = ""
        while True:
            address = f"/v2/bot/followers/ids?limit={page}" + (f"&start={part(start)}" if start else "")
            told = (await self._read(address)).json()
            yield [str(one) for one in told.get("userIds", ())]
            start = str(told.get("next", ""))
            if not start:
                return

    async def link_token(self, user_id: str) -> str:
        """A token with which this friend may link an account of the house: once, within ten minutes."""
        answer = await self._transport.call(
            "POST", f"/v2/bot/user/{part(user_id)}/linkToken", repeatable=True
        )
        return str(answer.json().get("linkToken", ""))

    async def show_loading(self, user_id: str, *, seconds: int = 5) -> None:
        """Let dots move in the friend's chat for 5 to 60 seconds, or until something is sent."""
        body = _encode({"chatId": user_id, "loadingSeconds": seconds})
        await self._transport.call("POST", "/v2/bot/chat/loading/start", body=body, repeatable=True)

    @asynccontextmanager
    async def content(self, message_id: str) -> AsyncIterator[tuple[str, AsyncIterator[bytes]]]:
        """What a friend sent (picture, film, sound, file): its type as told, and the bytes as they come.

        Nothing is kept in memory; whoever reads it sets the limits of size and type.
        """
        path = f"/v2/bot/message/{part(message_id)}/content"
        session = self._transport.session
        try:
            async with session.get(self._transport.url(path, data=True), allow_redirects=False) as response:
                judge(response.status, b"" if response.status < 300 else await response.read())
                if response.status == 202:
                    raise LineAway("LINEが、まだ準備をしています。", status=202)
                yield response.content_type, response.content.iter_chunked(CHUNK)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise LineAway(f"LINEから受け取れませんでした。（{type(error).__name__}）") from error

    async def set_webhook(self, url: str) -> None:
        """Where LINE shall report what happens (https)."""
        body = _encode({"endpoint": url})
        await self._transport.call("PUT", "/v2/bot/channel/webhook/endpoint", body=body, repeatable=True)

    async def webhook(self) -> tuple[str, bool]:
        """The address LINE reports to, and whether it does."""
        told = (await self._read("/v2/bot/channel/webhook/endpoint")).json()
        return str(told.get("endpoint", "")), bool(told.get("active", False))

    async def test_webhook(self) -> WebhookTest:
        """Let LINE call the webhook without any event, and tell what it saw."""
        answer = await self._transport.call(
            "POST", "/v2/bot/channel/webhook/test", body=b"{}", kind=JSON, repeatable=True
        )
        told = answer.json()
        return WebhookTest(
            bool(told.get("success")), int(told.get("statusCode", 0)), str(told.get("reason", ""))
        )

    async def _read(self, path: str) -> Answer:
        return await self._transport.call("GET", path, repeatable=True)


def _counted(unit: str) -> dict[str, object]:
    return {"customAggregationUnits": [unit]} if unit else {}


def _number(told: object) -> int | None:
    return told if isinstance(told, int) else None


def _some(messages: Sequence[Json]) -> Sequence[Json]:
    if not 1 <= len(messages) <= MOST_MESSAGES:
        raise ValueError(f"LINE takes 1 to {MOST_MESSAGES} messages at a time")
    return messages
