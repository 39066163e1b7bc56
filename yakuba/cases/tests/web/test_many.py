"""Many cases at once, and the export, over HTTP."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from django.test import Client

from tests.budgets import QueryBudget
from yakuba.cases import api as cases
from yakuba.cases.models import Decision, Status
from yakuba.cases.tests.conftest import FRIDAY, Opener
from yakuba.cases.tests.web.conftest import SeatOf, at, now_on, text
from yakuba.kernel.actor import Actor
from yakuba.kernel.models import AuditEntry


def ticked(*chosen: cases.Case) -> list[str]:
    """What the ticks of these rows send."""
    return [f"{case.pk}.{now_on(case).revision}" for case in chosen]


def test_many_are_assigned_after_a_second_look(opened: Opener, officer: Actor, chief_desk: Client) -> None:
    rows = [opened() for _ in range(3)]
    chosen = {"action": "assign", "selected": ticked(*rows), "back": "mine=1&evil=//x"}
    look = text(chief_desk.post(at("cases_bulk"), chosen))
    assert "3件の担当を決める" in look and f'<option value="{officer.staff_id}">' in look
    assert all(now_on(case).assignee_id is None for case in rows)
    done = chief_desk.post(at("cases_bulk"), chosen | {"step": "do", "staff": officer.staff_id})
    assert done["Location"] == at("cases_bulk_result")
    result = text(chief_desk.get(done["Location"]))
    assert "3件の担当を決めました" in result and "できなかった" not in result
    assert f'href="{at("cases")}?mine=1"' in result
    assert all(now_on(case).assignee_id == officer.staff_id for case in rows)


def test_each_refusal_is_told_by_case(opened: Opener, officer: Actor, chief_desk: Client) -> None:
    fine, stale, asked = opened(), opened(), opened()
    chosen = ticked(fine, stale, asked)
    cases.take(officer, case_id=stale.pk, revision=1)
    cases.ask_correction(
        officer,
        case_id=asked.pk,
        items=[cases.CorrectionItem("name", "違います")],
        deadline=(FRIDAY + timedelta(days=9)).date(),
        revision=1,
    )
    sent = {"action": "accept", "selected": [*chosen[:2], *ticked(asked)], "step": "do", "text": "期限内に"}
    result = text(chief_desk.get(chief_desk.post(at("cases_bulk"), sent)["Location"]))
    assert "1件を承認しました" in result and "2件は、そのまま残っています" in result
    assert "ほかの人が先に変更しました" in result and "補正をお願いしている途中です" in result
    assert Decision.objects.get().case_id == fine.pk and Decision.objects.get().words == "期限内に"
    assert now_on(stale).status == Status.IN_REVIEW


def test_the_second_sending_decides_nothing_again(opened: Opener, chief_desk: Client) -> None:
    case = opened()
    sent = {"action": "accept", "selected": ticked(case), "step": "do"}
    for _ in range(2):
        chief_desk.post(at("cases_bulk"), sent)
    assert Decision.objects.count() == 1


def test_nothing_chosen_is_said_on_the_list(opened: Opener, chief_desk: Client) -> None:
    case = opened()
    answer = chief_desk.post(at("cases_bulk"), {"action": "accept", "back": "unassigned=1"})
    assert answer.status_code == 422
    assert "案件を選んでください" in text(answer) and case.receipt in text(answer)


def test_nobody_chosen_is_asked_again(opened: Opener, chief_desk: Client) -> None:
    sent = {"action": "assign", "selected": ticked(opened()), "step": "do", "text": "地区担当"}
    answer = chief_desk.post(at("cases_bulk"), sent)
    assert answer.status_code == 422
    assert "担当にする職員を選んでください" in text(answer) and "地区担当</textarea>" in text(answer)


@pytest.mark.parametrize("selected", ["x", "1", ".", "0.1", "9" * 30 + ".1", "1." + "9" * 30, "-1.1", "١.١"])
def test_forged_choices_break_nothing(opened: Opener, chief_desk: Client, selected: str) -> None:
    case = opened()
    for action in ("assign", "accept"):
        sent = {"action": action, "selected": selected, "step": "do", "staff": "1"}
        assert chief_desk.post(at("cases_bulk"), sent).status_code in (302, 422)
    assert now_on(case).revision == 1


def test_cases_of_others_stay_untouched_and_unnamed(opened: Opener, stranger: Actor, seat: SeatOf) -> None:
    case = opened()
    desk = seat(stranger)
    sent = {"action": "accept", "selected": ticked(case), "step": "do"}
    result = text(desk.get(desk.post(at("cases_bulk"), sent)["Location"]))
    assert now_on(case).revision == 1 and "0件を承認しました" in result
    assert case.receipt not in result and "花子" not in result


def test_only_those_who_may(opened: Opener, viewer: Actor, desk: Client, seat: SeatOf) -> None:
    sent = {"action": "accept", "selected": ticked(opened()), "step": "do"}
    assert desk.post(at("cases_bulk"), sent).status_code == 403
    assert seat(viewer).post(at("cases_bulk"), sent).status_code == 403
    assert desk.post(at("cases_bulk"), sent | {"action": "burn"}).status_code == 403
    assert desk.get(at("cases_bulk")).status_code == 302
    assert desk.get(at("cases_bulk_result")).status_code == 302
    assert not Decision.objects.exists()


def test_the_second_look_and_the_answers_cost_the_same_for_many(
    opened: Opener, officer: Actor, chief_desk: Client, query_budget: QueryBudget
) -> None:
    rows = [opened() for _ in range(25)]
    sent = {"action": "assign", "selected": ticked(*rows)}
    chief_desk.post(at("cases_bulk"), sent)
    with query_budget(3, page="chosen"):
        chief_desk.post(at("cases_bulk"), sent)
    cases.take(officer, case_id=rows[0].pk, revision=1)
    chief_desk.post(at("cases_bulk"), sent | {"action": "accept", "step": "do"})
    with query_budget(2, page="done"), query_budget(2, page="refused"):
        chief_desk.get(at("cases_bulk_result"))


def read_csv(client: Client, query: str = "") -> list[list[str]]:
    answer = client.get(at("cases_export_csv") + query)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"] and ".csv" in answer["Content-Disposition"]
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_export_holds_what_the_list_shows(opened: Opener, chief: Actor, chief_desk: Client) -> None:
    one, dog, ended = opened(), opened(kind="dog", title="犬の登録"), opened()
    cases.decide(chief, case_id=ended.pk, outcome="accepted", revision=1)
    assert {row[0] for row in read_csv(chief_desk)[1:]} == {one.receipt, dog.receipt}
    by_kind = read_csv(chief_desk, "?status=all&kind=child_allowance")
    assert {row[0] for row in by_kind[1:]} == {one.receipt, ended.receipt}
    assert "収入（円）" in by_kind[0] and "'=1+1" in by_kind[1]
    listed = chief_desk.get(at("cases"), {"kind": "dog"}).context["exports"]
    assert {row[0] for row in read_csv(chief_desk, "?" + listed[0].url.split("?")[1])[1:]} == {dog.receipt}
    assert AuditEntry.objects.filter(text="案件を書き出した").count() == 3


def test_export_as_workbook(opened: Opener, chief_desk: Client) -> None:
    case = opened()
    answer = chief_desk.get(at("cases_export_xlsx"))
    book = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert case.receipt in book.read("xl/worksheets/sheet1.xml").decode()


def test_export_is_for_those_who_may(opened: Opener, desk: Client, stranger: Actor, seat: SeatOf) -> None:
    opened()
    assert desk.get(at("cases_export_csv")).status_code == 403
    assert len(read_csv(seat(stranger), "?status=all")) == 1
