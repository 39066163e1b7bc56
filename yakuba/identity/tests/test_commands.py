"""`yakuba staff password`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from yakuba.identity.tests.people import make_staff, reload, unchanged

pytestmark = pytest.mark.django_db


def test_password_is_printed_once_and_must_be_changed() -> None:
    sato = make_staff("sato")
    out = StringIO()
    call_command("staff", "password", "sato", stdout=out)
    printed = out.getvalue().strip().rpartition("：")[2]
    account = reload(sato).account
    assert account.check_password(printed)
    assert account.password_is_initial


def test_unknown_login_is_said() -> None:
    def refused() -> None:
        with pytest.raises(CommandError, match="nobody"):
            call_command("staff", "password", "nobody")

    unchanged(refused)
