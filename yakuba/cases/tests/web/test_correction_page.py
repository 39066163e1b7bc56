"""Asking for a correction: rows, reasons, the deadline with its open days."""

from datetime import date

import pytest
from django.test import Client

from yakuba.cases import api as cases
from yakuba.cases.models import ClosedDay, Correction
from yakuba.cases.queries.office import forget_closed_days
from yakuba.cases.tests.conftest import Opener
from yakuba.cases.tests.web.conftest import at, form, now_on, stored, text
from yakuba.cases.web.correction import deadline_of
from yakuba.identity.models import Section
from yakuba.kernel.refusals import Refusal


def test_it_offers_rows_deadlines_and_examples(case: cases.Case, desk: Client) -> None:
    page = text(desk.get(at("case_correction", case.pk)))
    for words in (
        'value="income"',
        "1,200円",
        "11月27日（金）",
        "1週間後・4開庁日",
        "12月4日（金）",
        "30日後",
    ):
        assert words in page, words
    assert 'value="14" checked' in page


def test_it_asks_for_what_was_ticked(case: cases.Case, desk: Client) -> None:
    answer = desk.post(
        at("case_correction", case.pk),
        form(
            case,
            item=["income", "name"],
            wait="7",
            words="次の2点を直してください。",
            **{
                "reason.income": "源泉徴収票と異なります",
                "reason.name": "字が異なります",
                "reason.kana": "使わない",
            },
        ),
    )
    assert answer.status_code == 302
    correction = Correction.objects.get(case=case)
    assert [item["key"] for item in correction.items] == ["name", "income"]
    assert (correction.deadline, correction.words) == (date(2026, 11, 27), "次の2点を直してください。")
    shown = text(desk.get(answer["Location"]))
    assert "答えを待っています" in shown and "源泉徴収票と異なります" in shown and "補正を求めました" in shown


def test_documents_without_a_row_can_be_asked_for_too(opened: Opener, desk: Client) -> None:
    case = opened(documents=[cases.NewDocument(stored(), "proof", "証明書")])
    page = text(desk.get(at("case_correction", case.pk)))
    assert "添付書類" in page and 'value="proof"' in page and "証明書.pdf" in page
    given = form(case, item="proof", wait="14", **{"reason.proof": "期限が切れています"})
    assert desk.post(at("case_correction", case.pk), given).status_code == 302
    assert Correction.objects.get(case=case).items[0]["label"] == "証明書"


@pytest.mark.parametrize(
    ("given", "sentence", "target"),
    [
        ({"wait": "14"}, "直してもらう項目を、1つから", "items"),
        ({"item": "name", "wait": "14"}, "お名前：直してもらう理由を書いてください", "reason-name"),
        ({"item": "nothing", "reason.nothing": "x", "wait": "14"}, "申請の内容にありません", "items"),
        ({"item": "name", "reason.name": "あ" * 501, "wait": "14"}, "500文字まで", "reason-name"),
        ({"item": "name", "reason.name": "x", "wait": "other"}, "期限の日を入力してください", "until"),
        ({"item": "name", "reason.name": "x", "wait": "other", "until": "昨日"}, "読み取れません", "until"),
        (
            {"item": "name", "reason.name": "x", "wait": "other", "until": "2026-11-23"},
            "11月23日（月）は閉庁日です。次の開庁日は11月24日（火）です",
            "until",
        ),
        (
            {"item": "name", "reason.name": "x", "wait": "other", "until": "2026-11-20"},
            "明日から1年以内",
            "wait",
        ),
        (
            {"item": "name", "reason.name": "x", "wait": "other", "until": "2099-11-20"},
            "明日から1年以内",
            "wait",
        ),
        ({"item": "name", "reason.name": "x", "wait": "14", "words": "あ" * 4001}, "4000文字", "id_words"),
    ],
)
def test_mistakes_are_named_where_they_are_and_nothing_is_lost(
    case: cases.Case, desk: Client, given: dict[str, str], sentence: str, target: str
) -> None:
    answer = desk.post(at("case_correction", case.pk), form(case, **given))
    page = text(answer)
    assert answer.status_code == 422
    assert sentence in page and f'href="#{target}"' in page and f'id="{target}"' in page
    assert not Correction.objects.exists() and now_on(case).revision == 1
    if given.get("item") == "name":
        assert 'value="name" id="item-name" checked' in page
    if "until" in given:
        assert given["until"] in page


def test_all_missing_reasons_are_said_at_once(case: cases.Case, desk: Client) -> None:
    answer = desk.post(at("case_correction", case.pk), form(case, item=["name", "kana", "income"], wait="14"))
    assert "直すところが3つあります" in text(answer)


def test_the_deadline_knows_closed_days(children: Section) -> None:
    assert deadline_of("14", "", children.pk) == date(2026, 12, 4)
    ClosedDay.objects.create(on=date(2026, 12, 4), section=None)
    forget_closed_days()
    assert deadline_of("14", "", children.pk) == date(2026, 12, 7)
    assert deadline_of("other", "令和8年12月7日", children.pk) == date(2026, 12, 7)
    with pytest.raises(Refusal, match="closed_day"):
        deadline_of("other", "2026-12-04", children.pk)
