"""`yakuba worker`: deliver events and run jobs until told to stop."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from procrastinate.contrib.django import app

from yakuba.kernel.jobs import enqueue_starting


class Command(BaseCommand):
    help = "出来事の配達と定時の仕事を行います。止めるには Ctrl-C を押します。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=4, help="同時に行う仕事の数")
        parser.add_argument("--until-idle", action="store_true", help="仕事がなくなったら終わる")

    def handle(self, *args: Any, **options: Any) -> None:
        enqueue_starting()
        with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
            worker.run_worker(
                concurrency=options["concurrency"],
                wait=not options["until_idle"],
                listen_notify=not options["until_idle"],
                update_heartbeat_interval=5,
                stalled_worker_timeout=30,
                shutdown_graceful_timeout=20,
            )
