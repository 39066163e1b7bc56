"""The road to LINE alone: our client against our stand-in, two processes on loopback, LINE's limits of rate taken away.

    .venv/bin/python -m benchmarks.messaging_gateways_line [--smoke]

`line_multicast_s`: everybody by multicast of 500, 8 calls at a time. `push_per_core_s`: pushes with words of their own
for each second of CPU that client and stand-in spend together. `line_lost_twice`: a fifth of the answers lost after LINE took the
message; how many were delivered twice or not at all.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from benchmarks import machine
from benchmarks.figures import Figures
from yakuba.config import ports
from yakuba.messaging.gateways.line.client import LineClient
from yakuba.messaging.gateways.line.wire import Credentials, LineAway
from yakuba.messaging.gateways.line_sandbox.state import user_id

FRIENDS, PUSHES, LOSSY = 165_000, 12_000, 4_000
SMOKE = 10
AT_ONCE = 16


@contextmanager
def stand_in(friends: int, *words: str) -> Iterator[tuple[Credentials, int]]:
    """A stand-in in a process of its own with so many friends; how to call it, and its process."""
    with tempfile.TemporaryDirectory(prefix="yakuba-bench-") as folder:
        port = ports.pick()
        command = [sys.executable, "-m", "yakuba", "line-sandbox", "--rates", "0", "--port", str(port)]
        environment = os.environ | {"YAKUBA_VAR": folder}
        with subprocess.Popen(
            [*command, "--crowd", str(friends), *words], env=environment, stdout=subprocess.DEVNULL
        ) as process:
            try:
                _wait(f"http://127.0.0.1:{port}/health")
                time.sleep(1.5)  # it writes its keys once a second
                account = json.loads(Path(folder, "line-sandbox/world.json").read_text("utf-8"))["account"]
                base = f"http://127.0.0.1:{port}"
                yield (
                    Credentials(
                        account["channel_id"], account["channel_secret"], account["access_token"], base, base
                    ),
                    process.pid,
                )
            finally:
                process.terminate()


def _wait(address: str) -> None:
    for _ in range(300):
        with suppress(OSError), urllib.request.urlopen(address, timeout=1):
            return
        time.sleep(0.1)
    raise TimeoutError(address)


async def every(things: list[str], at_once: int, do: Callable[[str], Awaitable[object]]) -> None:
    """Do it for each, so many at a time."""
    waiting = iter(things)

    async def work() -> None:
        for one in waiting:
            await do(one)

    await asyncio.gather(*(work() for _ in range(at_once)))


async def multicast(client: LineClient, ids: list[str]) -> float:
    """Seconds until everybody was sent the same."""
    message = [{"type": "text", "text": "避難所を開きました。あわてずに、足もとに気をつけて来てください。"}]
    began, batches = time.perf_counter(), [ids[at : at + 500] for at in range(0, len(ids), 500)]
    waiting = iter(batches)

    async def work() -> None:
        for batch in waiting:
            await client.multicast(batch, message, retry_key=uuid4())

    await asyncio.gather(*(work() for _ in range(8)))
    return time.perf_counter() - began


async def push(client: LineClient, ids: list[str]) -> None:
    """A message of its own for each, until it is taken."""

    async def one(number: str) -> None:
        key = uuid4()
        while True:
            with suppress(LineAway):
                await client.push(
                    number,
                    [{"type": "text", "text": f"{number[:9]}さんの申請が決まりました。"}],
                    retry_key=key,
                )
                return

    await every(ids, AT_ONCE, one)


async def measure(figures: Figures, friends: int, pushes: int, lossy: int) -> None:
    """All of it."""
    ids = [user_id(f"crowd-{number}") for number in range(friends)]
    with stand_in(friends) as (credentials, pid):
        async with LineClient(credentials, connections=AT_ONCE) as client:
            await client.bot()
            figures.add(
                "line_multicast_s", await multicast(client, ids), 3, f"{friends:,} friends, 500 a call"
            )
            began, spent, own = time.perf_counter(), machine.cpu_ms([pid]), time.process_time()
            await push(client, ids[:pushes])
            seconds, client_s = time.perf_counter() - began, time.process_time() - own
            both_s = client_s + (machine.cpu_ms([pid]) - spent) / 1000
            figures.add(
                "push_per_core_s", pushes / both_s, None, "target ≥ 2,000; client and stand-in together"
            )
            figures.add("push_per_s", pushes / seconds, None, f"{AT_ONCE} at a time")
            figures.add("push_client_per_cpu_s", pushes / client_s, None, "the client alone")
    with stand_in(lossy, "--lose", "20") as (credentials, _):
        async with LineClient(credentials, connections=AT_ONCE, first_wait_s=0.005) as client:
            began = time.perf_counter()
            await push(client, ids[:lossy])
            seconds = time.perf_counter() - began
            wrong = abs(await client.consumption() - lossy)
            figures.add(
                "line_lost_twice", wrong, 0, f"of {lossy:,} with 20 % lost answers, in {seconds:.1f} s"
            )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--smoke", action="store_true", help="a tenth of the size")
    size = SMOKE if parser.parse_args().smoke else 1
    figures = Figures()
    asyncio.run(measure(figures, FRIENDS // size, PUSHES // size, LOSSY // size))
    figures.finish()
    return 0


if __name__ == "__main__":
    sys.exit(main())
