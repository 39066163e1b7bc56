"""`yakuba staff password LOGIN`: the first password of the first administrator, and the way back in for the last one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yakuba.identity.actions.issue_password import issue_password
from yakuba.identity.models import Staff
from yakuba.kernel.actor import system
from yakuba.kernel.refusals import Refusal


class Command(BaseCommand):
    """For whoever holds the server: everybody else asks an administrator."""

    help = "職員にはじめのパスワードを渡します（次のサインインで本人が変えます）。"

    def add_arguments(self, parser: CommandParser) -> None:
        """What is typed after the command."""
        parser.add_argument("what", choices=["password"], help="password: はじめのパスワードを作る")
        parser.add_argument("login", help="ログイン名")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a password that is good for one sign-in."""
        staff = Staff.objects.filter(account__login=options["login"]).first()
        try:
            issued = issue_password(system("command"), staff_id=staff.pk if staff else 0)
        except Refusal:
            raise CommandError(f"「{options['login']}」という職員はいません。") from None
        self.stdout.write(f"{issued.staff.name}（{options['login']}）のはじめのパスワード：{issued.password}")
