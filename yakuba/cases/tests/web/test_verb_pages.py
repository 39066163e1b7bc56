"""The pages of the verbs: what they do, refuse, keep; what becomes of them when somebody else was faster, or twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from yakuba.cases import api as cases
from yakuba.cases.models import Assignment, Message, Note, Opinion, Status
from yakuba.cases.tests.conftest import FRIDAY, Opener
from yakuba.cases.tests.web.conftest import SeatOf, at, form, now_on, text
from yakuba.identity.models import Section
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.models import AuditEntry


def went_to(answer: Any) -> str:
    """Where a finished verb leads."""
    assert answer.status_code == 302, text(answer)
    return str(answer["Location"])


def test_take(case: cases.Case, officer: Actor, desk: Client) -> None:
    answer = desk.post(at("case_take", case.pk), form(case))
    assert went_to(answer) == f"{at('case', case.pk)}?done=take"
    assert (now_on(case).assignee_id, now_on(case).status) == (officer.staff_id, Status.IN_REVIEW)
    assert "担当になりました" in text(desk.get(went_to(answer)))


def test_assign(case: cases.Case, officer: Actor, chief_desk: Client) -> None:
    page = text(chief_desk.get(at("case_assign", case.pk)))
    assert f'<option value="{officer.staff_id}">' in page
    chief_desk.post(at("case_assign", case.pk), form(case, staff=officer.staff_id, reason="地区担当"))
    assert now_on(case).assignee_id == officer.staff_id
    assert Assignment.objects.get(case=case).reason == "地区担当"


def test_transfer_leads_to_the_list_where_the_case_is_out_of_reach(
    case: cases.Case, tax: Section, chief_desk: Client
) -> None:
    answer = chief_desk.post(at("case_transfer", case.pk), form(case, section=tax.pk, reason="税の案件"))
    assert went_to(answer) == f"{at('cases')}?done=transfer"
    assert now_on(case).section_id == tax.pk
    assert "ほかの課へ移しました" in text(chief_desk.get(went_to(answer)))


def test_message_and_note(case: cases.Case, desk: Client) -> None:
    answer = desk.post(
        at("case_message", case.pk), form(case, text="確認しました。\r\nよろしくお願いします。")
    )
    assert went_to(answer).endswith("?done=send_message#messages")
    assert Message.objects.get(case=case).text == "確認しました。\nよろしくお願いします。"
    assert went_to(desk.post(at("case_note", case.pk), form(case, text="電話した"))).endswith("#notes")
    assert Note.objects.get(case=case).text == "電話した"


def test_opinion_asked_answered_cancelled(
    case: cases.Case, tax: Section, stranger: Actor, seat: SeatOf, desk: Client
) -> None:
    asked = {"section": tax.pk, "question": "納税の状況は"}
    assert went_to(desk.post(at("case_opinion", case.pk), form(case, **asked))).endswith("#opinions")
    opinion = Opinion.objects.get(case=case)
    theirs = seat(stranger)
    to_answer = at("case_opinion_answer", case.pk, opinion.pk)
    assert "納税の状況は" in text(theirs.get(to_answer))
    assert theirs.post(to_answer, form(case, answer="滞納なし")).status_code == 302
    opinion.refresh_from_db()
    assert opinion.answer == "滞納なし"
    refused = desk.post(at("case_opinion_cancel", case.pk, opinion.pk), form(case))
    assert refused.status_code == 422 and "すでに答えがあります" in text(refused)


def test_an_opinion_is_taken_back(
    case: cases.Case, officer: Actor, tax: Section, stranger: Actor, seat: SeatOf, desk: Client
) -> None:
    opinion = cases.ask_opinion(officer, case_id=case.pk, section=tax.pk, question="どうですか")
    address = at("case_opinion_cancel", case.pk, opinion.pk)
    assert "どうですか" in text(desk.get(address))
    assert desk.post(address, form(case)).status_code == 302
    assert seat(stranger).get(at("case", case.pk)).status_code == 404


def test_questions_of_other_cases_and_sections_are_not_found(
    opened: Opener, officer: Actor, tax: Section, stranger: Actor, seat: SeatOf, desk: Client
) -> None:
    one, other = opened(), opened()
    opinion = cases.ask_opinion(officer, case_id=one.pk, section=tax.pk, question="どうですか")
    for name in ("case_opinion_answer", "case_opinion_cancel"):
        assert desk.get(at(name, other.pk, opinion.pk)).status_code == 404
        assert desk.post(at(name, other.pk, opinion.pk), form(other, answer="x")).status_code == 404
    assert seat(stranger).post(at("case_opinion_cancel", one.pk, opinion.pk)).status_code in (403, 422)
    opinion.refresh_from_db()
    assert (opinion.answer, opinion.cancelled_at) == ("", None)


def test_cancel_correction(case: cases.Case, officer: Actor, desk: Client) -> None:
    cases.ask_correction(
        officer,
        case_id=case.pk,
        items=[cases.CorrectionItem("name", "違います")],
        deadline=(FRIDAY + timedelta(days=9)).date(),
        revision=1,
    )
    assert went_to(desk.post(at("case_correction_cancel", case.pk), form(case))).endswith(
        "=cancel_correction"
    )
    assert now_on(case).status == Status.IN_REVIEW


def test_undo_and_release(opened: Opener, chief: Actor, chief_desk: Client) -> None:
    one, two = opened(), opened()
    for case in (one, two):
        cases.decide(chief, case_id=case.pk, outcome="accepted", revision=1)
    page = text(chief_desk.get(at("case", one.pk)))
    assert "通知書は10:10に送ります。それまでは取り消せます" in page
    assert went_to(chief_desk.post(at("case_undo", one.pk), form(one, reason="取り違え"))).endswith(
        "=undo_decision"
    )
    assert now_on(one).status == Status.IN_REVIEW
    assert chief_desk.post(at("case_release", two.pk), form(two)).status_code == 302
    with clock.frozen(FRIDAY + timedelta(seconds=1)):
        late = chief_desk.post(at("case_undo", two.pk), form(two, reason="遅い"))
        assert late.status_code == 422 and "遅い" in text(late)
        assert "決定を取り消す</a>" not in text(chief_desk.get(at("case", two.pk)))
    assert now_on(two).status == Status.DECIDED


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("case_assign", {"staff": ""}, "この課の職員を選んでください"),
        ("case_assign", {"staff": "999999"}, "この課の職員を選んでください"),
        ("case_assign", {"staff": "９"}, "この課の職員を選んでください"),
        ("case_transfer", {"section": "", "reason": "x"}, "移す先の課を選んでください"),
        ("case_transfer", {"section": "999999", "reason": "理由です"}, "移す先の課を選んでください"),
        ("case_message", {"text": ""}, "内容を入力してください"),
        ("case_message", {"text": "   \n "}, "内容を入力してください"),
        ("case_message", {"text": "あ" * 4001}, "4000文字まで"),
        ("case_message", {"text": "番号は123456789018です"}, "マイナンバー"),
        ("case_note", {"text": "ベル\x07"}, "エラー"),
        ("case_opinion", {"section": "x", "question": "どうですか"}, "意見を求める課を選んでください"),
    ],
)
def test_what_is_refused_changes_nothing_and_loses_nothing(
    case: cases.Case, chief_desk: Client, name: str, given: dict[str, str], sentence: str
) -> None:
    before = now_on(case).__dict__ | {"_state": None}
    answer = chief_desk.post(at(name, case.pk), form(case, **given))
    assert answer.status_code == 422
    page = text(answer)
    assert sentence in page and 'id="errors"' in page and "<title>エラー：" in page
    for value in given.values():
        if value.strip("\x07 \n") and not value.isdigit():
            assert value.strip() in page or len(value) < 3
    assert now_on(case).__dict__ | {"_state": None} == before
    assert not (Note.objects.exists() or Message.objects.exists() or Opinion.objects.exists())


@pytest.mark.parametrize(
    "name", ["case_take", "case_message", "case_note", "case_opinion", "case_correction"]
)
def test_a_viewer_is_refused_and_nothing_changes(
    case: cases.Case, viewer: Actor, seat: SeatOf, name: str
) -> None:
    answer = seat(viewer).post(at(name, case.pk), form(case, text="x", section="1", question="x"))
    assert answer.status_code == 403
    assert now_on(case).revision == 1 and not Note.objects.exists()


@pytest.mark.parametrize("name", ["case_assign", "case_transfer", "case_decide", "case_undo", "case_release"])
def test_an_officer_may_not_do_what_chiefs_do(case: cases.Case, desk: Client, name: str) -> None:
    assert desk.get(at(name, case.pk)).status_code == 403
    assert desk.post(at(name, case.pk), form(case, outcome="accepted", step="decide")).status_code == 403
    assert now_on(case).revision == 1


def test_a_conflict_tells_what_happened_and_keeps_the_words(
    case: cases.Case, officer: Actor, tax: Section, chief_desk: Client
) -> None:
    page = chief_desk.get(at("case_transfer", case.pk))
    given = {
        "revision": str(page.context["revision"]),
        "seen": page.context["seen"],
        "section": tax.pk,
        "reason": "税の案件なので移します",
    }
    with clock.frozen(FRIDAY + timedelta(minutes=1)):
        cases.take(officer, case_id=case.pk, revision=1)
    with clock.frozen(FRIDAY + timedelta(minutes=2)):
        answer = chief_desk.post(at("case_transfer", case.pk), given)
    assert answer.status_code == 409
    kept = text(answer)
    assert "ほかの人が先に変更しました" in kept
    assert "案件の担当になった" in kept and "山田" in kept
    assert "税の案件なので移します" in kept and f'value="{tax.pk}" selected' in kept
    assert now_on(case).section_id != tax.pk
    assert answer.context["revision"] == 2
    given |= {"revision": "2"}
    assert chief_desk.post(at("case_transfer", case.pk), given).status_code == 302


def test_a_conflict_that_leaves_nothing_to_do_keeps_the_words_without_a_button(
    case: cases.Case, chief: Actor, desk: Client
) -> None:
    stale = form(case, item="name", **{"reason.name": "長い理由を書きました", "wait": "14"})
    with clock.frozen(FRIDAY + timedelta(minutes=1)):
        cases.decide(chief, case_id=case.pk, outcome="accepted", revision=1)
    answer = desk.post(at("case_correction", case.pk), stale)
    page = text(answer)
    assert answer.status_code == 409
    assert "長い理由を書きました" in page and "案件を決定した" in page
    assert "この案件は、すでに決定しています" in page
    assert ">補正を求める</button>" not in page


def test_words_are_given_back_when_the_case_is_gone(
    case: cases.Case, chief: Actor, tax: Section, desk: Client
) -> None:
    given = form(case, text="一時間かけて書いたメモ")
    cases.transfer(chief, case_id=case.pk, section=tax.pk, reason="税", revision=1)
    answer = desk.post(at("case_note", case.pk), given)
    assert answer.status_code == 404
    assert "一時間かけて書いたメモ" in text(answer)
    assert not Note.objects.exists()


@pytest.mark.parametrize("name", ["case_note", "case_message"])
def test_words_that_are_sent_twice_are_there_once(case: cases.Case, desk: Client, name: str) -> None:
    given = form(case, text="一度だけ")
    first, second = (desk.post(at(name, case.pk), given) for _ in range(2))
    assert went_to(first) == went_to(second)
    assert Note.objects.count() + Message.objects.count() == 1
    with clock.frozen(FRIDAY + timedelta(minutes=5)):
        desk.post(at(name, case.pk), given)
    assert Note.objects.count() + Message.objects.count() == 2


def test_verbs_that_are_sent_twice_are_done_once(
    case: cases.Case,
    officer: Actor,
    tax: Section,
    stranger: Actor,
    seat: SeatOf,
    desk: Client,
    chief_desk: Client,
) -> None:
    sent: list[tuple[Client, str, dict[str, Any]]] = [
        (desk, at("case_take", case.pk), form(case)),
        (desk, at("case_opinion", case.pk), form(case, section=tax.pk, question="どうですか")),
    ]
    for client, address, given in sent:
        assert went_to(client.post(address, given)) == went_to(client.post(address, given))
    opinion = Opinion.objects.get(case=case)
    theirs, address = seat(stranger), at("case_opinion_answer", case.pk, opinion.pk)
    given = form(case, answer="滞納なし")
    assert went_to(theirs.post(address, given)) == went_to(theirs.post(address, given))
    asked = form(case, item="name", wait="14", **{"reason.name": "違います"})
    assert went_to(desk.post(at("case_correction", case.pk), asked)) == went_to(
        desk.post(at("case_correction", case.pk), asked)
    )
    assert AuditEntry.objects.filter(text="補正を求めた").count() == 1
    back = form(case)
    assert went_to(desk.post(at("case_correction_cancel", case.pk), back)) == went_to(
        desk.post(at("case_correction_cancel", case.pk), back)
    )


def test_what_cannot_be_done_now_says_why(case: cases.Case, chief: Actor, chief_desk: Client) -> None:
    undo = chief_desk.get(at("case_undo", case.pk))
    assert undo.status_code == 422 and "取り消す決定がありません" in text(undo)
    cases.take(chief, case_id=case.pk, revision=1)
    assert "すでに、この案件を担当しています" in text(chief_desk.get(at("case_take", case.pk)))
    cancel = chief_desk.get(at("case_correction_cancel", case.pk))
    assert "取り消す補正の依頼がありません" in text(cancel)
