"""Sections, roles and people for tests, and ways to sign in."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.db.models import Model
from django.test import Client

from yakuba.identity.actions.add_staff import add_staff
from yakuba.identity.actions.add_totp import add_totp
from yakuba.identity.actions.appoint import appoint
from yakuba.identity.actions.open_account import open_account
from yakuba.identity.actors import for_staff, guest
from yakuba.identity.models import (
    Account,
    Appointment,
    Fact,
    MailCode,
    Resident,
    Role,
    Section,
    SectionTerm,
    Session,
    Staff,
)
from yakuba.identity.second_factors import STEP_S, new_totp_secret
from yakuba.kernel import clock
from yakuba.kernel.actor import system
from yakuba.kernel.models import AuditEntry

PASSWORD = "ひまわり-37-ことり"
HOUSE = system("test")
ADMINISTRATION = ("identity.manage_staff", "identity.manage_sections", "identity.read_staff")


def make_section(
    code: str,
    name: str,
    *,
    parent: Section | None = None,
    kind: str = "division",
    since: date = date(2020, 4, 1),
) -> Section:
    """A section that exists since 2020."""
    section = Section.objects.create(code=code, kind=kind)
    SectionTerm.objects.create(section=section, name=name, parent=parent, since=since)
    return section


def make_role(code: str, *permissions: str, reach: str = "below") -> Role:
    """A role that bundles these permissions."""
    return Role.objects.create(code=code, name=code, reach=reach, permissions=list(permissions))


def make_staff(login: str, section: Section | None = None, role: Role | None = None) -> Staff:
    """A member of staff with a password, appointed since 2024 where a section is named."""
    staff = add_staff(HOUSE, login=login, family="山田", given=login, family_kana="ヤマダ", given_kana="")
    staff.account.set_password(PASSWORD)
    staff.account.save()
    if section is not None and role is not None:
        appoint(HOUSE, staff_id=staff.pk, section_id=section.pk, role_id=role.pk, since=date(2024, 4, 1))
    return reload(staff)


def reload(staff: Staff) -> Staff:
    """The row as it is now."""
    return Staff.objects.select_related("account").get(pk=staff.pk)


def make_resident(email: str) -> Resident:
    """A resident with an account."""
    return open_account(guest(email), password=PASSWORD)


def account_of(resident: Resident) -> Account:
    """The account of a resident who has one."""
    assert resident.account is not None
    return resident.account


def give_totp(staff: Staff) -> str:
    """Set an authenticator app up; its code of the present step is used up with it. Returns the secret."""
    secret = new_totp_secret()
    add_totp(for_staff(staff), secret=secret, code=totp_now(secret))
    return secret


def totp_now(secret: str, *, steps: int = 0) -> str:
    """What the app shows now, or some steps of 30 seconds later."""
    return str(format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // STEP_S + steps)))


def sign_in_staff(client: Client, staff: Staff, secret: str) -> None:
    """Password and app, as a browser does it. The app's next step is taken: the present one may be used up."""
    client.post("/sign-in", {"login": staff.account.login, "password": PASSWORD})
    answer = client.post("/sign-in/second", {"code": totp_now(secret, steps=1)})
    assert answer.status_code == 302, answer.content.decode()


def sign_in_resident(client: Client, email: str) -> Any:
    """Address and password."""
    answer = client.post("/sign-in/password", {"email": email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return answer


def verify_address(client: Client, email: str, *, wanted: str = "") -> Any:
    """Ask for a code and show it."""
    client.post("/sign-in", {"email": email, "next": wanted})
    answer = client.post("/sign-in/code", {"code": mailed_code()})
    assert answer.status_code == 302, answer.content.decode()
    return answer


def mailed_code() -> str:
    """The digits of the last mail."""
    found = re.search(r"^\d{6}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[0]


def mailed_link() -> str:
    """The path of the link of the last mail."""
    found = re.search(r"https?://[^/]+(/sign-in/link/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def text(answer: Any) -> str:
    """What a page says."""
    return str(answer.content.decode())


TABLES: tuple[type[Model], ...] = (
    Account,
    Appointment,
    AuditEntry,
    Fact,
    MailCode,
    Resident,
    Role,
    Section,
    SectionTerm,
    Session,
    Staff,
)


def everything() -> list[Any]:
    """All rows of identity and the trail, as plain values."""
    return [list(table._default_manager.order_by("pk").values()) for table in TABLES]


def unchanged(refused: Callable[[], object]) -> None:
    """Run something that refuses, and see that nothing was written."""
    before = everything()
    refused()
    assert everything() == before
