"""`yakuba line-sandbox`: a stand-in for LINE, with telephones to look at."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from yakuba.messaging.gateways.line_sandbox.faults import Buckets, Faults
from yakuba.messaging.gateways.line_sandbox.sample import read
from yakuba.messaging.gateways.line_sandbox.server import Sandbox
from yakuba.messaging.gateways.line_sandbox.state import World
from yakuba.messaging.gateways.stand_in import run_until_told

PERCENT = ("fail", "lose", "busy", "redeliver")


class Command(BaseCommand):
    help = "LINEのかわりに動き、電話の画面を見せます（試し用。だれにも届きません）。止めるには Ctrl-C を押します。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8026, help="ポート（既定は 8026）")
        parser.add_argument(
            "--folder", type=Path, default=settings.VAR / "line-sandbox", help="覚えておくことを置くところ"
        )
        parser.add_argument(
            "--webhook", default="", metavar="URL", help="できごとを知らせる先（役場の /line/webhook）"
        )
        parser.add_argument(
            "--play", type=Path, metavar="FILE", help="はじめに電話がすること（wards/…/talks.toml）"
        )
        parser.add_argument(
            "--crowd", type=int, default=0, metavar="N", help="電話のない友だちの数（送る速さの試し）"
        )
        parser.add_argument("--quota", type=int, metavar="N", help="月に送れる通数（既定は無制限）")
        parser.add_argument(
            "--rates",
            type=float,
            default=1.0,
            metavar="倍",
            help="LINEの速さの制限の何倍まで受けるか。0 なら制限しない（既定は 1）",
        )
        parser.add_argument(
            "--fail", type=float, default=0.0, metavar="％", help="送信に500を返し、何もしない（障害の試し）"
        )
        parser.add_argument(
            "--lose",
            type=float,
            default=0.0,
            metavar="％",
            help="送信を受け取ったのに返事をしない（障害の試し）",
        )
        parser.add_argument(
            "--busy", type=float, default=0.0, metavar="％", help="送信に429を返す（障害の試し）"
        )
        parser.add_argument(
            "--redeliver", type=float, default=0.0, metavar="％", help="Webhookをもう一度送る（障害の試し）"
        )
        parser.add_argument(
            "--hold-ms", type=int, default=0, help="返事をしないまま待たせるミリ秒（障害の試し）"
        )
        parser.add_argument("--late-ms", type=int, default=0, help="どの返事も遅らせるミリ秒（障害の試し）")
        parser.add_argument("--reorder", action="store_true", help="Webhookの順番を入れかえる（障害の試し）")
        parser.add_argument("--empty", action="store_true", help="空のWebhookを先に送る（障害の試し）")
        parser.add_argument("--seed", type=int, default=1, help="くじの種")  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        names = (*PERCENT, "hold_ms", "late_ms", "reorder", "empty", "seed")
        world = World(options["folder"], name=settings.WARD.name)
        world.account.webhook = options["webhook"] or world.account.webhook
        if options["quota"] is not None:
            world.account.quota = options["quota"]
        world.add_crowd(options["crowd"])
        world.dirty = True
        sandbox = Sandbox(
            world,
            Faults(**{name: options[name] for name in names}),
            Buckets(options["rates"]),
            options["port"],
            read(options["play"]) if options["play"] else {},
        )
        try:
            run_until_told(sandbox, lambda: self._say(sandbox))
        except OSError as error:
            self.stderr.write(f"ポートを開けません。ほかのプログラムが使っていませんか。（{error.strerror}）")
            sys.exit(1)

    def _say(self, sandbox: Sandbox) -> None:
        self.stdout.write(f"LINEのかわりに http://localhost:{sandbox.port}/ で動きます。")
        self.stdout.flush()
