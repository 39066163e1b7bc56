"""A small ward: two sections, their staff, a guest and a resident, and cases to work on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import count
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection

from yakuba.cases import api as cases
from yakuba.cases.queries import office
from yakuba.config import secrets
from yakuba.identity import api as identity
from yakuba.identity.models import Account, Appointment, Role, Section, SectionTerm, Staff
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, system

SINCE = date(2020, 4, 1)
WORKER = system("worker")
FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=clock.TOKYO)
OFFICER = ["cases.read", "cases.handle"]
CHIEF = [*OFFICER, "cases.assign", "cases.decide", "cases.export"]

Opener = Callable[..., cases.Case]
_serial = count(1)


@pytest.fixture(autouse=True)
def _forgetting(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    """Nothing is remembered from test to test, files go to a place of their own, it is a Friday morning."""
    settings.MEDIA_ROOT = str(tmp_path)
    identity.forget_remembered()
    office.forget_closed_days()
    with clock.frozen(FRIDAY):
        yield
    identity.forget_remembered()
    office.forget_closed_days()


def make_section(code: str, name: str, sign: str = "") -> Section:
    """A division with one name since 2020."""
    section = Section.objects.create(code=code, kind=Section.Kind.DIVISION)
    SectionTerm.objects.create(
        section=section, name=name, sign=sign, since=SINCE, phone="03-0000-4001", hours="平日", place="4階"
    )
    identity.forget_remembered()
    return section


def make_staff(section: Section, permissions: list[str], family: str = "山田") -> Actor:
    """Somebody on staff who holds the permissions in the section, and all below it."""
    number = next(_serial)
    account = Account.objects.create_user(f"staff{number}", None, kind="staff")
    staff = Staff.objects.create(account=account, family=family, given=f"{number}", family_kana="ヤマダ")
    role = Role.objects.create(code=f"role{number}", name="担当", permissions=permissions)
    Appointment.objects.create(staff=staff, section=section, role=role, since=SINCE)
    identity.forget_remembered()
    return identity.actor_for_staff(staff)


@pytest.fixture
def children(db: None) -> Section:
    """子育て支援課, which signs 豊子子."""
    return make_section("children", "子育て支援課", "豊子子")


@pytest.fixture
def tax(db: None) -> Section:
    """税務課."""
    return make_section("tax", "税務課", "豊税税")


@pytest.fixture
def officer(children: Section) -> Actor:
    """An officer (担当) of 子育て支援課."""
    return make_staff(children, OFFICER)


@pytest.fixture
def chief(children: Section) -> Actor:
    """A chief (決裁者) of 子育て支援課."""
    return make_staff(children, CHIEF, "佐藤")


@pytest.fixture
def stranger(tax: Section) -> Actor:
    """A chief of 税務課."""
    return make_staff(tax, CHIEF, "鈴木")


@pytest.fixture
def guest() -> Actor:
    """Whoever reads hanako@example.jp."""
    return identity.guest("hanako@example.jp")


@pytest.fixture
def other_guest() -> Actor:
    """Whoever reads jiro@example.jp."""
    return identity.guest("jiro@example.jp")


def sheet(
    name: str = "葛󠄀城 花子", reading: str = "カツラギ ハナコ", income: int = 1200
) -> tuple[cases.SheetPage, ...]:
    """Two pages of answers."""
    return (
        cases.SheetPage(
            "請求する方",
            (
                cases.SheetRow("name", "お名前", "name", name, {"family": name}),
                cases.SheetRow("kana", "フリガナ", "text", reading, reading),
            ),
        ),
        cases.SheetPage(
            "収入",
            (
                cases.SheetRow("income", "収入（円）", "money", f"{income:,}円", income),
                cases.SheetRow("remark", "備考", "long_text", "=1+1", "=1+1"),
            ),
        ),
    )


@pytest.fixture
def opened(children: Section, guest: Actor) -> Opener:
    """Opens a case at 子育て支援課, for the guest unless told otherwise."""

    def open_one(actor: Actor | None = None, **changed: object) -> cases.Case:
        given: dict[str, object] = {
            "receipt_prefix": "T",
            "title": "児童手当 認定請求",
            "kind": "child_allowance",
            "section": children.pk,
            "applicant": cases.Applicant(
                "葛󠄀城 花子", "カツラギ ハナコ", "03-1234-5678", "hanako@example.jp", "ja"
            ),
            "sheet": sheet(),
            "standard_days": 10,
            "subject": ("procedures", "Submission", 7),
        }
        return cases.open_case(actor or guest, **given | changed)  # type: ignore[arg-type]

    return open_one


@pytest.fixture
def case(opened: Opener) -> cases.Case:
    """A case that has just arrived."""
    return opened()


@contextmanager
def public_face() -> Iterator[None]:
    """Statements run with the rights of the Internet face, in a connection of its own."""
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict |= {"USER": "yakuba_public", "PASSWORD": secrets.load().public_password}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict |= before
