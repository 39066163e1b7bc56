"""Export: every case and key, names as they were entered, nothing that computes, an entry of the trail."""

import csv
import io

import pytest
from openpyxl import load_workbook

from yakuba.cases import api as cases
from yakuba.cases.actions import record_export
from yakuba.cases.tests.conftest import Opener, sheet
from yakuba.kernel.actor import Actor
from yakuba.kernel.models import AuditEntry
from yakuba.kernel.refusals import NotAllowed, Refusal

ALLOWANCE = cases.Filters(kind="child_allowance")


def as_csv(actor: Actor, filters: cases.Filters = ALLOWANCE) -> list[dict[str, str]]:
    data = b"".join(cases.export_rows(actor, filters, form="csv"))
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_csv(opened: Opener, chief: Actor) -> None:
    case = opened()
    opened(kind="dog")
    cases.decide(chief, case_id=case.pk, outcome="accepted", revision=1)
    (row,) = as_csv(chief)
    assert row["受付番号"] == case.receipt
    assert row["申請者"] == row["お名前"] == "葛󠄀城 花子"
    assert (row["状況"], row["結果"], row["文書番号"]) == ("決定", "承認", "8豊子子第1号")
    assert (row["担当課"], row["受付日時"], row["処理期限"]) == (
        "子育て支援課",
        "2026-11-20 10:00",
        "2026-12-07",
    )
    assert row["収入（円）"] == "1200"
    assert row["備考"] == "'=1+1"


def test_xlsx(opened: Opener, chief: Actor) -> None:
    opened()
    data = b"".join(cases.export_rows(chief, ALLOWANCE, form="xlsx"))
    table = load_workbook(io.BytesIO(data)).active
    assert table is not None
    header = [cell.value for cell in table[1]]
    row = dict(zip(header, table[2], strict=True))
    assert row["申請者"].value == "葛󠄀城 花子"
    assert row["収入（円）"].value == 1200
    assert (row["備考"].value, row["備考"].data_type) == ("=1+1", "s")


def test_the_latest_sheet_counts(opened: Opener, chief: Actor, guest: Actor) -> None:
    case = opened()
    correction = cases.ask_correction(
        chief,
        case_id=case.pk,
        items=[cases.CorrectionItem("income", "x")],
        deadline=case.due_on or case.opened_at.date(),
        revision=1,
    )
    cases.answer_correction(guest, receipt=case.receipt, correction_id=correction.pk, sheet=sheet(income=9))
    assert [row["収入（円）"] for row in as_csv(chief)] == ["9"]


def test_the_union_of_all_keys(opened: Opener, chief: Actor) -> None:
    opened()
    page = cases.SheetPage(
        "一",
        (
            cases.SheetRow("name", "お名前", "name", "𠮷田"),
            cases.SheetRow("age", "年齢", "number", "30歳", 30),
            cases.SheetRow("kana", "フリガナ", "text", "ヨシダ"),
        ),
    )
    opened(sheet=[page])
    first, second = as_csv(chief)
    keys = [key for key in first if key in ("お名前", "年齢", "収入（円）", "備考")]
    assert keys == ["お名前", "年齢", "収入（円）", "備考"]
    assert (first["年齢"], second["年齢"]) == ("", "30")
    assert (second["お名前"], second["収入（円）"]) == ("𠮷田", "")
    assert (second["フリガナ"], second["フリガナ（kana）"]) == ("カツラギ ハナコ", "ヨシダ")


def test_without_a_procedure_there_are_no_answers(opened: Opener, chief: Actor) -> None:
    opened()
    opened(kind="dog")
    rows = as_csv(chief, cases.Filters())
    assert len(rows) == 2
    assert "お名前" not in rows[0]


def test_only_what_one_may_export(opened: Opener, officer: Actor, stranger: Actor, guest: Actor) -> None:
    opened()
    for actor in (officer, guest):
        with pytest.raises(NotAllowed):
            cases.export_rows(actor, ALLOWANCE, form="csv")
    assert as_csv(stranger) == []


def test_the_entry_comes_before_the_first_byte(opened: Opener, chief: Actor) -> None:
    opened()
    cases.export_rows(chief, cases.Filters(kind="child_allowance", text="葛城"), form="xlsx")
    entry = AuditEntry.objects.get(text="案件を書き出した")
    assert entry.noun == "Export"
    assert entry.detail == {
        "form": "xlsx",
        "cases": 1,
        "filters": {"kind": "child_allowance"},
        "searched": True,
    }


def test_too_many_rows_for_a_workbook(opened: Opener, chief: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    opened()
    monkeypatch.setattr(record_export, "MOST_IN_WORKBOOK", 0)
    with pytest.raises(Refusal, match="too_many_rows"):
        cases.export_rows(chief, ALLOWANCE, form="xlsx")
    assert len(as_csv(chief)) == 1
