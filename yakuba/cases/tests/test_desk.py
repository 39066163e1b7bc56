"""Queue, search, numbers, overdue: what is found, in which order, in how many statements."""

import base64
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from yakuba.cases import api as cases
from yakuba.cases.actions.mark_overdue import mark_overdue
from yakuba.cases.jobs import renew_keys
from yakuba.cases.models import Case
from yakuba.cases.queries.office import closed_days, forget_closed_days
from yakuba.cases.tests.conftest import FRIDAY, WORKER, Opener, make_section
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.models import AuditEntry
from yakuba.kernel.refusals import NotAllowed, NotFound, Refusal


@pytest.mark.parametrize(
    "text",
    ["葛城", "葛󠄀城花子", "花子", "カツラギ", "かつらぎ", "ﾊﾅｺ", "03-1234-5678", "12345678", "０３１２３４"],
)
def test_found_by_name_reading_and_telephone(opened: Opener, officer: Actor, text: str) -> None:
    case = opened()
    opened(applicant=cases.Applicant("鈴木 一郎", "スズキ イチロウ", "090-8765-4321"))
    found = cases.queue(officer, cases.Filters(text=text))
    assert [line.case.pk for line in found.lines] == [case.pk]


def test_found_by_receipt_number(opened: Opener, officer: Actor) -> None:
    case = opened()
    opened()
    for text in (case.receipt, case.receipt.lower().replace("-", ""), case.receipt.replace("-", " ")):
        assert [line.case.pk for line in cases.queue(officer, cases.Filters(text=text)).lines] == [case.pk]


@pytest.mark.parametrize(
    ("name", "kana", "asked"),
    [
        ("渡邉󠄏 花子", "ワタナベ ハナコ", ["渡辺", "渡邊花子", "ﾜﾀﾅﾍﾞ", "わたなべはな"]),
        ("髙橋 齋", "タカハシ イツキ", ["高橋", "斎", "たかはし"]),
        ("𠮷田 櫻子", "ヨシダ サクラコ", ["吉田桜子", "ヨシダ"]),
    ],
)
def test_every_shape_of_a_name_is_found(
    opened: Opener, officer: Actor, name: str, kana: str, asked: list[str]
) -> None:
    """Whatever shape of a character the officer types, and in kana of any width."""
    case = opened(applicant=cases.Applicant(name=name, kana=kana))
    opened(applicant=cases.Applicant(name="渡部 功", kana="ワタベ イサオ"))
    for text in asked:
        found = cases.queue(officer, cases.Filters(text=text)).lines
        assert [line.case.pk for line in found] == [case.pk], text


def test_keys_follow_newer_lists(opened: Opener, officer: Actor) -> None:
    """The nightly job mends keys that older lists made; what is right is not written again."""
    stale, right = opened(applicant=cases.Applicant(name="渡邉 花子", kana="ワタナベ")), opened()
    Case.objects.filter(pk=stale.pk).update(name_key="渡邉花子")
    assert cases.queue(officer, cases.Filters(text="渡辺")).total == 0
    with CaptureQueriesContext(connection) as captured:
        renew_keys()
    assert cases.queue(officer, cases.Filters(text="渡辺")).lines[0].case.pk == stale.pk
    assert sum(one["sql"].startswith("UPDATE") for one in captured) == 1
    assert Case.objects.get(pk=right.pk).revision == right.revision


@pytest.mark.parametrize("text", ["見つからない", "%", "_", "'; --", "\x01", "x" * 5_000, "12"])
def test_odd_searches_find_nothing_and_break_nothing(opened: Opener, officer: Actor, text: str) -> None:
    opened()
    assert cases.queue(officer, cases.Filters(text=text)).total == 0


def test_nobody_finds_cases_of_others(case: cases.Case, stranger: Actor, guest: Actor) -> None:
    assert cases.queue(stranger, cases.Filters(text="葛城")).total == 0


