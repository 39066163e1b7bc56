"""`yakuba check --deploy`: may this installation be opened to the Internet? Without --deploy Django's own checks."""

import sys
from typing import Any

from django.core.management.commands import check

from yakuba.config import deploy_checks
from yakuba.config.deploy_checks import Finding

SIGNS = {"ok": "　よし", "note": "　注意", "bad": "要対応"}
"""As wide as each other, so that the topics stand in a column."""


class Command(check.Command):
    help = "設定と環境を点検します。--deploy を付けると、公開してよいかを日本語で報告します。"

    def handle(self, *app_labels: Any, **options: Any) -> None:
        if not options["deploy"]:
            super().handle(*app_labels, **options)
            return
        found = deploy_checks.findings()
        for one in found:
            self.stdout.write(self._line(one))
        bad, notes = (sum(one.level == level for one in found) for level in ("bad", "note"))
        self.stdout.write("")
        if bad:
            self.stdout.write(f"公開できません。直すところが {bad} 件、注意が {notes} 件あります。")
            sys.exit(1)
        self.stdout.write(f"公開できます（注意 {notes} 件）。" if notes else "公開できます。")

    def _line(self, one: Finding) -> str:
        paint = {"ok": self.style.SUCCESS, "note": self.style.WARNING, "bad": self.style.ERROR}[one.level]
        return f"{paint(SIGNS[one.level])}　{one.topic}：{one.sentence}"
