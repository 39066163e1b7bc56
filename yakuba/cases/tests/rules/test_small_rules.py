"""Document numbers, sheets, columns, transitions, 教示, what people write."""

from itertools import product

import pytest

from yakuba.cases.rules import transitions, wording
from yakuba.cases.rules.appeal import appeal_notice
from yakuba.cases.rules.columns import merge
from yakuba.cases.rules.document_number import document_number
from yakuba.cases.rules.sheets import BadSheet, SheetPage, SheetRow, changes, from_json, shape, to_json
from yakuba.kernel.values.bad_value import BadValue
from yakuba.kernel.values.fiscal_year import FiscalYear


def page(*rows: SheetRow) -> tuple[SheetPage, ...]:
    return (SheetPage("一", rows),)


def row(key: str, shown: str = "x", label: str = "項目", files: tuple[str, ...] = ()) -> SheetRow:
    return SheetRow(key, label, "text", shown, None, files)


def test_document_numbers() -> None:
    assert document_number(FiscalYear(2026), "豊子子", 123) == "8豊子子第123号"
    assert document_number(FiscalYear(2019), "豊子子", 1) == "元豊子子第1号"
    assert document_number(FiscalYear(2018), "豊子子", 1) == "30豊子子第1号"
    with pytest.raises(ValueError, match="from 1"):
        document_number(FiscalYear(2026), "豊子子", 0)


def test_a_sheet_survives_storing() -> None:
    pages = page(SheetRow("a", "葛󠄀", "name", "𠮷田", {"family": "𠮷田"}), row("b", files=("f1",)))
    assert from_json(to_json(pages)) == pages


def test_a_sheet_refuses_a_key_twice() -> None:
    with pytest.raises(BadSheet):
        to_json(page(row("a"), row("a")))


def test_shape_depends_on_keys_and_labels_only() -> None:
    assert shape(page(row("a", "1"))) == shape(page(row("a", "2")))
    assert shape(page(row("a"))) != shape(page(row("b")))
    assert shape(page(row("a", label="1"))) != shape(page(row("a", label="2")))


def test_changes_between_sheets() -> None:
    older = page(row("a", "1"), row("b", "2"), row("c", "3", files=("f",)))
    newer = page(row("a", "1"), row("b", "9"), row("c", "3", files=("g",)), row("d", "4"))
    found = {one.key: (one.before, one.after) for one in changes(older, newer)}
    assert found == {"b": ("2", "9"), "c": ("3", "3"), "d": (None, "4")}
    assert [one.key for one in changes(newer, older)] == ["b", "c", "d"]


def test_columns_follow_the_forms() -> None:
    found = merge(
        [[("a", "名"), ("c", "住所")], [("a", "古い名"), ("b", "電話"), ("c", "住所"), ("d", "名")]]
    )
    assert [one.key for one in found] == ["a", "b", "c", "d"]
    assert [one.title for one in found] == ["名（a）", "電話", "住所", "名（d）"]


def test_every_refused_transition_has_a_sentence() -> None:
    statuses = transitions.ALLOWED["reply"]
    for verb, status in product(transitions.ALLOWED, statuses):
        answer = transitions.standing(verb, status)
        assert answer.allowed == (verb in transitions.verbs_for(status))
        assert answer.allowed or answer.sentence.endswith("。")


def test_appeal_notice_for_what_is_denied_only() -> None:
    text = appeal_notice("refused", "豊島区", "豊島区長")
    assert "３か月以内に、豊島区長に対して審査請求" in text
    assert "６か月以内に、豊島区を被告として" in text
    assert len(text.splitlines()) == 2
    assert appeal_notice("accepted", "豊島区", "豊島区長") == ""


@pytest.mark.parametrize("text", ["", "  \n", "x" * 4001, "a\x00b", "番号は 1234 5678 9018 です"])
def test_words_that_are_refused(text: str) -> None:
    with pytest.raises(BadValue):
        wording.checked(text)


def test_words_stay_as_written() -> None:
    assert wording.checked(" 髙橋 葛󠄀城\r\n々ー ") == "髙橋 葛󠄀城\n々ー"
    assert wording.checked_or_empty("  ") == ""
