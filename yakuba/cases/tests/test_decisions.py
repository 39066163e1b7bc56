"""Deciding, undoing, notices: one winner, no gaps, nothing outside before the notice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection, transaction
from pypdf import PdfReader

from yakuba.cases import api as cases
from yakuba.cases.models import Case, Decision, Document, DocumentBook
from yakuba.cases.notices import issue_due_notices, print_and_issue
from yakuba.cases.options import UNDO_MINUTES
from yakuba.cases.tests.conftest import CHIEF, FRIDAY, WORKER, Opener, make_staff
from yakuba.identity.models import Section
from yakuba.kernel import clock, files, options
from yakuba.kernel.actor import Actor, system
from yakuba.kernel.models import StoredFile
from yakuba.kernel.refusals import Conflict, NotAllowed, NotFound, Refusal

LATER = FRIDAY + timedelta(minutes=11)


def fresh(case: cases.Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_decide(case: cases.Case, chief: Actor, guest: Actor) -> None:
    decision = cases.decide(chief, case_id=case.pk, outcome="accepted", revision=1, words="毎年6月に届出")
    assert decision.document_number == "8豊子子第1号"
    assert (fresh(case).status, fresh(case).outcome) == ("decided", "accepted")
    mine = cases.application(guest, case.receipt)
    assert (mine.status, mine.decision, mine.notice) == ("in_review", None, None)
    assert cases.applications_of(guest)[0].outcome == ""
    assert "undo_decision" in cases.open_case_page(chief, case.pk).may


@pytest.mark.parametrize(
    ("outcome", "reason", "code"),
    [
        ("refused", "", "bad_text"),
        ("dismissed", " ", "bad_text"),
        ("withdrawn", "x", "bad_outcome"),
        ("x", "x", "bad_outcome"),
    ],
)
def test_what_cannot_be_decided(case: cases.Case, chief: Actor, outcome: str, reason: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        cases.decide(chief, case_id=case.pk, outcome=outcome, reason=reason, revision=1)
    assert not Decision.objects.exists()
    assert not DocumentBook.objects.exists()
    assert fresh(case).status == "received"


def test_officers_do_not_decide(case: cases.Case, officer: Actor) -> None:
    with pytest.raises(NotAllowed):
        cases.decide(officer, case_id=case.pk, outcome="accepted", revision=1)


def test_a_decided_case_is_not_decided_again(case: cases.Case, chief: Actor) -> None:
    cases.decide(chief, case_id=case.pk, outcome="accepted", revision=1)
    with pytest.raises(Conflict):
        cases.decide(chief, case_id=case.pk, outcome="refused", reason="x", revision=1)
    with pytest.raises(Refusal, match="not_now"):
        cases.decide(chief, case_id=case.pk, outcome="refused", reason="x", revision=2)
    assert Decision.objects.count() == 1


def test_undo_before_the_notice(case: cases.Case, chief: Actor) -> None:
    cases.decide(chief, case_id=case.pk, outcome="accepted", revision=1)
    with pytest.raises(Refusal, match="bad_text"):
        cases.undo_decision(chief, case_id=case.pk, reason="", revision=2)
    cases.undo_decision(chief, case_id=case.pk, reason="押しまちがい", revision=2)
    now = fresh(case)
    assert (now.status, now.outcome, now.closed_at) == ("in_review", "", None)
    again = cases.decide(chief, case_id=case.pk, outcome="refused", reason="要件を満たさない", revision=3)
    assert again.document_number == "8豊子子第2号"
    assert [one.undo_reason for one in cases.open_case_page(chief, case.pk).undone] == ["押しまちがい"]
    assert "審査請求" in again.appeal_notice


def test_no_undo_after_its_time(case: cases.Case, chief: Actor) -> None:
    cases.decide(chief, case_id=case.pk, outcome="accepted", revision=1)
    with clock.frozen(LATER), pytest.raises(Refusal, match="too_late"):
        cases.undo_decision(chief, case_id=case.pk, reason="x", revision=2)
    assert fresh(case).status == "decided"


def test_the_notice_goes_out(case: cases.Case, chief: Actor, guest: Actor) -> None:
    cases.decide(chief, case_id=case.pk, outcome="refused", reason="書類がありません。", revision=1)
    assert issue_due_notices() == 0
    with clock.frozen(LATER):
        assert issue_due_notices() == 1
        assert issue_due_notices() == 0
    mine = cases.application(guest, case.receipt)
    assert (mine.status, mine.decision and mine.decision.outcome) == ("decided", "refused")
    notice = cases.open_notice(guest, receipt=case.receipt)
    with files.open_stored(notice.file) as stream:
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(stream.read())).pages)
    for words in (
        "8豊子子第1号",
        "葛󠄀城 花子",
        "書類がありません。",
        "審査請求",
        "令和8年11月20日",
        "子育て支援課",
    ):
        assert words in text, text
    first = Decision.objects.get().opened_at
    assert first is not None
    with clock.frozen(LATER + timedelta(days=1)):
        cases.open_notice(guest, receipt=case.receipt)
    assert Decision.objects.get().opened_at == first


def test_issuing_twice_is_once(case: cases.Case, chief: Actor) -> None:
    decision = cases.decide(chief, case_id=case.pk, outcome="accepted", revision=1)
    with clock.frozen(LATER):
        print_and_issue(WORKER, decision.pk)
        print_and_issue(WORKER, decision.pk)
    assert Document.objects.count() == 1
    assert StoredFile.objects.get().kept_until is None


def test_an_undone_decision_is_never_issued(case: cases.Case, chief: Actor, guest: Actor) -> None:
    decision = cases.decide(chief, case_id=case.pk, outcome="accepted", revision=1)
    cases.undo_decision(chief, case_id=case.pk, reason="x", revision=2)
    with clock.frozen(LATER):
        assert issue_due_notices() == 0
        with pytest.raises(NotFound):
            print_and_issue(WORKER, decision.pk)
    with pytest.raises(NotFound):
        cases.open_notice(guest, receipt=case.receipt)


def test_a_name_no_font_has(opened: Opener, chief: Actor, guest: Actor) -> None:
    """The decision stands and is told; the paper is for somebody's hand, and the page names the character."""
    case = opened(applicant=cases.Applicant("\U0002a6d6\ue000 太郎"))
    cases.decide(chief, case_id=case.pk, outcome="accepted", revision=1)
    with clock.frozen(LATER):
        assert issue_due_notices() == 1
    decision = Decision.objects.get()
    assert (decision.notice_state, decision.notice) == ("glyph", None)
    assert "U+E000" in decision.notice_trouble
    mine = cases.application(guest, case.receipt)
    assert (mine.status, mine.notice) == ("decided", None)
    paper = PdfReader(BytesIO(cases.notice_for_hand(chief, case.pk))).pages[0].extract_text()
    assert "〓〓 太郎" in paper


