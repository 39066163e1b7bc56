"""LINE for campaigns: calls of a batch, at the pace LINE allows, in a thread of their own beside the database."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar
from uuid import UUID

from yakuba.messaging.gateways.line.wire import Accepted, LineAway, LineQuotaSpent, LineRefused

T = TypeVar("T")
Message = Mapping[str, Any]
MULTICASTS_A_SECOND = 190.0
PUSHES_A_SECOND = 1900.0
"""A little below what LINE allows a channel (200 and 2,000: reference, 2025-04)."""
AT_A_TIME = 10
"""Pushes of a batch between two looks at whether the run was stopped."""


class LineCalls(Protocol):
    """What campaigns need of a client of LINE."""

    async def push(
        self, to: str, messages: Sequence[Message], *, retry_key: UUID, quiet: bool = False, unit: str = ""
    ) -> Accepted: ...

    async def multicast(
        self,
        to: Sequence[str],
        messages: Sequence[Message],
        *,
        retry_key: UUID,
        quiet: bool = False,
        unit: str = "",
    ) -> Accepted: ...


@dataclass(frozen=True, slots=True)
class Push:
    """One message of its own for one person. `place` counts in the batch."""

    place: int
    reader_id: int
    to: str
    text: str
    retry_key: UUID
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Multicast:
    """The same words for up to 500 people, in one call."""

    to: Sequence[str]
    text: str
    retry_key: UUID
    unit: str = ""


@dataclass(slots=True)
class Told:
    """What became of the calls of a batch: accepted up to `done`, `refused` readers, or why it did not go on."""

    done: int = 0
    request_id: str = ""
    refused: list[int] = field(default_factory=list)
    all_refused: bool = False
    away: str = ""
    closed: str = ""
    """The house itself is refused (key, contract, quota, words): nobody is to blame, nobody else is tried."""
    stopped: bool = False
    untried: bool = False
    """Certainly nobody after `done` was told."""


class Pace:
    """So many turns a second, and as many at once after a pause (a bucket of tokens)."""

    def __init__(self, a_second: float) -> None:
        self._step = 1 / a_second
        self._free = 0.0

    async def turn(self) -> None:
        """Wait for the next turn."""
        now = asyncio.get_running_loop().time()
        self._free = max(self._free, now - 1.0) + self._step
        if self._free > now:
            await asyncio.sleep(self._free - now)


class LineRoad:
    """An open way to LINE, used from outside its thread: `start` begins the calls of a batch and returns at once."""

    def __init__(self, opened: Callable[[], AbstractAsyncContextManager[LineCalls]]) -> None:
        self._opened = opened
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="line", daemon=True)
        self.stop = threading.Event()

    def __enter__(self) -> Self:
        self._thread.start()
        self._context = self._opened()
        self._client = self._wait(self._context.__aenter__())
        self._multicasts, self._pushes = Pace(MULTICASTS_A_SECOND), Pace(PUSHES_A_SECOND)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wait(self._context.__aexit__(kind, error, trace))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def multicast(self, call: Multicast, *, quiet: bool) -> "Future[Told]":
        """Begin one multicast."""
        return asyncio.run_coroutine_threadsafe(self._multicast(call, quiet=quiet), self._loop)

    def pushes(self, calls: Sequence[Push], *, quiet: bool) -> "Future[Told]":
        """Begin the pushes of a batch, in their order, some at a time."""
        return asyncio.run_coroutine_threadsafe(self._push_all(calls, quiet=quiet), self._loop)

    async def _multicast(self, call: Multicast, *, quiet: bool) -> Told:
        await self._multicasts.turn()
        if self.stop.is_set():
            return Told(stopped=True, untried=True)
        try:
            taken = await self._client.multicast(
                call.to,
                [{"type": "text", "text": call.text}],
                retry_key=call.retry_key,
                quiet=quiet,
                unit=call.unit,
            )
        except (LineAway, LineRefused) as no:
            return Told(all_refused=True) if blames_address(no) else _stuck(no)
        return Told(done=len(call.to), request_id=taken.request_id)

    async def _push_all(self, calls: Sequence[Push], *, quiet: bool) -> Told:
        told = Told()
        for at in range(0, len(calls), AT_A_TIME):
            if self.stop.is_set():
                told.stopped = told.untried = True
                return told
            part = calls[at : at + AT_A_TIME]
            said = await asyncio.gather(*(self._push(one, quiet=quiet) for one in part))
            if any(isinstance(one, Told) for one in said):
                stuck = next(one for one in said if isinstance(one, Told))
                told.away, told.closed = stuck.away, stuck.closed
                told.untried = all(isinstance(one, Told) and one.untried for one in said)
                return told
            told.refused += [one for one in said if isinstance(one, int)]
            told.done = part[-1].place + 1
        return told

    async def _push(self, call: Push, *, quiet: bool) -> int | Told | None:
        """None when it was taken, the reader where LINE refuses them, Told where it goes no further."""
        await self._pushes.turn()
        try:
            await self._client.push(
                call.to,
                [{"type": "text", "text": call.text}],
                retry_key=call.retry_key,
                quiet=quiet,
                unit=call.unit,
            )
        except (LineAway, LineRefused) as no:
            return call.reader_id if blames_address(no) else _stuck(no)
        return None


def blames_address(no: LineAway | LineRefused) -> bool:
    """Whether LINE refuses the person and not the house or its words."""
    if not isinstance(no, LineRefused):
        return False
    return no.status in (400, 404) and not any(one.startswith("messages") for one in no.details)


def _stuck(no: LineAway | LineRefused) -> Told:
    """Why it goes no further: LINE is away, or refuses the house."""
    if isinstance(no, LineQuotaSpent):
        return Told(closed=no.sentence, untried=not no.unsure)
    if isinstance(no, LineRefused):
        return Told(closed=_words(no), untried=not no.unsure)
    return Told(away=no.sentence)


def _words(no: LineRefused) -> str:
    return f"{no.sentence}（{no.status}）{no.details[0] if no.details else ''}"[:250]
