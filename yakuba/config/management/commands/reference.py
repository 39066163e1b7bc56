"""`yakuba reference`: write the reference pages from what the code declares."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from yakuba.config import reference


class Command(BaseCommand):
    help = "docs/reference のページを、プログラムの宣言から書き直します。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="書き直さず、古いページがあれば終了コード1で知らせる"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            stale = sorted(reference.stale_pages())
            self.stdout.write(f"古くなっています: {'、'.join(stale)}" if stale else "最新です。")
            sys.exit(1 if stale else 0)
        written = reference.write()
        self.stdout.write(f"書き直しました: {'、'.join(written)}" if written else "すべて最新です。")
