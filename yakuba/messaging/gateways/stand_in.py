"""What all stand-ins for outside systems have in common: how they are run, and who may look at their pages."""

import asyncio
import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

LOOPBACK = "127.0.0.1"
_LOCAL = frozenset({"localhost", LOOPBACK, "[::1]"})


class StandIn(Protocol):
    """A server on the loopback address; `port` is known once it listens."""

    port: int

    async def serve(self, stop: asyncio.Event, ready: threading.Event | None = None) -> None:
        """Answer until `stop`; sets `ready` once it listens. Raises OSError if the port is taken."""


T = TypeVar("T", bound=StandIn)


@contextmanager
def running(stand_in: T) -> Iterator[T]:
    """Run a stand-in in a thread while the block runs, on a free port. Raises RuntimeError if it does not start."""
    ready, loop = threading.Event(), asyncio.new_event_loop()
    stop = asyncio.Event()

    def work() -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_until_complete(stand_in.serve(stop, ready))
        finally:
            loop.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    if not ready.wait(10):
        raise RuntimeError("the stand-in does not start")
    try:
        yield stand_in
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)


def run_until_told(stand_in: StandIn, say: Callable[[], None]) -> None:
    """Run a stand-in as a process until a signal comes; `say` tells where it is. Raises OSError if the port is taken."""

    async def serve() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        say()
        await stand_in.serve(stop)

    asyncio.run(serve())


def is_local(host: str) -> bool:
    """Whether a Host header names this machine: a page elsewhere that points a name of its own at it does not get in."""
    return host.rpartition(":")[0 if re.search(r":\d+$", host) else 2] in _LOCAL
