"""補正: asked, answered, taken back; the clock and the status follow."""

from datetime import date, timedelta

import pytest

from yakuba.cases import api as cases
from yakuba.cases.models import Case, Correction, Sheet
from yakuba.cases.tests.conftest import FRIDAY, WORKER, Opener, sheet
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, anonymous
from yakuba.kernel.refusals import Conflict, NotAllowed, NotFound, Refusal

ITEMS = [cases.CorrectionItem("income", "課税証明書と合いません")]
UNTIL = date(2026, 12, 4)


def ask(actor: Actor, case: cases.Case, revision: int = 1) -> Correction:
    return cases.ask_correction(
        actor, case_id=case.pk, items=ITEMS, deadline=UNTIL, revision=revision, words="お手数ですが"
    )


def fresh(case: cases.Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_ask(case: cases.Case, officer: Actor, guest: Actor) -> None:
    correction = ask(officer, case)
    assert correction.items == [{"key": "income", "label": "収入（円）", "reason": "課税証明書と合いません"}]
    now = fresh(case)
    assert (now.status, now.due_on, now.revision) == ("correction", None, 2)
    mine = cases.application(guest, case.receipt)
    assert mine.correction is not None
    assert mine.correction.deadline == UNTIL
    assert mine.may == {"withdraw", "reply", "answer_correction"}
    assert cases.applications_of(guest)[0].correction_deadline == UNTIL


@pytest.mark.parametrize(
    ("items", "deadline", "code"),
    [
        ([], UNTIL, "no_items"),
        ([cases.CorrectionItem("nothing", "x")], UNTIL, "unknown_item"),
        ([cases.CorrectionItem("income", " ")], UNTIL, "bad_text"),
        (ITEMS, date(2026, 11, 20), "bad_deadline"),
        (ITEMS, date(2027, 12, 1), "bad_deadline"),
    ],
)
def test_what_cannot_be_asked(
    case: cases.Case, officer: Actor, items: list[cases.CorrectionItem], deadline: date, code: str
) -> None:
    with pytest.raises(Refusal, match=code):
        cases.ask_correction(officer, case_id=case.pk, items=items, deadline=deadline, revision=1)
    assert not Correction.objects.exists()
    assert fresh(case).status == "received"


def test_one_correction_at_a_time(case: cases.Case, officer: Actor) -> None:
    ask(officer, case)
    with pytest.raises(Refusal, match="not_now"):
        ask(officer, case, revision=2)
    with pytest.raises(Refusal, match="not_now"):
        cases.decide(officer_who_decides(officer), case_id=case.pk, outcome="accepted", revision=2)
    assert Correction.objects.count() == 1


def officer_who_decides(officer: Actor) -> Actor:
    from dataclasses import replace

    return replace(officer, grants={**officer.grants, "cases.decide": officer.grants["cases.read"]})


def test_a_stale_page_asks_nothing(case: cases.Case, officer: Actor, chief: Actor) -> None:
    cases.take(chief, case_id=case.pk, revision=1)
    with pytest.raises(Conflict):
        ask(officer, case)
    assert not Correction.objects.exists()


def test_answer(case: cases.Case, officer: Actor, guest: Actor) -> None:
    correction = ask(officer, case)
    with clock.frozen(FRIDAY + timedelta(days=10)):  # Monday 30 November; asked on the 20th
        answered = cases.answer_correction(
            guest, receipt=case.receipt, correction_id=correction.pk, sheet=sheet(income=1300)
        )
    assert answered.number == 2
    now = fresh(case)
    assert (now.status, now.news, now.revision) == ("in_review", "corrected", 3)
    # ten working days from 20 November, without the five of the correction (24, 25, 26, 27, 30 November)
    assert now.due_on == date(2026, 12, 14)
    page = cases.open_case_page(officer, case.pk)
    assert [(one.key, one.before, one.after) for one in page.changes] == [("income", "1,200円", "1,300円")]
    assert page.open_correction is None
    assert cases.sheet_at(officer, case.pk, 1)[1].rows[0].shown == "1,200円"


def test_a_corrected_name_is_the_name_from_now_on(case: cases.Case, officer: Actor) -> None:
    new = {"name": "𠮷城 花子", "kana": "ヨシシロ ハナコ", "phone": "03-1234-0099"}
    cases.rename_applicant(WORKER, case_id=case.pk, **new)
    now = fresh(case)
    assert {"name": now.applicant_name, "kana": now.applicant_kana, "phone": now.phone} == new
    assert (now.email, now.revision) == (case.email, case.revision)
    for words in ("よししろ", "𠮷城", "0312340099"):
        assert [line.case.pk for line in cases.queue(officer, cases.Filters(text=words)).lines] == [case.pk]
    assert cases.queue(officer, cases.Filters(text="カツラギ")).total == 0


def test_to_rename_the_applicant_is_refused_to_everybody_else(
    case: cases.Case, officer: Actor, chief: Actor, guest: Actor
) -> None:
    for actor in (officer, chief, guest):
        with pytest.raises(NotAllowed):
            cases.rename_applicant(actor, case_id=case.pk, name="x", kana="", phone="")
    with pytest.raises(NotFound):
        cases.rename_applicant(WORKER, case_id=0, name="x", kana="", phone="")
    assert fresh(case).applicant_name == case.applicant_name


def test_answer_twice_is_refused(case: cases.Case, officer: Actor, guest: Actor) -> None:
    correction = ask(officer, case)
    cases.answer_correction(guest, receipt=case.receipt, correction_id=correction.pk, sheet=sheet())
    with pytest.raises(Refusal, match="not_now"):
        cases.answer_correction(guest, receipt=case.receipt, correction_id=correction.pk, sheet=sheet())
    assert Sheet.objects.filter(case=case).count() == 2


def test_others_do_not_answer(case: cases.Case, officer: Actor, other_guest: Actor, stranger: Actor) -> None:
    correction = ask(officer, case)
    for actor in (other_guest, anonymous()):
        with pytest.raises(NotFound):
            cases.answer_correction(actor, receipt=case.receipt, correction_id=correction.pk, sheet=sheet())
    assert Sheet.objects.filter(case=case).count() == 1


def test_a_correction_of_another_case(opened: Opener, officer: Actor, guest: Actor) -> None:
    one, two = opened(), opened()
    correction = ask(officer, one)
    ask(officer, two)
    with pytest.raises(NotFound):
        cases.answer_correction(guest, receipt=two.receipt, correction_id=correction.pk, sheet=sheet())


def test_the_office_takes_it_back(case: cases.Case, officer: Actor, guest: Actor) -> None:
    correction = ask(officer, case)
    cases.cancel_correction(officer, case_id=case.pk, revision=2)
    assert fresh(case).status == "in_review"
    assert fresh(case).due_on == date(2026, 12, 7)
    with pytest.raises(Refusal, match="not_now") as refused:
        cases.answer_correction(guest, receipt=case.receipt, correction_id=correction.pk, sheet=sheet())
    assert str(refused.value.sentence) == "補正のお願いは、すでに終わっています。"
    with pytest.raises(Refusal, match="not_now"):
        cases.cancel_correction(officer, case_id=case.pk, revision=3)


def test_withdraw_ends_it(case: cases.Case, officer: Actor, guest: Actor) -> None:
    ask(officer, case)
    cases.withdraw(guest, receipt=case.receipt, reason="引っ越すため")
    now = fresh(case)
    assert (now.status, now.outcome, now.news) == ("withdrawn", "withdrawn", "withdrawn")
    assert Correction.objects.get().cancelled_at is not None
    with pytest.raises(Refusal, match="not_now"):
        cases.withdraw(guest, receipt=case.receipt)
    assert cases.open_case_page(officer, case.pk).messages[0].text == "引っ越すため"


def test_others_do_not_withdraw(case: cases.Case, other_guest: Actor, officer: Actor) -> None:
    for actor in (other_guest, anonymous()):
        with pytest.raises(NotFound):
            cases.withdraw(actor, receipt=case.receipt)
    assert fresh(case).status == "received"


def test_a_browser_answers_for_the_case_it_opened(opened: Opener, officer: Actor) -> None:
    case = opened(anonymous())
    correction = ask(officer, case)
    with pytest.raises(NotFound):
        cases.answer_correction(anonymous(), receipt=case.receipt, correction_id=correction.pk, sheet=sheet())
    cases.answer_correction(
        anonymous(),
        receipt=case.receipt,
        correction_id=correction.pk,
        sheet=sheet(),
        receipts_shown=[case.receipt],
    )
    assert fresh(case).news == "corrected"
