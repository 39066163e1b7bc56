"""`yakuba ward load DIRECTORY`: take a ward pack into the database. `ward sample`: some weeks of applications."""

import json
import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from yakuba.cases import api as cases
from yakuba.config.sample import weeks
from yakuba.identity import api as identity
from yakuba.kernel.actor import system
from yakuba.procedures import api as procedures


def _closings(directory: Path) -> list[cases.Closing]:
    """The days of `closed_days.toml` on which the office, or some sections, are closed besides the usual ones."""
    days = tomllib.loads((directory / "closed_days.toml").read_text("utf-8")).get("extra_closed", [])
    return [
        cases.Closing(day["date"], identity.section_by_code(code).id if code else None, day.get("reason", ""))
        for day in days
        for code in day.get("sections") or [""]
    ]


class Command(BaseCommand):
    help = "自治体パック（組織、役割、職員、閉庁日、手続）を取り込みます。見本の申請を作ります。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "what",
            choices=["load", "sample"],
            help="load: 取り込む　sample: 試しのために、数週間分の申請を作る（yakuba demo の中だけ。申請が一件でもあれば何もしない）",
        )
        parser.add_argument("directory", type=Path, help="自治体パックのフォルダー")
        parser.add_argument(
            "--applications", type=int, default=weeks.APPLICATIONS, help="sample: 申請の数（既定は 60）"
        )
        parser.add_argument(
            "--seed",
            type=int,
            default=weeks.SEED,
            help="sample: くじの番号。同じ番号なら同じ中身（既定は 1）",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        directory: Path = options["directory"]
        if options["what"] == "sample":
            made = weeks.play(directory, applications=options["applications"], seed=options["seed"])
            self.stdout.write(
                f"見本の申請を {made}件 作りました。" if made else "申請がもうあるので、何もしませんでした。"
            )
            return
        loaded = _load(directory)
        self.stdout.write(f"自治体パックを取り込みました（手続 {loaded}件）。")


def _load(directory: Path) -> int:
    """Take the pack in, keep the sign-ins of the demonstration; how many procedures there are."""
    actor = system("ward")
    sign_ins = identity.load_ward(actor, directory)
    cases.close_days(actor, days=_closings(directory))
    loaded = procedures.load_ward(actor, directory)
    if sign_ins and settings.DEMO:
        kept = settings.VAR / "demo-signins.json"
        kept.write_text(json.dumps(sign_ins, ensure_ascii=False, indent=1), "utf-8")
        kept.chmod(0o600)
    return loaded
