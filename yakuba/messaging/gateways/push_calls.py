"""Push services for campaigns: the calls of a batch, many at a time, in a thread of their own beside the database."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import Enum, auto
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar
from uuid import UUID

from yakuba.messaging.gateways.push.wire import Push, PushAway, PushGone, PushRefused

T = TypeVar("T")
AT_A_TIME = 100
"""People of a batch between two looks at whether the run was stopped."""


class PushCalls(Protocol):
    """What campaigns need of a client of push services."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def send(self, push: Push) -> None: ...


@dataclass(frozen=True, slots=True)
class Calls:
    """What goes to one person: a message for each of their devices. `place` counts in the batch."""

    place: int
    reader_id: int
    devices: Sequence[tuple[UUID, Push]]


class Fate(Enum):
    """What became of one person. LATER was certainly not taken; UNSURE may have been."""

    TAKEN = auto()
    REFUSED = auto()
    LATER = auto()
    UNSURE = auto()


@dataclass(slots=True)
class Told:
    """What became of the calls of a batch: dealt with up to `done`; who was not reached; devices that are no more."""

    done: int = 0
    refused: list[int] = field(default_factory=list)
    later: list[int] = field(default_factory=list)
    unsure: list[int] = field(default_factory=list)
    gone: list[UUID] = field(default_factory=list)
    wait_s: int = 0
    error: str = ""
    stopped: bool = False


class PushRoad:
    """An open way to push services, used from outside its thread: `begin` starts a batch and returns at once."""

    def __init__(self, opened: Callable[[], PushCalls]) -> None:
        self._client = opened()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="push", daemon=True)
        self.stop = threading.Event()

    def __enter__(self) -> Self:
        self._thread.start()
        self._wait(self._client.__aenter__())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wait(self._client.__aexit__(kind, error, trace))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def begin(self, people: Sequence[Calls]) -> "Future[Told]":
        """Begin the calls of a batch, in their order, some people at a time."""
        return asyncio.run_coroutine_threadsafe(self._all(people), self._loop)

    async def _all(self, people: Sequence[Calls]) -> Told:
        told = Told()
        for at in range(0, len(people), AT_A_TIME):
            if self.stop.is_set():
                told.stopped = True
                return told
            part = people[at : at + AT_A_TIME]
            fates = await asyncio.gather(*(self._person(one, told) for one in part))
            for one, fate in zip(part, fates, strict=True):
                if fate is Fate.REFUSED:
                    told.refused.append(one.reader_id)
                elif fate is not Fate.TAKEN:
                    (told.later if fate is Fate.LATER else told.unsure).append(one.reader_id)
            told.done = part[-1].place + 1
        return told

    async def _person(self, one: Calls, told: Told) -> Fate:
        """Every device of a person; whom one device told is told."""
        fates = [await self._device(device, push, told) for device, push in one.devices]
        for fate in (Fate.TAKEN, Fate.UNSURE, Fate.LATER):
            if fate in fates:
                return fate
        return Fate.REFUSED

    async def _device(self, device: UUID, push: Push, told: Told) -> Fate:
        try:
            await self._client.send(push)
        except PushGone as no:
            told.gone.append(device)
            return Fate.UNSURE if no.unsure else Fate.REFUSED
        except PushRefused as no:
            told.error = no.sentence
            return Fate.UNSURE if no.unsure else Fate.REFUSED
        except PushAway as away:
            told.error, told.wait_s = away.sentence, max(told.wait_s, away.wait_s)
            return Fate.LATER if away.sure else Fate.UNSURE
        return Fate.TAKEN
