"""`yakuba grant`: give the two faces their database rights."""

from typing import Any

from django.core.management.base import BaseCommand

from yakuba.kernel import grants


class Command(BaseCommand):
    help = "データベースの権限を、公開側と庁内側に割り当てます（移行のたびに実行します）。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"権限を割り当てました（{grants.apply()}件）。")
