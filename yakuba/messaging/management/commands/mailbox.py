"""`yakuba mailbox`: catch the mails of a trial run, and in the demo its short messages, and show them on pages."""

import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from yakuba.messaging.gateways.sandbox import Faults, Mailbox, capturing
from yakuba.messaging.gateways.sandbox_page import page_server
from yakuba.messaging.gateways.sms_sandbox import SmsFaults, Telephones
from yakuba.messaging.gateways.stand_in import LOOPBACK

SMS_FAULTS = (
    ("refuse-every", 0, "SMSをN通ごとに断る（障害の試し）"),
    ("refuse-code", 21610, "SMSを断るときの番号"),
    ("lose-every", 0, "SMSをN通ごとに、受け取ったあと返事をせずに切る（障害の試し）"),
    ("fail-every", 0, "SMSをN通ごとに、受け取らずに失敗させる（障害の試し）"),
    ("fail-status", 500, "失敗させるときの答え（429、500、503など）"),
    ("retry-after-s", 1, "失敗させるときに待たせる秒"),
)


class Command(BaseCommand):
    help = "送ったメールを受け取って、ページで見せます（試し用。どこにも配達しません）。止めるには Ctrl-C を押します。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--smtp-port", type=int, default=1025, help="メールを受け取るポート")
        parser.add_argument("--page-port", type=int, default=8025, help="ページのポート")
        parser.add_argument(
            "--folder", type=Path, default=settings.VAR / "mailbox", help="メールを置くところ"
        )
        parser.add_argument("--keep", type=int, default=500, help="残しておくメールの数")
        parser.add_argument(
            "--refuse-every", type=int, default=0, metavar="N", help="N通ごとに断る（障害の試し）"
        )
        parser.add_argument("--refuse-code", type=int, default=451, help="断るときの番号")
        parser.add_argument("--delay-ms", type=int, default=0, help="1通ごとに待たせるミリ秒（障害の試し）")
        parser.add_argument(
            "--drop-after-data",
            type=int,
            nargs="?",
            const=1,
            default=0,
            metavar="N",
            help="N通ごとに、受け取ったあと返事をせずに切る（障害の試し）",
        )
        for name, default, words in SMS_FAULTS:
            parser.add_argument(f"--sms-{name}", type=int, default=default, metavar="N", help=words)

    def handle(self, *args: Any, **options: Any) -> None:
        faults = Faults(
            refuse_every=options["refuse_every"],
            refuse_code=options["refuse_code"],
            delay_ms=options["delay_ms"],
            drop_after_data=options["drop_after_data"],
        )
        mailbox = Mailbox(options["folder"], options["keep"])
        telephones = _telephones(options)
        stop = threading.Event()
        _stop_on_signals(stop)
        try:
            with (
                capturing(mailbox, port=options["smtp_port"], faults=faults) as smtp_port,
                page_server(mailbox, options["page_port"], telephones) as page,
            ):
                threading.Thread(target=page.serve_forever, daemon=True).start()
                self.stdout.write(
                    f"メールを {LOOPBACK}:{smtp_port} で受け取り、http://localhost:{page.server_port}/ で見せます。"
                )
                self.stdout.flush()
                stop.wait()
                page.shutdown()
        except OSError as error:
            self.stderr.write(f"ポートを開けません。ほかのプログラムが使っていませんか。（{error.strerror}）")
            sys.exit(1)


def _telephones(options: dict[str, Any]) -> Telephones | None:
    """The stand-in of the provider of short messages: in the demo alone, for whoever has its credentials."""
    if not (settings.DEMO and settings.SMS_ACCOUNT and settings.SMS_TOKEN):
        return None
    faults = SmsFaults(
        **{name.replace("-", "_"): options[f"sms_{name.replace('-', '_')}"] for name, *_ in SMS_FAULTS}
    )
    return Telephones(settings.SMS_ACCOUNT, settings.SMS_TOKEN, faults)


def _stop_on_signals(stop: threading.Event) -> None:
    def asked(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, asked)
