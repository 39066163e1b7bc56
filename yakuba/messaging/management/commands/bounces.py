"""`yakuba bounces`: take in the mails of campaigns that came back."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from yakuba.messaging.bounces import take


class Command(BaseCommand):
    help = "戻ってきた配信のメール（RFC 3464）を読み、台帳に記録して、次の届け方に回します。同じものを読んでも変わりません。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="差出人アドレスの受信箱（Maildir か mbox）")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.exists():
            self.stderr.write(f"{folder} がありません。")
            sys.exit(1)
        read, new = take(folder)
        self.stdout.write(f"{read}通を読み、新しく戻ってきたものは{new}通でした。")
