"""`yakuba line-channel`: connect an official account of LINE from the command line, or the stand-in."""

import getpass
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from yakuba.kernel import clock
from yakuba.kernel.actor import system
from yakuba.kernel.jobs import enqueue
from yakuba.kernel.refusals import Refusal
from yakuba.messaging.actions.connect_line_channel import connect_line_channel
from yakuba.messaging.gateways.line.wire import API_BASE, DATA_BASE
from yakuba.messaging.gateways.line_sandbox.state import Account, World
from yakuba.messaging.line import check_line
from yakuba.messaging.models import LineChannel
from yakuba.messaging.sealing import seal


class Command(BaseCommand):
    help = "LINEの公式アカウントをつなぎます。鍵は、聞かれてから入力します。--sandbox なら、試しの受け皿につなぎます。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="役場の中での記号（例：toshima-line）")
        parser.add_argument("--name", default="", help="公式アカウントの名前（既定は自治体の名前）")
        parser.add_argument("--channel-id", default="", help="チャネルID")
        parser.add_argument("--sandbox", metavar="番地", help="yakuba line-sandbox の番地（試し用）")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"] or settings.WARD.name
        with transaction.atomic():
            if options["sandbox"]:
                self._to_sandbox(options["code"], name, options["sandbox"].rstrip("/"))
            else:
                self._to_line(options["code"], name, options["channel_id"])
            enqueue(check_line, {"code": options["code"]})
        self.stdout.write(
            f"{name}（{options['code']}）をつなぎました。確かめた結果は、職員の机の「LINE」で見られます。"
        )

    def _to_line(self, code: str, name: str, channel_id: str) -> None:
        try:
            connect_line_channel(
                system("command"),
                code=code,
                name=name,
                channel_id=channel_id or input("チャネルID: "),
                secret=getpass.getpass("チャネルシークレット: "),
                token=getpass.getpass("チャネルアクセストークン: "),
                api_base=API_BASE,
                data_base=DATA_BASE,
            )
        except Refusal as refusal:
            raise CommandError("\n".join(map(str, refusal.fields.values())) or refusal.sentence) from None

    def _to_sandbox(self, code: str, name: str, address: str) -> None:
        """Take over what the stand-in keeps in its folder, which is made if need be; again at every start."""
        if LineChannel.objects.filter(code=code).exclude(api_base__startswith="http://").exists():
            raise CommandError(f"{code} は、本物のLINEにつないであります。")
        world = World(settings.VAR / "line-sandbox", name=name)
        world.dirty = True
        world.save()
        LineChannel.objects.update_or_create(
            code=code,
            defaults=_row(name, address, world.account),
            create_defaults=_row(name, address, world.account) | {"written_at": clock.now()},
        )


def _row(name: str, address: str, account: Account) -> dict[str, Any]:
    return {
        "name": name,
        "channel_id": account.channel_id,
        "secret": seal(account.channel_secret),
        "token": seal(account.access_token),
        "api_base": address,
        "data_base": address,
        "destination": account.bot_id,
        "basic_id": account.basic_id,
        "state": LineChannel.State.UNCHECKED,
        "finding": "",
    }
