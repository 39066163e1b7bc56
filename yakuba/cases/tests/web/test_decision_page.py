"""Deciding: filling in, phrases, the look at the notice, the page that says what will happen, the decision."""

from datetime import timedelta

import pytest
from django.test import Client

from yakuba.cases import api as cases
from yakuba.cases.models import Decision, DocumentBook, Status
from yakuba.cases.notices import issue_due_notices
from yakuba.cases.tests.conftest import FRIDAY, Opener
from yakuba.cases.tests.web.conftest import at, form, now_on, text
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor

REFUSED = {"outcome": "refused", "reason": "生計を同じくしていることを確認できないため", "words": ""}


def test_the_first_page_offers_outcomes_and_phrases(case: cases.Case, chief_desk: Client) -> None:
    page = text(chief_desk.get(at("case_decide", case.pk)))
    for words in ("申請のとおり認めます", "理由と教示が通知書に入ります", "補正がなかった", "1,200円"):
        assert words in page, words


def test_a_phrase_is_added_to_what_was_written(case: cases.Case, chief_desk: Client) -> None:
    given = form(case, outcome="dismissed", reason="まず一言。", words="備考", insert="3")
    answer = chief_desk.post(at("case_decide", case.pk), given)
    page = text(answer)
    assert answer.status_code == 200
    assert "まず一言。\n〔日〕までに補正を求めましたが" in page
    assert (
        'value="dismissed" id="id_outcome-4" class="option__radio" aria' in page
        or 'value="dismissed"' in page
    )
    assert "備考</textarea>" in page and not Decision.objects.exists()


def test_confirming_says_what_will_happen_and_stores_nothing(case: cases.Case, chief_desk: Client) -> None:
    page = text(chief_desk.post(at("case_decide", case.pk), form(case, step="check", **REFUSED)))
    for words in (
        "「不承認」と決定しますか",
        "10分後（10:10ごろ）に通知書を作り",
        "取り消せます",
        REFUSED["reason"],
    ):
        assert words in page, words
    assert not Decision.objects.exists() and not DocumentBook.objects.exists()


def test_deciding_leads_back_with_the_time_to_undo(case: cases.Case, chief_desk: Client) -> None:
    given = form(case, step="decide", **REFUSED)
    answer = chief_desk.post(at("case_decide", case.pk), given)
    assert answer.status_code == 302
    page = text(chief_desk.get(answer["Location"]))
    assert "決定しました" in page and "通知書は10:10に送ります" in page and "豊子子第1号" in page
    assert now_on(case).status == Status.DECIDED
    again = chief_desk.post(at("case_decide", case.pk), given)
    assert again.status_code == 302 and Decision.objects.count() == 1


def test_going_back_keeps_what_was_written(case: cases.Case, chief_desk: Client) -> None:
    page = text(chief_desk.post(at("case_decide", case.pk), form(case, step="back", **REFUSED)))
    assert REFUSED["reason"] in page and "決定する" in page and 'id="errors"' not in page


@pytest.mark.parametrize("step", ["check", "decide"])
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "決定の内容を選んでください"),
        ({"outcome": "withdrawn"}, "決定の内容を選んでください"),
        ({"outcome": "refused", "reason": "  "}, "不承認と却下では、理由を書いてください"),
        ({"outcome": "dismissed"}, "不承認と却下では、理由を書いてください"),
        ({"outcome": "accepted", "words": "あ" * 4001}, "4000文字まで"),
        ({"outcome": "refused", "reason": "123456789018 の方"}, "マイナンバー"),
    ],
)
def test_mistakes_are_refused_before_anything_happens(
    case: cases.Case, chief_desk: Client, step: str, given: dict[str, str], sentence: str
) -> None:
    answer = chief_desk.post(at("case_decide", case.pk), form(case, step=step, **given))
    assert answer.status_code == 422 and sentence in text(answer)
    assert not Decision.objects.exists() and now_on(case).revision == 1


def test_a_conflict_keeps_reason_and_outcome(case: cases.Case, officer: Actor, chief_desk: Client) -> None:
    given = form(case, step="decide", **REFUSED)
    with clock.frozen(FRIDAY + timedelta(seconds=30)):
        cases.take(officer, case_id=case.pk, revision=1)
    answer = chief_desk.post(at("case_decide", case.pk), given)
    page = text(answer)
    assert answer.status_code == 409
    assert REFUSED["reason"] in page and "案件の担当になった" in page and not Decision.objects.exists()


def test_the_notice_can_be_looked_at_before(case: cases.Case, chief_desk: Client, desk: Client) -> None:
    answer = chief_desk.post(at("case_preview", case.pk), REFUSED)
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert not Decision.objects.exists()
    assert desk.post(at("case_preview", case.pk), REFUSED).status_code == 403
    assert chief_desk.get(at("case_preview", case.pk)).status_code == 405
    assert chief_desk.post(at("case_preview", case.pk), {"outcome": "refused"}).status_code == 422


def test_a_character_without_a_font_is_told_before_and_after(opened: Opener, chief_desk: Client) -> None:
    case = opened(applicant=cases.Applicant("\ue000田 花子", "ソトジタ ハナコ"))
    page = text(chief_desk.post(at("case_decide", case.pk), form(case, step="check", outcome="accepted")))
    assert "U+E000" in page and "通知書を自動で作れません" in page
    assert chief_desk.post(at("case_preview", case.pk), {"outcome": "accepted"}).status_code == 422
    chief_desk.post(at("case_decide", case.pk), form(case, step="decide", outcome="accepted"))
    with clock.frozen(FRIDAY + timedelta(minutes=11)):
        issue_due_notices()
        assert "手で書き入れる通知書" in text(chief_desk.get(at("case", case.pk)))
        paper = chief_desk.get(at("case_notice_by_hand", case.pk))
    assert paper.content.startswith(b"%PDF")


def test_a_notice_that_went_out_is_a_file_of_the_case(
    case: cases.Case, chief: Actor, chief_desk: Client
) -> None:
    cases.decide(chief, case_id=case.pk, outcome="accepted", revision=1)
    with clock.frozen(FRIDAY + timedelta(minutes=11)):
        issue_due_notices()
        page = text(chief_desk.get(at("case", case.pk)))
    assert "決定通知書" in page and "決定を通知しました" in page
    assert chief_desk.get(at("case_notice_by_hand", case.pk)).status_code == 404