def test_the_search_uses_its_index(db: None) -> None:
    rows = Case.objects.filter(name_key__contains="葛城花子")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "cases_search" in rows.explain()


def test_filters(opened: Opener, officer: Actor, chief: Actor) -> None:
    one, two, three = opened(), opened(kind="dog", title="犬の登録"), opened()
    cases.take(officer, case_id=one.pk, revision=1)
    cases.decide(chief, case_id=three.pk, outcome="accepted", revision=1)

    def ids(**narrowed: object) -> set[int]:
        found = cases.queue(officer, cases.Filters(**narrowed))  # type: ignore[arg-type]
        return {line.case.pk for line in found.lines}

    assert ids(status="open") == {one.pk, two.pk}
    assert ids(status="decided") == {three.pk}
    assert ids(assignee=officer.staff_id) == {one.pk}
    assert ids(unassigned=True, status="open") == {two.pk}
    assert ids(kind="dog") == {two.pk}
    assert ids(section=one.section_id) == {one.pk, two.pk, three.pk}
    assert ids(opened_until=date(2026, 11, 19)) == set()
    assert ids(opened_from=date(2026, 11, 20), opened_until=date(2026, 11, 20)) == {one.pk, two.pk, three.pk}
    assert set(cases.kinds(officer)) == {("child_allowance", "児童手当 認定請求"), ("dog", "犬の登録")}


@pytest.mark.parametrize("order", list(cases.ORDERS))
def test_every_page_once(opened: Opener, officer: Actor, order: str) -> None:
    for number in range(7):
        with clock.frozen(FRIDAY + timedelta(hours=number)):
            opened(standard_days=None if number % 3 == 0 else number)
    seen: list[int] = []
    token = ""
    while True:
        page = cases.queue(officer, order=order, after=token, size=3)
        seen += [line.case.pk for line in page.lines]
        token = page.next_page
        if not token:
            break
    assert len(seen) == len(set(seen)) == 7
    assert page.total == 7
    whole = cases.queue(officer, order=order)
    assert [line.case.pk for line in whole.lines] == seen


@pytest.mark.parametrize("token", ["x", "////", "W10=", "WyJ4IiwxXQ==", "é"])
def test_a_broken_token_begins_at_the_start(opened: Opener, officer: Actor, token: str) -> None:
    opened()
    assert len(cases.queue(officer, after=token).lines) == 1


