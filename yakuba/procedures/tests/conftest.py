"""A ward with sections, procedures open to residents, and people who apply: in a browser without JavaScript."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client

from yakuba.config import navigation, secrets
from yakuba.identity import api as identity
from yakuba.identity.actions.open_account import open_account
from yakuba.identity.models import Account, Appointment, Role, Section, SectionTerm, Staff
from yakuba.identity.sessions import SessionStore
from yakuba.kernel import clock, events
from yakuba.kernel.actor import Actor, Assurance, system
from yakuba.procedures.actions.load_definition import load_definition
from yakuba.procedures.actions.publish import publish
from yakuba.procedures.models import Version
from yakuba.procedures.rules.definition import Definition
from yakuba.procedures.rules.load import load_toml
from yakuba.procedures.tests.visitor import Visitor

WARD = Path(__file__).resolve().parents[3] / "wards" / "toshima"
FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=clock.TOKYO)
"""A working day in the window of every sample procedure."""
HANAKO = "hanako@example.jp"
SYSTEM = system("command")
_serial = count(1)

Opened = Callable[..., Version]


@pytest.fixture(autouse=True)
def _house(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    """The Internet face on a Friday morning; files go to a place of their own."""
    settings.MEDIA_ROOT = str(tmp_path / "files")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    face(settings, "public")
    with clock.frozen(FRIDAY):
        yield


def face(settings: LazySettings, name: str) -> None:
    """Make this process the public or the staff face."""
    settings.FACE = name
    settings.ROOT_URLCONF = f"yakuba.config.urls_{name}"
    settings.SESSION_COOKIE_NAME = f"session_{name}"
    settings.NAVIGATION = navigation.PUBLIC if name == "public" else navigation.STAFF


@pytest.fixture
def opened(db: None) -> Opened:
    """Loads and publishes a definition (TOML or Definition), with the section it names."""

    def open_one(definition: str | Definition) -> Version:
        version = loaded(definition)
        return publish(SYSTEM, version=version)

    return open_one


def loaded(definition: str | Definition) -> Version:
    """A version in the catalogue, not yet public; its section is made where it does not exist."""
    found = load_toml(definition) if isinstance(definition, str) else definition
    assert isinstance(found, Definition), found
    section_of(found.section)
    return load_definition(SYSTEM, definition=found)


def section_of(code: str) -> Section:
    """The section with this code, with one name since 2020."""
    section, made = Section.objects.get_or_create(code=code, defaults={"kind": Section.Kind.DIVISION})
    if made:
        since = date(2020, 4, 1)
        SectionTerm.objects.create(section=section, name=f"{code}課", since=since, phone="03-0000-4001")
        identity.forget_remembered()
    return section


def ward_definition(slug: str) -> str:
    """A definition file of the sample ward."""
    return (WARD / "procedures" / f"{slug}.toml").read_text("utf-8")


@pytest.fixture
def visitor() -> Visitor:
    """Somebody in front of a browser who has said nothing of themselves."""
    return Visitor()


@pytest.fixture
def hanako() -> Visitor:
    """A guest: she has shown that she reads mail at her address."""
    return guest(HANAKO)


def guest(email: str) -> Visitor:
    """Whoever reads mail at this address."""
    found = Visitor()
    session = SessionStore()
    session.begin(
        account=None,
        assurance=Assurance.EMAIL,
        data={"email": email},
        until=clock.now() + timedelta(days=60),
    )
    _hand(found.client, session)
    return found


def account_of(email: str) -> Actor:
    """A resident with an account at this address."""
    return identity.actor_for_resident(open_account(identity.guest(email), password="ひまわり-37-ことり"))


def resident(actor: Actor) -> Visitor:
    """A browser in which a resident has signed in."""
    found = Visitor()
    session = SessionStore()
    account = Account.objects.get(resident__pk=actor.resident_id or 0)
    session.begin(
        account=account, assurance=Assurance.ACCOUNT, data={}, until=clock.now() + timedelta(days=60)
    )
    _hand(found.client, session)
    return found


def staff_member(section: str, *permissions: str, family: str = "山田") -> Actor:
    """Somebody on staff who holds the permissions in a section."""
    number = next(_serial)
    account = Account.objects.create_user(f"staff{number}", None, kind="staff")
    staff = Staff.objects.create(account=account, family=family, given=str(number), family_kana="ヤマダ")
    role = Role.objects.create(code=f"role{number}", name="担当", permissions=list(permissions))
    Appointment.objects.create(staff=staff, section=section_of(section), role=role, since=date(2020, 4, 1))
    identity.forget_remembered()
    return identity.actor_for_staff(staff)


def at_the_desk(actor: Actor) -> Client:
    """A browser on the staff face in which somebody has signed in with both factors."""
    session = SessionStore()
    account = Account.objects.get(staff__pk=actor.staff_id or 0)
    session.begin(
        account=account, assurance=Assurance.TWO_FACTOR, data={}, until=clock.now() + timedelta(hours=8)
    )
    client = Client()
    _hand(client, session)
    return client


def _hand(client: Client, session: SessionStore) -> None:
    from django.conf import settings

    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""


@contextmanager
def public_role() -> Iterator[None]:
    """Statements run with the rights of the Internet face, in a connection of its own."""
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict |= {"USER": "yakuba_public", "PASSWORD": secrets.load().public_password}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict |= before


SLUG = "kodomo-ouen"
EXAMPLE = (Path(__file__).parent / "rules" / "example.toml").read_text("utf-8")


@pytest.fixture
def benefit(opened: Opened) -> Version:
    """The example with a question of every kind, open to residents."""
    return opened(EXAMPLE)


def changed(text: str, *pairs: tuple[str, str]) -> str:
    """A definition file with some lines written otherwise."""
    for before, after in pairs:
        assert before in text, before
        text = text.replace(before, after)
    return text


def applicant(**more: str) -> dict[str, str]:
    """What is typed into the first page of the example."""
    return {
        "applicant.family": "𠮷田",
        "applicant.given": "葛\U000e0100子",
        "applicant.family_kana": "よしだ",
        "applicant.given_kana": "カツコ",
        "birth.era": "showa",
        "birth.year": "60",
        "birth.month": "4",
        "birth.day": "1",
        "home.postcode": "171-0022",
        "home.prefecture": "東京都",
        "home.city": "豊島区",
        "home.town": "南池袋",
        "home.street": "２丁目４５番",
        "mail": HANAKO,
        "mail.confirm": HANAKO,
        "spouse": "no",
    } | {name.replace("__", "."): text for name, text in more.items()}


def family(**more: str) -> dict[str, str]:
    """What is typed into the second page: one child at school, one baby."""
    found = {"living": "together"}
    for number, (given, year) in enumerate((("一郎", "2016"), ("花", "2025"))):
        place = f"children.{number}"
        found |= {
            f"{place}.name.family": "𠮷田",
            f"{place}.name.given": given,
            f"{place}.name.family_kana": "ヨシダ",
            f"{place}.name.given_kana": "コ",
            f"{place}.birth.year": year,
            f"{place}.birth.month": "5",
            f"{place}.birth.day": "6",
        }
    return (
        found
        | {"children.0.school": "南池袋小学校"}
        | {name.replace("__", "."): text for name, text in more.items()}
    )


def money(**more: str) -> dict[str, str]:
    """What is typed into the third page."""
    return {
        "income": "３，２００，０００",
        "dependants": "2",
        "account.bank": "みずほ",
        "account.branch": "001",
        "account.type": "ordinary",
        "account.number": "1234567",
        "account.holder": "ﾖｼﾀﾞ ｶﾂｺ",
        "agree": "yes",
    } | {name.replace("__", "."): text for name, text in more.items()}


def filled_in(person: Visitor) -> Visitor:
    """Somebody who has filled in all pages of the example."""
    for page, inputs in (("applicant", applicant()), ("family", family()), ("money", money())):
        answer = person.post(person.page_url(SLUG, page), inputs)
        assert answer.status_code == 302, (page, answer.content.decode()[:3000])
    return person


def handed_in(person: Visitor) -> str:
    """The receipt number of an application of the example."""
    return filled_in(person).send(SLUG)


def deliver() -> None:
    """What the worker does for procedures with the events that wait: each reaction runs, once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE args->>'subscriber' LIKE 'procedures.%' ORDER BY id"
        )
        waiting = [row[0] if isinstance(row[0], dict) else json.loads(row[0]) for row in cursor.fetchall()]
    for values in waiting:
        events.deliver(**values)
