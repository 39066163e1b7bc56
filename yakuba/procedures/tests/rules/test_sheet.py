"""The sheet: every shown answer in words, exactly as entered."""

from datetime import date
from typing import Any

from babel.messages.pofile import read_po

from yakuba.procedures.rules.sheet import SheetRow, sheet
from yakuba.procedures.tests.rules.family_form import FILE, FORM, TODAY, filled
from yakuba.procedures.tests.rules.test_messages import PROCEDURES


def rows(answers: dict[str, Any], **more: Any) -> dict[str, SheetRow]:
    return {row.key: row for row in sheet(FORM, answers, today=TODAY, **more)}


def test_a_sheet_in_japanese() -> None:
    answers = {
        **filled(),
        "proof": [FILE],
        "living": "apart",
        "reasons": ["work", "other"],
        "reason_text": "一行目\n二行目",
    }
    found = rows(answers)
    said = {key: row.display for key, row in found.items()}
    assert said["applicant"] == "渡邊\U000e0100 太郎（ワタナベ タロウ）"
    assert said["birth"] == "1988年1月7日（昭和63年1月7日）"
    assert said["home"] == "〒170-8422 東京都豊島区南池袋2-45-1"
    assert said["spouse"] == "いいえ"
    assert said["phone"] == ""
    assert said["children.0.birth"] == "2025年1月1日（令和7年1月1日）"
    assert said["children.0.amount"] == "15,000円"
    assert said["reasons"] == "仕事、その他"
    assert said["reason_text"] == "一行目\n二行目"
    assert said["income"] == "3,000,000円"
    assert said["dependants"] == "1人"
    assert said["proof"] == "1個のファイル"
    assert said["account"] == "みずほ銀行（0001）　東京営業部（001）　普通　0123456　ワタナベ タロウ"
    assert said["total"] == "15,000円"
    assert said["agree"] == "同意します"
    assert found["proof"].files == (FILE,)
    assert found["children.0.name"].label == "お子さん（1件目） お子さんの氏名"
    assert found["children.0.name"].page_title == "お子さん"
    assert found["applicant"].raw == answers["applicant"]


def test_what_is_hidden_or_only_explains_is_not_on_the_sheet() -> None:
    found = rows(filled())
    assert not {"spouse_name", "reasons", "about_children", "children.0.school"} & set(found)
    assert list(found)[:3] == ["applicant", "birth", "home"]


def test_a_sheet_in_english() -> None:
    with (PROCEDURES / "locale/en/LC_MESSAGES/django.po").open("rb") as source:
        english = {message.id: message.string for message in read_po(source)}
    found = rows(filled(), language="en", translate=lambda text: english.get(text, text))
    said = {key: row.display for key, row in found.items()}
    assert said["applicant"] == "渡邊\U000e0100 太郎 (ワタナベ タロウ)"
    assert said["birth"] == "1988-01-07"
    assert said["spouse"] == "No"
    assert said["income"] == "3,000,000 yen"
    assert said["dependants"] == "1 person(s)"
    assert found["children.0.name"].label == "Child 1: Name of the child"


def test_a_former_name_a_building_and_a_group_left_empty() -> None:
    answers = filled()
    answers["applicant"] = {**answers["applicant"], "former": "佐藤"}
    answers["home"] = {**answers["home"], "building": "役場ハイツ101"}
    found = rows({**answers, "children": None})
    assert found["applicant"].display == "渡邊\U000e0100 太郎（ワタナベ タロウ）　旧氏・通称：佐藤"
    assert found["home"].display == "〒170-8422 東京都豊島区南池袋2-45-1 役場ハイツ101"
    assert found["children"].display == ""
    assert found["total"].display == "0円"


def test_answers_of_another_shape_do_not_break_the_sheet() -> None:
    strange: list[Any] = [3, "x", ["x", {}], {"family": 3}, True, 1.5, {}]
    for value in strange:
        found = sheet(FORM, {key: value for key in FORM.questions}, today=date(2026, 5, 1))
        assert all(isinstance(row.display, str) for row in found)
