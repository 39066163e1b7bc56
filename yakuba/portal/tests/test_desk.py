"""The desk and the audit trail: what they show, to whom, and that many rows cost no more statements than few."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import clear_url_caches, set_urlconf

from tests.budgets import QueryBudget
from yakuba.cases import api as cases
from yakuba.cases.tests.conftest import FRIDAY, make_section, make_staff, sheet
from yakuba.config import navigation
from yakuba.identity import api as identity
from yakuba.identity.models import Section, Staff
from yakuba.identity.sessions import SessionStore
from yakuba.kernel import audit, clock
from yakuba.kernel.actor import Actor, Assurance, system
from yakuba.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
MANY = 30


@pytest.fixture(autouse=True)
def _staff_face(settings: LazySettings) -> Iterator[None]:
    """The staff face on a Friday morning."""
    settings.FACE, settings.DEMO = "staff", False
    settings.ROOT_URLCONF, settings.NAVIGATION = "yakuba.config.urls_staff", navigation.STAFF
    settings.SESSION_COOKIE_NAME = "session_staff"
    clear_url_caches()
    set_urlconf(None)
    identity.forget_remembered()
    with clock.frozen(FRIDAY):
        yield
    identity.forget_remembered()
    clear_url_caches()


@pytest.fixture
def section() -> Section:
    return make_section("children", "子育て支援課", "豊子子")


def seat(actor: Actor, settings: LazySettings) -> Client:
    """The browser of somebody who has signed in with both factors."""
    store, client = SessionStore(), Client()
    assert actor.staff_id is not None
    account = Staff.objects.select_related("account").get(pk=actor.staff_id).account
    store.begin(
        account=account, assurance=Assurance.TWO_FACTOR, data={}, until=clock.now() + timedelta(hours=10)
    )
    client.cookies[settings.SESSION_COOKIE_NAME] = str(store.session_key)
    return client


def opened(section: Section, officer: Actor) -> cases.Case:
    """A case in the officer's hands."""
    case = cases.open_case(
        identity.guest("hanako@example.jp"),
        receipt_prefix="T",
        title="児童手当 認定請求",
        kind="child_allowance",
        section=section.pk,
        applicant=cases.Applicant("葛󠄀城 花子", "カツラギ ハナコ", "03-1234-5678", "hanako@example.jp", "ja"),
        sheet=sheet(),
        standard_days=10,
        subject=("procedures", "Submission", 7),
    )
    return cases.take(officer, case_id=case.pk, revision=case.revision)


def test_the_desk_shows_mine_at_the_same_cost_for_many(
    section: Section, settings: LazySettings, query_budget: QueryBudget
) -> None:
    officer = make_staff(section, ["cases.read", "cases.handle"])
    other = make_staff(section, ["cases.read", "cases.handle"], "佐藤")
    client = seat(officer, settings)
    mine = [opened(section, officer) for _ in range(MANY)]
    theirs = opened(section, other)
    client.get("/")
    with query_budget(9, page="my_queue"):
        shown = client.get("/").content.decode()
    assert sum(case.receipt in shown for case in mine) == 15
    assert theirs.receipt not in shown


def test_staff_without_cases_see_an_empty_desk(section: Section, settings: LazySettings) -> None:
    opened(section, make_staff(section, ["cases.read", "cases.handle"]))
    answer = seat(make_staff(section, ["identity.read_staff"], "佐藤"), settings).get("/")
    assert answer.status_code == 200
    assert "葛󠄀城" not in answer.content.decode()


def test_the_trail_is_read_at_the_same_cost_for_many_and_reading_it_is_an_entry(
    section: Section, settings: LazySettings, query_budget: QueryBudget
) -> None:
    auditor = make_staff(section, [audit.READ.code])
    client = seat(auditor, settings)
    for number in range(MANY):
        audit.write(system("test"), text="試した", about=audit.Subject("cases", "Case", str(number)))
    client.get("/audit/")
    with query_budget(7, page="audit_trail"):
        shown = client.get("/audit/").content.decode()
    assert shown.count("試した") >= 15
    assert AuditEntry.objects.filter(text="監査記録を閲覧した", actor_key=auditor.key).count() == 2


def test_the_trail_is_refused_to_others_and_that_leaves_no_entry_of_reading(
    section: Section, settings: LazySettings
) -> None:
    officer = make_staff(section, ["cases.read"])
    assert seat(officer, settings).get("/audit/").status_code == 403
    assert not AuditEntry.objects.filter(text="監査記録を閲覧した").exists()
