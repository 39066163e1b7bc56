"""The staff face, and somebody at the desk whom identity knows."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from django.conf import LazySettings
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from yakuba.identity import api as identity
from yakuba.identity.models import Account, Appointment, Role, Section, SectionTerm, Staff
from yakuba.identity.sessions import SessionStore
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, Assurance

Seat = Callable[..., Client]
_serial = count(1)


@pytest.fixture(autouse=True)
def _staff_face(settings: LazySettings) -> None:
    """This process is the staff face, not in the demonstration."""
    settings.FACE = "staff"
    settings.DEMO = False
    settings.ROOT_URLCONF = "yakuba.config.urls_staff"
    settings.SESSION_COOKIE_NAME = "session_staff"
    identity.forget_remembered()


def appointed(*permissions: str) -> Actor:
    """A member of staff with these permissions."""
    number = next(_serial)
    today = clock.today()
    section = Section.objects.create(code=f"glyphs{number}", kind=Section.Kind.DIVISION)
    SectionTerm.objects.create(section=section, name=f"第{number}課", since=today)
    account = Account.objects.create_user(f"glyphs{number}", None, kind="staff")
    staff = Staff.objects.create(account=account, family="山田", given=f"{number}", family_kana="ヤマダ")
    role = Role.objects.create(code=f"glyphs{number}", name="担当", permissions=list(permissions))
    Appointment.objects.create(staff=staff, section=section, role=role, since=today)
    identity.forget_remembered()
    return identity.actor_for_staff(staff)


def key_of(actor: Actor) -> str:
    """A session key of somebody who has signed in with both factors."""
    store = SessionStore()
    assert actor.staff_id is not None
    staff = Staff.objects.select_related("account").get(pk=actor.staff_id)
    until = clock.now() + timedelta(hours=10)
    store.begin(account=staff.account, assurance=Assurance.TWO_FACTOR, data={}, until=until)
    return str(store.session_key)


@pytest.fixture
def seat(settings: LazySettings, db: None) -> Seat:
    """Seats somebody with permissions at the desk."""

    def of(*permissions: str, actor: Actor | None = None) -> Client:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = key_of(actor or appointed(*permissions))
        return client

    return of


@pytest.fixture
def desk(seat: Seat) -> Client:
    """Somebody who works in the workshop."""
    return seat("characters.identify")


@pytest.fixture
def other(seat: Seat) -> Client:
    """The second person."""
    return seat("characters.identify")


@pytest.fixture
def chief(seat: Seat) -> Client:
    """Somebody who may do everything in the workshop."""
    return seat("characters.identify", "characters.run", "characters.sign_off")


def at(name: str, *arguments: object) -> str:
    """The address of a page."""
    return reverse(name, args=arguments)


def text(answer: HttpResponseBase) -> str:
    """The page."""
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]
