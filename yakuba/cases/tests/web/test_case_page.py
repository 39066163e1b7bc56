"""The page of a case: who sees what of it, what is marked, what is offered, what it costs."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.budgets import QueryBudget
from yakuba.cases import api as cases
from yakuba.cases.models import Document
from yakuba.cases.tests.conftest import FRIDAY, Opener, make_staff, sheet
from yakuba.cases.tests.web.conftest import SeatOf, at, now_on, stored, text
from yakuba.identity.models import Section
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.models import AuditEntry, StoredFile

HTML = b"<html><script>alert(1)</script></html>"


def corrected(case: cases.Case, officer: Actor, guest: Actor) -> None:
    """Ask for the name and get another one."""
    correction = cases.ask_correction(
        officer,
        case_id=case.pk,
        items=[cases.CorrectionItem("name", "字が住民票と異なります。")],
        deadline=(FRIDAY + timedelta(days=14)).date(),
        revision=now_on(case).revision,
    )
    cases.answer_correction(
        guest, receipt=case.receipt, correction_id=correction.pk, sheet=sheet(name="葛城 花子")
    )


def test_an_officer_sees_all_of_it(case: cases.Case, officer: Actor, desk: Client) -> None:
    cases.take(officer, case_id=case.pk, revision=1)
    cases.add_note(officer, case_id=case.pk, text="電話で確認済み")
    cases.send_message(officer, case_id=case.pk, text="審査しています")
    answer = text(desk.get(at("case", case.pk)))
    for words in (
        case.receipt,
        "葛󠄀城 花子",
        "カツラギ ハナコ",
        "03-1234-5678",
        "hanako@example.jp",
        "1,200円",
        "標準処理期間10開庁日のうち",
        "電話で確認済み",
        "審査しています",
        "さんが担当になりました",
        "申請を受け付けました",
    ):
        assert words in answer, words
    assert f"<title>{case.receipt} 葛󠄀城 花子さん｜" in answer


def test_every_opening_is_recorded_and_shown(
    case: cases.Case, officer: Actor, desk: Client, chief_desk: Client
) -> None:
    desk.get(at("case", case.pk))
    assert AuditEntry.objects.filter(text="案件を閲覧した", actor_key=officer.key).count() == 1
    answer = text(chief_desk.get(at("case", case.pk)))
    assert "閲覧した職員" in answer and "子育て支援課　山田" in answer


@pytest.mark.parametrize(
    "name", ["case", "case_print", "case_presence", "case_take", "case_note", "case_correction"]
)
def test_other_sections_find_no_such_page(case: cases.Case, stranger: Actor, seat: SeatOf, name: str) -> None:
    answer = seat(stranger).get(at(name, case.pk))
    assert answer.status_code == 404
    assert case.receipt not in text(answer)
    unknown = seat(stranger).get(at(name, 999_999))
    assert text(answer).split("<main")[1] == text(unknown).split("<main")[1]


def test_a_viewer_reads_and_can_do_nothing(case: cases.Case, viewer: Actor, seat: SeatOf) -> None:
    answer = text(seat(viewer).get(at("case", case.pk)))
    assert "変えることはできません" in answer
    assert "<form" not in answer.split("</header>", 1)[1]
    for name in ("case_take", "case_decide", "case_note", "case_transfer"):
        assert seat(viewer).get(at(name, case.pk)).status_code == 403


def test_one_main_action_for_each_status(
    opened: Opener, officer: Actor, chief: Actor, guest: Actor, desk: Client, chief_desk: Client
) -> None:
    case = opened()
    assert main_action(desk, case) == "担当になる"
    cases.take(officer, case_id=case.pk, revision=1)
    assert main_action(desk, case) == "補正を求める"
    assert main_action(chief_desk, case) == "決定する"
    corrected_once = opened()
    cases.ask_correction(
        officer,
        case_id=corrected_once.pk,
        items=[cases.CorrectionItem("name", "違います")],
        deadline=(FRIDAY + timedelta(days=9)).date(),
        revision=1,
    )
    assert main_action(desk, corrected_once) == "申請した方に連絡する"
    cases.decide(chief, case_id=case.pk, outcome="accepted", revision=2)
    assert main_action(chief_desk, case) == ""


def main_action(desk: Client, case: cases.Case) -> str:
    """The words of the main button."""
    item = desk.get(at("case", case.pk)).context["menu"].main
    return item.label if item else ""


def test_what_a_correction_changed_is_marked(
    opened: Opener, officer: Actor, guest: Actor, desk: Client
) -> None:
    case = opened()
    corrected(case, officer, guest)
    answer = text(desk.get(at("case", case.pk)))
    assert "補正で1か所が変わりました" in answer
    row = answer.split('id="row-name"', 1)[1].split("</div>\n", 1)[0]
    assert "補正で変更" in row and "葛城 花子" in row and "葛󠄀城 花子" in row
    earlier = text(desk.get(at("case_sheet", case.pk, 1)))
    assert "葛󠄀城 花子" in earlier and "補正の前の内容です" in earlier
    assert desk.get(at("case_sheet", case.pk, 2)).status_code == 404
    assert desk.get(at("case_sheet", case.pk, 99)).status_code == 404


def test_what_is_asked_for_is_marked(case: cases.Case, officer: Actor, desk: Client) -> None:
    cases.ask_correction(
        officer,
        case_id=case.pk,
        items=[cases.CorrectionItem("income", "源泉徴収票と異なります")],
        deadline=(FRIDAY + timedelta(days=14)).date(),
        revision=1,
    )
    answer = text(desk.get(at("case", case.pk)))
    assert "補正を依頼中" in answer and "源泉徴収票と異なります" in answer
    assert "停止中" in answer and "12月4日（金）" in answer


def test_files_are_downloads_only(opened: Opener, desk: Client) -> None:
    file = stored(HTML)
    case = opened(documents=[cases.NewDocument(file, "proof", "証明書")])
    document = Document.objects.get(case=case)
    assert "証明書.pdf" in text(desk.get(at("case", case.pk)))
    answer = desk.get(at("case_document", case.pk, document.pk))
    assert b"".join(answer.streaming_content) == HTML  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert AuditEntry.objects.filter(text="書類を開いた").exists()


def test_files_that_were_not_found_clean_are_not_served(opened: Opener, desk: Client) -> None:
    file = stored()
    StoredFile.objects.filter(pk=file.pk).update(state=StoredFile.State.QUARANTINED)
    case = opened(documents=[cases.NewDocument(file, "proof", "証明書")])
    document = Document.objects.get(case=case)
    assert "ウイルスが見つかったため、開けません" in text(desk.get(at("case", case.pk)))
    assert desk.get(at("case_document", case.pk, document.pk)).status_code == 404


def test_files_of_other_cases_are_not_found(
    opened: Opener, desk: Client, stranger: Actor, seat: SeatOf
) -> None:
    one = opened(documents=[cases.NewDocument(stored(), "proof", "証明書")])
    other = opened()
    document = Document.objects.get(case=one)
    assert desk.get(at("case_document", other.pk, document.pk)).status_code == 404
    assert seat(stranger).get(at("case_document", one.pk, document.pk)).status_code == 404


def test_whoever_is_asked_reads_the_answers_and_nothing_inside(
    case: cases.Case, officer: Actor, stranger: Actor, tax: Section, seat: SeatOf
) -> None:
    cases.add_note(officer, case_id=case.pk, text="内輪の話")
    cases.send_message(officer, case_id=case.pk, text="申請者への言葉")
    cases.ask_opinion(officer, case_id=case.pk, section=tax.pk, question="納税の状況は")
    answer = text(seat(stranger).get(at("case", case.pk)))
    assert "1,200円" in answer and "納税の状況は" in answer and "意見を答える" in answer
    for hidden in ("内輪の話", "申請者への言葉", 'id="notes"', 'id="history"'):
        assert hidden not in answer


def test_colleagues_see_each_other(
    case: cases.Case, officer: Actor, children: Section, desk: Client, chief_desk: Client
) -> None:
    assert "も開いています" not in text(desk.get(at("case", case.pk)))
    assert "山田 " in text(chief_desk.get(at("case", case.pk))).split("も開いています")[0]
    answer = desk.get(at("case_presence", case.pk), {"revision": "1"})
    assert "佐藤" in text(answer) and "新しい内容を見る" not in text(answer)
    again = desk.get(
        at("case_presence", case.pk), {"revision": "1"}, headers={"if-none-match": answer["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    cases.take(officer, case_id=case.pk, revision=1)
    changed = desk.get(
        at("case_presence", case.pk), {"revision": "1"}, headers={"if-none-match": answer["ETag"]}
    )
    assert changed.status_code == 200 and "この案件は、開いた後に変わりました" in text(changed)
    with clock.frozen(FRIDAY + timedelta(minutes=3)):
        assert "も開いています" not in text(desk.get(at("case_presence", case.pk), {"revision": "2"}))


def test_news_from_the_applicant_reaches_an_open_page(case: cases.Case, guest: Actor, desk: Client) -> None:
    desk.get(at("case", case.pk))
    cases.reply(guest, receipt=case.receipt, text="質問です")
    assert "連絡が届きました" in text(desk.get(at("case_presence", case.pk), {"revision": "1"}))


def test_a_withdrawn_case_says_so(case: cases.Case, guest: Actor, desk: Client) -> None:
    cases.withdraw(guest, receipt=case.receipt, reason="引っ越すことになりました")
    answer = text(desk.get(at("case", case.pk)))
    assert "11月20日（金）に、申請した方が取り下げました" in answer
    assert "引っ越すことになりました" in answer
    assert desk.get(at("case_correction", case.pk)).status_code == 422


def test_the_paper_has_everything_and_no_buttons_but_its_own(
    case: cases.Case, officer: Actor, desk: Client
) -> None:
    cases.add_note(officer, case_id=case.pk, text="電話で確認済み")
    answer = text(desk.get(at("case_print", case.pk)))
    assert "電話で確認済み" in answer and "1,200円" in answer and "<form" not in answer


def test_rounds_of_a_group_stand_under_their_name(opened: Opener, desk: Client) -> None:
    rows = tuple(
        cases.SheetRow(f"children.{n}.{key}", f"お子さん（{n + 1}件目） {label}", "text", f"{label}{n}")
        for n in range(2)
        for key, label in (("name", "氏名"), ("school", "学校"))
    )
    case = opened(sheet=(cases.SheetPage("お子さん", rows),))
    answer = text(desk.get(at("case", case.pk)))
    assert answer.count("<h4>お子さん（2件目）</h4>") == 1
    assert "<dt>学校</dt>" in answer


def test_the_page_costs_little(
    opened: Opener,
    officer: Actor,
    chief: Actor,
    guest: Actor,
    tax: Section,
    chief_desk: Client,
    query_budget: QueryBudget,
) -> None:
    case = opened(documents=[cases.NewDocument(stored(), "proof", "証明書") for _ in range(5)])
    cases.take(officer, case_id=case.pk, revision=1)
    corrected(case, officer, guest)
    for number in range(5):
        cases.add_note(officer, case_id=case.pk, text=f"メモ{number}")
        cases.send_message(chief, case_id=case.pk, text=f"連絡{number}")
        cases.add_note(
            make_staff(Section.objects.get(code="children"), ["cases.read", "cases.handle"]),
            case_id=case.pk,
            text="ほかの職員",
        )
    cases.ask_opinion(officer, case_id=case.pk, section=tax.pk, question="どうですか")
    chief_desk.get(at("case", case.pk))
    with query_budget(16, page="case"):
        assert chief_desk.get(at("case", case.pk)).status_code == 200
