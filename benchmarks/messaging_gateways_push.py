"""Web Push alone: our client against our stand-in, two processes on loopback.

    .venv/bin/python -m benchmarks.messaging_gateways_push [--smoke]

`webpush_per_core_s`: notifications of their own, each encrypted for its browser, for each second of CPU that client and stand-in
spend together (the stand-in opens every one). `webpush_lost_twice`: a fifth of the answers lost after the service took the
message; how many devices show it twice or not at all.
"""

import argparse
import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import NAMESPACE_URL, uuid5

from benchmarks import machine
from benchmarks.figures import Figures
from yakuba.config import ports, secrets
from yakuba.messaging.gateways.push.client import PushClient
from yakuba.messaging.gateways.push.encryption import encrypted
from yakuba.messaging.gateways.push.vapid import Vapid
from yakuba.messaging.gateways.push.wire import Push, PushAway
from yakuba.messaging.gateways.push_sandbox.server import Sandbox
from yakuba.messaging.gateways.push_sandbox.state import crowd_token, subscription_of
from yakuba.messaging.gateways.stand_in import running
from yakuba.messaging.rules.push import Notice

DEVICES, LOSSY = 12_000, 3_000
SMOKE = 10
AT_ONCE = 32


@contextmanager
def stand_in(devices: int) -> Iterator[tuple[str, int]]:
    """A stand-in in a process of its own with so many browsers; its address and its process."""
    with tempfile.TemporaryDirectory(prefix="yakuba-bench-") as folder:
        port = ports.pick()
        words = ["push-sandbox", "--port", str(port), "--crowd", str(devices)]
        environment = os.environ | {"YAKUBA_VAR": folder}
        with subprocess.Popen(
            [sys.executable, "-m", "yakuba", *words], env=environment, stdout=subprocess.DEVNULL
        ) as process:
            try:
                _wait(f"http://127.0.0.1:{port}/health")
                yield f"http://localhost:{port}", process.pid
            finally:
                process.terminate()


def _wait(address: str) -> None:
    for _ in range(300):
        with suppress(OSError), urllib.request.urlopen(address, timeout=1):
            return
        time.sleep(0.1)
    raise TimeoutError(address)


def letters(base: str, number: int) -> list[Push]:
    """A notification of its own for each browser of the crowd."""
    found = []
    for one in range(number):
        id = uuid5(NAMESPACE_URL, str(one)).hex
        notice = Notice(
            id, f"{one}番の方の予防接種の期限は、2027年1月15日です", "/notices/1", why="/notices/1"
        )
        found.append(Push(subscription_of(base, crowd_token(one)), notice.payload(), id, 259_200))
    return found


async def send(client: PushClient, pushes: list[Push]) -> None:
    """All of them, some at a time, each until it is taken."""
    waiting = iter(pushes)

    async def work() -> None:
        for push in waiting:
            while True:
                try:
                    await client.send(push)
                    break
                except PushAway as away:
                    await asyncio.sleep(away.wait_s or 0.01)

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))


async def measure(figures: Figures, devices: int, lossy: int) -> None:
    """All of it."""
    house = Vapid(secrets.load().push_key, "mailto:it@ward.example.jp")
    with stand_in(devices) as (base, pid):
        pushes = letters(base, devices)
        async with PushClient(house, hosts=[], stand_in=base, connections=AT_ONCE) as client:
            await send(client, pushes[:200])
            began, spent, own = time.perf_counter(), machine.cpu_ms([pid]), time.process_time()
            await send(client, pushes)
            seconds, client_s = time.perf_counter() - began, time.process_time() - own
            both_s = client_s + (machine.cpu_ms([pid]) - spent) / 1000
            figures.add(
                "webpush_per_core_s", devices / both_s, None, "target ≥ 1,000; client and stand-in together"
            )
            figures.add("webpush_per_s", devices / seconds, None, f"{AT_ONCE} at a time")
            figures.add("webpush_client_per_cpu_s", devices / client_s, None, "the client alone")
        with urllib.request.urlopen(f"{base}/") as page:
            told = re.search(r"受け取った</dt><dd>(\d+)件", page.read().decode())
        taken = int(told[1]) if told else 0
        figures.add("webpush_not_taken", abs(taken - devices - 200), 0, "that the stand-in did not count")
    began = time.process_time()
    for push in pushes[:1000]:
        encrypted(push.payload, push.to)
    figures.add("webpush_encrypt_ms", time.process_time() - began, None, "one encryption (function)")
    await _lost(figures, house, lossy)


async def _lost(figures: Figures, house: Vapid, lossy: int) -> None:
    """A fifth of the answers lost, in this process, to look at every screen."""
    sandbox = Sandbox()
    tokens = sandbox.world.add_crowd(lossy)
    sandbox.faults.lose = 20
    with running(sandbox):
        client = PushClient(house, hosts=[], stand_in=sandbox.base, connections=AT_ONCE, first_wait_s=0.005)
        began = time.perf_counter()
        async with client:
            await send(client, letters(sandbox.base, lossy))
        seconds = time.perf_counter() - began
    wrong = sum(len(sandbox.world.browsers[one].shown) != 1 for one in tokens)
    again = sum(sandbox.world.browsers[one].received - 1 for one in tokens)
    figures.add(
        "webpush_lost_twice",
        wrong,
        0,
        f"of {lossy:,}, 20 % of answers lost, {again:,} sent again, {seconds:.1f} s",
    )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--smoke", action="store_true", help="a tenth of the size")
    size = SMOKE if parser.parse_args().smoke else 1
    figures = Figures()
    asyncio.run(measure(figures, DEVICES // size, LOSSY // size))
    figures.finish()
    return 0


if __name__ == "__main__":
    sys.exit(main())
