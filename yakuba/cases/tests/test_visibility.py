"""Who sees which case; what a resident learns of the desk; what the Internet face's database role may touch."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection

from yakuba.cases import api as cases
from yakuba.cases.apps import CASE_COLUMNS, DECISION_COLUMNS
from yakuba.cases.models import Assignment, Case, Decision, Note, Opinion, Presence
from yakuba.cases.notices import issue_due_notices
from yakuba.cases.queries.applicant import DECISION_FIELDS
from yakuba.cases.tests.conftest import FRIDAY, WORKER, Opener, make_staff, public_face, sheet
from yakuba.identity import api as identity
from yakuba.identity.models import Account, Resident, Section
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, anonymous
from yakuba.kernel.models import AuditEntry
from yakuba.kernel.refusals import NotFound


@pytest.fixture
def resident(db: None) -> Actor:
    """山田 太郎, with an account and the address taro@example.jp."""
    account = Account.objects.create_user("taro@example.jp", None, kind="resident", email="taro@example.jp")
    return identity.actor_for_resident(
        Resident.objects.create(account=account, family="山田", given="太郎", email="taro@example.jp")
    )


def receipts(actor: Actor, shown: tuple[str, ...] = ()) -> set[str]:
    return {one.receipt for one in cases.applications_of(actor, shown)}


def test_matrix(
    opened: Opener,
    guest: Actor,
    other_guest: Actor,
    resident: Actor,
    officer: Actor,
    stranger: Actor,
) -> None:
    of_guest, of_resident, of_nobody = opened(guest), opened(resident), opened(anonymous())
    as_guest = identity.guest("taro@example.jp")
    of_earlier = opened(as_guest)
    every = {of_guest.pk, of_resident.pk, of_nobody.pk, of_earlier.pk}
    ids = {
        "guest": {of_guest.pk},
        "other guest": set(),
        "anonymous": set(),
        "resident": {of_resident.pk, of_earlier.pk},
        "guest with the resident's address": {of_earlier.pk},
        "officer": every,
        "stranger": set(),
        "house": every,
    }
    actors = [guest, other_guest, anonymous(), resident, as_guest, officer, stranger, WORKER]
    for (name, expected), actor in zip(ids.items(), actors, strict=True):
        assert set(cases.cases_visible_to(actor).values_list("pk", flat=True)) == expected, name


def test_a_browser_sees_what_it_opened_and_nothing_of_people(opened: Opener, guest: Actor) -> None:
    mine, theirs = opened(anonymous()), opened(guest)
    shown = (mine.receipt, theirs.receipt)
    assert receipts(anonymous(), shown) == {mine.receipt}
    assert cases.application(anonymous(), mine.receipt.lower(), shown).case.pk == mine.pk
    with pytest.raises(NotFound):
        cases.application(anonymous(), theirs.receipt, shown)


def test_somebody_elses_and_none_are_the_same(case: cases.Case, other_guest: Actor) -> None:
    said = []
    for receipt in (case.receipt, "T26-0000-0000", "nonsense", "", "x" * 5_000, "T26-4K7P-3XQ9\x00"):
        with pytest.raises(NotFound) as refused:
            cases.application(other_guest, receipt)
        said.append((refused.value.code, str(refused.value.sentence), type(refused.value)))
    assert len(set(said)) == 1


def test_staff_do_not_use_the_applicants_page(case: cases.Case, officer: Actor) -> None:
    with pytest.raises(NotFound):
        cases.application(officer, case.receipt, [case.receipt])
    assert cases.applications_of(officer) == []


def test_reading_is_an_entry_and_the_applicant_sees_the_section(
    case: cases.Case, officer: Actor, chief: Actor, guest: Actor
) -> None:
    cases.open_case_page(officer, case.pk)
    with clock.frozen(FRIDAY + timedelta(hours=2)):
        cases.open_case_page(chief, case.pk)
    with clock.frozen(FRIDAY + timedelta(days=3)):
        cases.open_case_page(officer, case.pk)
    cases.application(guest, case.receipt)
    looked = cases.who_looked(guest, case.receipt)
    assert [(one.section, str(one.on), len(one.times)) for one in looked] == [
        ("子育て支援課", "2026-11-23", 1),
        ("子育て支援課", "2026-11-20", 2),
    ]
    assert f"{looked[1].times[0]:%H:%M}" == "12:00"
    assert "山田" not in str(looked)
    with pytest.raises(NotFound):
        cases.who_looked(identity.guest("jiro@example.jp"), case.receipt)


def test_who_may_not_read_leaves_no_entry(case: cases.Case, stranger: Actor) -> None:
    before = AuditEntry.objects.count()
    with pytest.raises(NotFound):
        cases.open_case_page(stranger, case.pk)
    assert AuditEntry.objects.count() == before


def test_titles_in_the_list_are_in_the_language_of_its_reader(opened: Opener, guest: Actor) -> None:
    opened(titles={"en": "Child allowance"})
    opened()

    def read(language: str) -> list[str]:
        return [one.title for one in cases.applications_of(guest, language=language)]

    assert read("en") == ["児童手当 認定請求", "Child allowance"]
    assert read("ja") == read("ja-easy") == ["児童手当 認定請求"] * 2


def test_the_columns_of_the_public_face_agree() -> None:
    assert set(CASE_COLUMNS.split(", ")) == set(cases.PUBLIC_FIELDS)
    assert set(DECISION_FIELDS) <= set(DECISION_COLUMNS.split(", "))


@pytest.mark.django_db(transaction=True)
def test_the_whole_way_with_the_rights_of_the_public_face(
    opened: Opener, guest: Actor, officer: Actor, chief: Actor
) -> None:
    with public_face():
        case = opened(guest)
        assert cases.application(guest, case.receipt).status == "received"
    correction = cases.ask_correction(
        officer,
        case_id=case.pk,
        items=[cases.CorrectionItem("income", "x")],
        deadline=(FRIDAY + timedelta(days=14)).date(),
        revision=1,
    )
    cases.send_message(officer, case_id=case.pk, text="お願いします")
    with public_face():
        cases.reply(guest, receipt=case.receipt, text="はい")
        cases.answer_correction(
            guest, receipt=case.receipt, correction_id=correction.pk, sheet=sheet(income=1)
        )
        assert len(cases.application(guest, case.receipt).messages) == 2
    cases.decide(chief, case_id=case.pk, outcome="accepted", revision=3)
    with public_face():
        assert cases.application(guest, case.receipt).status == "in_review"
        assert not Decision.objects.only("id").exists()
    with clock.frozen(FRIDAY + timedelta(hours=1)):
        assert issue_due_notices() == 1
    with public_face():
        mine = cases.application(guest, case.receipt)
        assert (mine.status, mine.decision and mine.decision.outcome) == ("decided", "accepted")
        assert cases.open_notice(guest, receipt=case.receipt).label == "決定通知書"
        assert cases.applications_of(guest)[0].outcome == "accepted"
        assert cases.who_looked(guest, case.receipt) == []
        other = opened(guest)
        cases.withdraw(guest, receipt=other.receipt, reason="やめます")
    assert Case.objects.get(pk=other.pk).status == "withdrawn"


FORBIDDEN = [
    "SELECT id FROM cases_note",
    "SELECT id FROM cases_assignment",
    "SELECT id FROM cases_opinion",
    "SELECT id FROM cases_presence",
    "SELECT last FROM cases_documentbook",
    "SELECT assignee_id FROM cases_case",
    "SELECT outcome FROM cases_case",
    "SELECT name_key FROM cases_case",
    "SELECT author_id FROM cases_message",
    "SELECT asked_by_id FROM cases_correction",
    "SELECT decided_by_id FROM cases_decision",
    "SELECT undo_reason FROM cases_decision",
    "INSERT INTO cases_note (case_id, text, at) VALUES (1, 'x', now())",
    "UPDATE cases_case SET section_id = 1",
    "UPDATE cases_case SET applicant_name = 'x'",
    "UPDATE cases_case SET owner_key = 'x'",
    "UPDATE cases_sheet SET pages = '[]'",
    "UPDATE cases_message SET text = 'x'",
    "UPDATE cases_decision SET issued_at = now()",
    "DELETE FROM cases_case",
    "DELETE FROM cases_sheet",
    "DELETE FROM cases_message",
    "INSERT INTO cases_decision (outcome) VALUES ('accepted')",
    "DELETE FROM cases_look",
]


@pytest.mark.django_db(transaction=True)
def test_what_the_public_face_cannot_touch() -> None:
    with public_face():
        for statement in FORBIDDEN:
            with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
                cursor.execute(statement)
        for model in (Note, Assignment, Opinion, Presence):
            with pytest.raises(ProgrammingError, match="permission denied"):
                list(model.objects.all())


def test_a_viewer_reads_and_changes_nothing(case: cases.Case, children: Section) -> None:
    viewer = make_staff(children, ["cases.read"])
    assert cases.open_case_page(viewer, case.pk).may == frozenset()
