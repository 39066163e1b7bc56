"""Tells the house what people did: signed webhooks, one after another, again where they were not taken."""

import asyncio
import json
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiohttp

from yakuba.messaging.gateways.line.signature import HEADER, signed
from yakuba.messaging.gateways.line_sandbox.faults import Faults
from yakuba.messaging.gateways.line_sandbox.state import Person, World, now_ms, ulid

TIMEOUT_S = 2.0
AGAIN_AFTER_S = (1.0, 5.0, 15.0)
LOG_KEPT = 100
Event = dict[str, Any]


@dataclass(slots=True)
class Told:
    """One webhook as it went: what for, and what the house answered (0: nothing)."""

    at_ms: int
    kinds: str
    status: int
    took_ms: float
    again: bool


class Webhooks:
    """The queue of webhooks. Without an address nothing is sent; the events are dropped, as LINE does."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults
        self._waiting: deque[tuple[list[Event], int]] = deque()
        self._more = asyncio.Event()
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.log: deque[Told] = deque(maxlen=LOG_KEPT)
        self.pauses = AGAIN_AFTER_S
        self.called = 0
        self._last_ms = 0

    def start(self) -> None:
        """Begin to send."""
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S))
        self._keep(self._work())

    async def stop(self) -> None:
        """Send no more."""
        for task in list(self._tasks):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        if self._session is not None:
            await self._session.close()

    def happened(self, person: Person, kind: str, **more: Any) -> Event:
        """Report something a person did; the event as it is sent. Whoever blocks cannot do anything but unfollow."""
        self._last_ms = at = max(now_ms(), self._last_ms + 1)  # nobody does two things in one millisecond
        event: Event = {
            "type": kind,
            "mode": "active",
            "timestamp": at,
            "source": {"type": "user", "userId": person.id},
            "webhookEventId": ulid(at),
            "deliveryContext": {"isRedelivery": False},
            **more,
        }
        if kind not in ("unfollow", "unsend"):
            event["replyToken"] = self._world.reply_token(person)
        self.send([event])
        return event

    def send(self, events: list[Event]) -> None:
        """Queue one webhook with these events."""
        account = self._world.account
        if not (account.webhook and account.webhook_active):
            return
        if self._faults.empty:
            self._waiting.append(([], 0))
        self._waiting.append((events, 0))
        self._more.set()

    async def call(self, events: list[Event]) -> tuple[int, str]:
        """One webhook now: the status the house answered, or 0 with LINE's word for why there was none."""
        account = self._world.account
        body = json.dumps({"destination": account.bot_id, "events": events}, ensure_ascii=False).encode()
        headers = {
            HEADER: signed(account.channel_secret, body),
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "LineBotWebhook/2.0",
        }
        assert self._session is not None  # noqa: S101 - started
        began = asyncio.get_running_loop().time()
        status, reason = 0, "COULD_NOT_CONNECT"
        try:
            async with self._session.post(account.webhook, data=body, headers=headers) as answer:
                await answer.read()
                status = answer.status
                reason = "OK" if status == 200 else "ERROR_STATUS_CODE"
        except TimeoutError:
            reason = "REQUEST_TIMEOUT"
        except (aiohttp.ClientError, OSError, ValueError):
            reason = "COULD_NOT_CONNECT"
        took = (asyncio.get_running_loop().time() - began) * 1000
        kinds = "、".join(str(one["type"]) for one in events) or "（空）"
        again = any(one["deliveryContext"]["isRedelivery"] for one in events)
        self.called += 1
        self.log.append(Told(now_ms(), kinds, status, took, again))
        return status, reason

    async def _work(self) -> None:
        while True:
            while not self._waiting:
                self._more.clear()
                await self._more.wait()
            if self._faults.reorder:
                await asyncio.sleep(0.05)
                self._waiting.rotate(-1)
            events, tries = self._waiting.popleft()
            status, _ = await self.call(events)
            if tries >= len(self.pauses):
                continue  # the last time, or a repetition on purpose
            if status != 200:
                self._keep(self._later(events, tries))
            elif events and self._faults.happens(self._faults.redeliver):
                self._waiting.append((_again(events), len(self.pauses)))

    async def _later(self, events: list[Event], tries: int) -> None:
        await asyncio.sleep(self.pauses[tries])
        self._waiting.append((_again(events), tries + 1))
        self._more.set()

    def _keep(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _again(events: list[Event]) -> list[Event]:
    return [{**one, "deliveryContext": {"isRedelivery": True}} for one in events]
