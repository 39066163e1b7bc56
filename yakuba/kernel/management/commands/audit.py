"""`yakuba audit`: verify the trail, print its heads."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from yakuba.kernel import audit

WORDS = {
    "altered": "書き換えられています",
    "removed": "この前後の記録が消されています",
    "reordered": "順番が入れ替えられています",
    "rewritten": "控えた値と違います（鎖ごと作り直されたおそれがあります）",
}


class Command(BaseCommand):
    help = "監査記録を検証します。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "what", choices=["verify", "heads"], help="verify: 検証する　heads: 控えを出力する"
        )
        parser.add_argument("--kept", type=Path, help="以前に heads で控えたファイル")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "heads":
            rows = [{"lane": h.lane, "seq": h.seq, "digest": h.digest} for h in audit.heads()]
            self.stdout.write(json.dumps(rows))
            return
        kept = None
        if options["kept"]:
            kept = [audit.Head(**row) for row in json.loads(options["kept"].read_text("utf-8"))]
        breaks = audit.verify(kept)
        for found in breaks:
            self.stdout.write(f"系列{found.lane} 番号{found.seq}: {WORDS[found.what]}")
        if breaks:
            sys.exit(1)
        self.stdout.write(f"監査記録に異常はありません（{audit.count()}件）。")
