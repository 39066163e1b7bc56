"""What the tests of identity share: two faces, sections, people, ways to sign in."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from yakuba.identity.actions.open_account import open_account
from yakuba.identity.actions.add_staff import add_staff
from yakuba.identity.actions.appoint import appoint
from yakuba.identity.actors import guest
from yakuba.identity.models import Account, Resident, Role, Section, SectionTerm, Staff
from yakuba.kernel.actor import Actor, system

PASSWORD = "ひまわり-37-ことり"
"""Long enough, not common."""
HOUSE = system("test")


@pytest.fixture
def public_face(settings: Settings) -> None:
    """This process is the Internet face."""
    settings.FACE = "public"
    settings.ROOT_URLCONF = "yakuba.config.urls_public"
    settings.SESSION_COOKIE_NAME = "session_public"


@pytest.fixture
def staff_face(settings: Settings) -> None:
    """This process is the staff face."""
    settings.FACE = "staff"
    settings.ROOT_URLCONF = "yakuba.config.urls_staff"
    settings.SESSION_COOKIE_NAME = "session_staff"


@pytest.fixture(autouse=True)
def _cheap_passwords(settings: Settings) -> None:
    """Hashing slowly is not what is tested here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


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


def make_staff(
    login: str, section: Section | None = None, role: Role | None = None, *, password: str = PASSWORD
) -> Staff:
    """A member of staff with a password, appointed since 2024 where a section is named."""
    staff = add_staff(HOUSE, login=login, family="山田", given=login, family_kana="ヤマダ", given_kana="")
    staff.account.set_password(password)
    staff.account.save()
    if section is not None and role is not None:
        appoint(HOUSE, staff_id=staff.pk, section_id=section.pk, role_id=role.pk, since=date(2024, 4, 1))
    return Staff.objects.select_related("account").get(pk=staff.pk)


def make_resident(email: str, *, password: str = PASSWORD) -> Resident:
    """A resident with an account."""
    return open_account(guest(email), password=password)