def test_no_paper_for_hand_where_there_is_a_notice(case: cases.Case, chief: Actor, stranger: Actor) -> None:
    cases.decide(chief, case_id=case.pk, outcome="accepted", revision=1)
    for actor in (chief, stranger):
        with pytest.raises(NotFound):
            cases.notice_for_hand(actor, case.pk)


def test_an_officer_does_not_wait(case: cases.Case, chief: Actor) -> None:
    cases.decide(chief, case_id=case.pk, outcome="accepted", revision=1)
    cases.release_notice(chief, case_id=case.pk)
    cases.release_notice(chief, case_id=case.pk)
    with pytest.raises(Refusal, match="too_late"):
        cases.undo_decision(chief, case_id=case.pk, reason="x", revision=2)
    assert issue_due_notices() == 1


def test_without_time_to_undo(case: cases.Case, chief: Actor) -> None:
    options.choose(system("test"), code=UNDO_MINUTES.code, value=0)
    cases.decide(chief, case_id=case.pk, outcome="accepted", revision=1)
    assert issue_due_notices() == 1


def test_one_broken_notice_holds_up_no_other(
    opened: Opener, chief: Actor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, fine = opened(title="壊れた手続"), opened()
    for case in (broken, fine):
        cases.decide(chief, case_id=case.pk, outcome="accepted", revision=1)
    from yakuba.cases import notices

    def printing(decision: Decision) -> bytes:
        if decision.case_id == broken.pk:
            raise OSError("the disk is full")
        return b"%PDF"

    monkeypatch.setattr(notices, "print_notice", printing)
    with clock.frozen(LATER):
        assert issue_due_notices() == 1
    assert Decision.objects.get(issued_at=None).case_id == broken.pk
    assert "could not be issued" in caplog.text


def test_bulk_decide(opened: Opener, chief: Actor) -> None:
    one, two, three = opened(), opened(), opened()
    cases.take(chief, case_id=two.pk, revision=1)
    results = cases.bulk_decide(chief, revisions={one.pk: 1, two.pk: 1, three.pk: 1})
    assert [answer.done for answer in results] == [True, False, True]
    assert "ほかの人が先に変更しました" in results[1].sentence
    numbers = Decision.objects.order_by("number").values_list("document_number", flat=True)
    assert list(numbers) == ["8豊子子第1号", "8豊子子第2号"]
    with pytest.raises(Refusal, match="bad_bulk"):
        cases.bulk_decide(chief, revisions={})


def test_numbers_begin_anew_each_fiscal_year(opened: Opener, chief: Actor) -> None:
    cases.decide(chief, case_id=opened().pk, outcome="accepted", revision=1)
    with clock.frozen(FRIDAY.replace(year=2027, month=3, day=31)):
        second = cases.decide(chief, case_id=opened().pk, outcome="accepted", revision=1)
    with clock.frozen(FRIDAY.replace(year=2027, month=4, day=1)):
        third = cases.decide(chief, case_id=opened().pk, outcome="accepted", revision=1)
    assert (second.document_number, third.document_number) == ("8豊子子第2号", "9豊子子第1号")


def at_once(work: Callable[[int], object], times: int) -> list[object]:
    """Run the work in threads of their own, each with a connection and the frozen clock; exceptions are results."""

    def one(number: int) -> object:
        try:
            with clock.frozen(FRIDAY):
                return work(number)
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


@pytest.mark.django_db(transaction=True)
def test_two_officers_decide_at_once(case: cases.Case, children: Section) -> None:
    chiefs = [make_staff(children, CHIEF) for _ in range(4)]
    outcomes = ["accepted", "refused", "accepted", "refused"]
    results = at_once(
        lambda number: cases.decide(
            chiefs[number], case_id=case.pk, outcome=outcomes[number], reason="理由", revision=1
        ),
        4,
    )
    assert sum(isinstance(one, Decision) for one in results) == 1
    assert sum(isinstance(one, Conflict) for one in results) == 3
    assert Decision.objects.count() == 1
    assert DocumentBook.objects.get().last == 1


@pytest.mark.django_db(transaction=True)
def test_no_gaps_under_eight_threads(opened: Opener, chief: Actor) -> None:
    """Forty decisions, a quarter of them refused after the number was drawn."""
    waiting = [opened().pk for _ in range(40)]

    def five(number: int) -> list[str]:
        said = []
        for place, case_id in enumerate(waiting[number::8]):
            try:
                said.append(decide_or_fail(chief, case_id, fail=place == 2))
            except Refusal:
                said.append("")
        return said

    at_once(five, 8)
    numbers = sorted(Decision.objects.values_list("number", flat=True))
    assert numbers == list(range(1, 33))
    assert DocumentBook.objects.get().last == 32


def decide_or_fail(chief: Actor, case_id: int, *, fail: bool) -> str:
    with transaction.atomic():
        decision = cases.decide(chief, case_id=case_id, outcome="accepted", revision=1)
        if fail:
            raise Refusal("test", "番号を引いたあとで失敗した")
    return decision.document_number


@pytest.mark.django_db(transaction=True)
def test_undo_and_issue_at_once(case: cases.Case, chief: Actor) -> None:
    """Whoever comes first, the other changes nothing: never an undone decision that went out."""
    decision = cases.decide(chief, case_id=case.pk, outcome="accepted", revision=1)

    def either(number: int) -> object:
        if number % 2:
            return cases.undo_decision(chief, case_id=case.pk, reason="x", revision=2)
        return print_and_issue(WORKER, decision.pk)

    at_once(either, 4)
    decision.refresh_from_db()
    assert (decision.undone_at is None) != (decision.issued_at is None)