def test_budgets(opened: Opener, officer: Actor, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(5):
        opened()
    with django_assert_num_queries(3):  # in a test the tree of sections is read anew
        cases.queue(officer)
    with django_assert_num_queries(2):
        cases.numbers(officer)
    case = opened()
    cases.take(officer, case_id=case.pk, revision=1)
    cases.add_note(officer, case_id=case.pk, text="x")
    with CaptureQueriesContext(connection) as captured:
        cases.open_case_page(officer, case.pk)
    assert len(captured) <= 16, [one["sql"][:80] for one in captured]


def test_numbers(opened: Opener, officer: Actor, stranger: Actor) -> None:
    with clock.frozen(FRIDAY - timedelta(days=60)):
        late = opened(standard_days=5)
    mine = opened(standard_days=2)
    opened(standard_days=30)
    cases.take(officer, case_id=mine.pk, revision=1)
    found = cases.numbers(officer)
    assert (found.mine, found.unassigned, found.overdue, found.due_this_week) == (1, 2, 1, 1)
    assert (found.opened_today, found.open, found.news, found.opinions) == (2, 3, 0, 0)
    assert cases.numbers(stranger).open == 0
    line = cases.queue(officer, cases.Filters(overdue=True)).lines[0]
    assert (line.case.pk, line.overdue) == (late.pk, True)
    assert line.due_in is not None
    assert line.due_in < 0


def test_overdue_is_noted_once(opened: Opener, officer: Actor) -> None:
    with clock.frozen(FRIDAY - timedelta(days=60)):
        late = opened(standard_days=5)
    opened(standard_days=5)
    with pytest.raises(NotAllowed):
        mark_overdue(officer)
    assert mark_overdue(WORKER) == 1
    assert mark_overdue(WORKER) == 0
    assert Case.objects.get(overdue_at__isnull=False).pk == late.pk


def test_closed_days(opened: Opener, stranger: Actor, children: object) -> None:
    with pytest.raises(NotAllowed):
        cases.close_days(stranger, days=[cases.Closing(date(2026, 11, 24))])
    elsewhere = make_section("library", "図書館課")
    days = [cases.Closing(date(2026, 11, 24), None, "停電"), cases.Closing(date(2026, 11, 25), elsewhere.pk)]
    cases.close_days(WORKER, days=days)
    cases.close_days(WORKER, days=days)
    forget_closed_days()
    assert closed_days(elsewhere.pk) == {date(2026, 11, 24), date(2026, 11, 25)}
    assert opened(standard_days=1).due_on == date(2026, 11, 25)


@pytest.mark.parametrize("order", [*cases.ORDERS, "x\x00"])
@pytest.mark.parametrize(
    "narrowed",
    [
        {"text": "a\x00b\ud800"},
        {"status": "x\x00"},
        {"kind": "\ud800"},
        {"kind": "' OR 1=1"},
        {"assignee": 10**30},
        {"assignee": -1},
        {"section": 10**30},
        {"opened_from": date.min, "opened_until": date.max},
        {"due_by": date.max},
    ],
)
def test_forged_filters_break_nothing(
    opened: Opener, officer: Actor, order: str, narrowed: dict[str, object]
) -> None:
    opened()
    for value in ("9" * 30, '"2026-01-01"', '"0001-01-01T00:00:00+14:00"', "[[]]", "null", "1e999"):
        token = base64.urlsafe_b64encode(f"[{value}, {10**30}]".encode()).decode()
        other = base64.urlsafe_b64encode(f"[{value}, 1]".encode()).decode()
        cases.queue(officer, cases.Filters(**narrowed), order, token)  # type: ignore[arg-type]
        cases.queue(officer, cases.Filters(**narrowed), order, other)  # type: ignore[arg-type]


@pytest.mark.parametrize("forged", [0, -1, 10**30])
def test_forged_ids_are_not_found(case: cases.Case, officer: Actor, guest: Actor, forged: int) -> None:
    with pytest.raises(NotFound):
        cases.open_case_page(officer, forged)
    with pytest.raises(NotFound):
        cases.document_for_staff(officer, case.pk, forged)
    with pytest.raises(NotFound):
        cases.own_document(guest, case.receipt, forged)
    with pytest.raises(NotFound):
        cases.sheet_at(officer, case.pk, forged)
    with pytest.raises(NotFound):
        cases.take(officer, case_id=forged, revision=forged)
    with pytest.raises(NotFound):
        cases.answer_opinion(officer, opinion_id=forged, answer="x")
    with pytest.raises(Refusal):
        cases.ask_opinion(officer, case_id=case.pk, section=forged, question="x")
    cases.mark_here(officer, case_id=forged)
    cases.mark_seen(officer, case_id=forged)


def test_looking_people_up_is_an_entry(opened: Opener, officer: Actor) -> None:
    opened()
    cases.queue(officer)
    assert not AuditEntry.objects.filter(text="案件を検索した").exists()
    cases.queue(officer, cases.Filters(text="花子"))
    assert AuditEntry.objects.get(text="案件を検索した").detail == {"read": True, "found": 1}


def test_the_trail_names_no_applicant(opened: Opener, officer: Actor, chief: Actor) -> None:
    case = opened()
    cases.open_case_page(officer, case.pk)
    cases.queue(officer, cases.Filters(text="葛城"))
    list(cases.export_rows(chief, cases.Filters(text="葛城"), form="csv"))
    for entry in AuditEntry.objects.all():
        assert "葛" not in f"{entry.text}{entry.detail}{entry.actor_label}"
