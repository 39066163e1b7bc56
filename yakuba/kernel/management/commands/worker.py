"""`yakuba worker`: deliver events and run jobs until told to stop."""

import asyncio
import os
import signal
import threading
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from procrastinate import App
from procrastinate.contrib.django import app

from yakuba.kernel.jobs import enqueue_starting

GRACE_S = 20
"""How long jobs that run may take to end once the worker is told to stop."""
GONE_S = 30
"""When it has not left by then (its database is away, say), it ends as if killed: jobs are made for that."""


class Command(BaseCommand):
    help = "出来事の配達と定時の仕事を行います。止めるには Ctrl-C を押します。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=4, help="同時に行う仕事の数")
        parser.add_argument("--until-idle", action="store_true", help="仕事がなくなったら終わる")

    def handle(self, *args: Any, **options: Any) -> None:
        enqueue_starting()
        with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
            asyncio.run(_work(worker, concurrency=options["concurrency"], until_idle=options["until_idle"]))


async def _work(worker: App, *, concurrency: int, until_idle: bool) -> None:
    """Work until nothing is left (`until_idle`) or a signal comes."""
    async with worker.open_async():
        working = asyncio.create_task(
            worker.run_worker_async(
                concurrency=concurrency,
                wait=not until_idle,
                listen_notify=not until_idle,
                update_heartbeat_interval=5,
                stalled_worker_timeout=30,
                shutdown_graceful_timeout=GRACE_S,
                install_signal_handlers=False,
            )
        )
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, _leave, working)
        with suppress(asyncio.CancelledError):
            await working


def _leave(working: "asyncio.Task[None]") -> None:
    """Take nothing new, let what runs end, and be gone in time."""
    working.cancel()
    last = threading.Timer(GONE_S, os._exit, (1,))
    last.daemon = True
    last.start()
