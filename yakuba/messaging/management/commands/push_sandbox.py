"""`yakuba push-sandbox`: a stand-in for the push services of browsers, with screens to look at."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from yakuba.messaging.gateways.push_sandbox.faults import Faults
from yakuba.messaging.gateways.push_sandbox.server import Sandbox
from yakuba.messaging.gateways.push_sandbox.state import World
from yakuba.messaging.gateways.stand_in import run_until_told

PERCENTS = (
    ("fail", "500を返し、何もしない（障害の試し）"),
    ("busy", "429を返す（障害の試し）"),
    ("lose", "受け取ったのに返事をしない（障害の試し）"),
    ("gone", "登録が消えたと答える（障害の試し）"),
)


class Command(BaseCommand):
    help = "ブラウザーの通知の事業者のかわりに動き、端末の画面を見せます（試し用。だれにも届きません）。止めるには Ctrl-C を押します。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8027, help="ポート（既定は 8027）")
        parser.add_argument(
            "--folder", type=Path, default=settings.VAR / "push-sandbox", help="覚えておくことを置くところ"
        )
        parser.add_argument(
            "--crowd", type=int, default=0, metavar="N", help="画面のない端末の数（送る速さの試し）"
        )
        for name, words in PERCENTS:
            parser.add_argument(f"--{name}", type=float, default=0.0, metavar="％", help=words)
        parser.add_argument(
            "--retry-after-s", type=int, default=1, help="429のときに待たせる秒（障害の試し）"
        )
        parser.add_argument(
            "--hold-ms", type=int, default=0, help="返事をしないまま待たせるミリ秒（障害の試し）"
        )
        parser.add_argument("--late-ms", type=int, default=0, help="どの返事も遅らせるミリ秒（障害の試し）")
        parser.add_argument("--seed", type=int, default=1, help="くじの種")

    def handle(self, *args: Any, **options: Any) -> None:
        names = (*(name for name, _ in PERCENTS), "retry_after_s", "hold_ms", "late_ms", "seed")
        world = World(options["folder"])
        world.add_crowd(options["crowd"])
        sandbox = Sandbox(world, Faults(**{name: options[name] for name in names}), options["port"])
        try:
            run_until_told(sandbox, lambda: self._say(sandbox))
        except OSError as error:
            self.stderr.write(f"ポートを開けません。ほかのプログラムが使っていませんか。（{error.strerror}）")
            sys.exit(1)

    def _say(self, sandbox: Sandbox) -> None:
        self.stdout.write(f"ブラウザーの通知の事業者のかわりに http://localhost:{sandbox.port}/ で動きます。")
        self.stdout.flush()
