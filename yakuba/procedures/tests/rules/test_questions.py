"""How each kind of question is read, and what it is refused for."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.procedures.rules import kinds
from yakuba.procedures.rules.bounds import BadBound, bound_on, parse_bound
from yakuba.procedures.rules.composites import READERS, reader_of
from yakuba.procedures.rules.definition import Field, Text
from yakuba.procedures.rules.patterns import fault_of_pattern
from yakuba.procedures.rules.questions import Reading
from yakuba.procedures.tests.rules.asking import MY_NUMBER, OPTIONS, TODAY, codes, field, read

RIGHT: list[tuple[Field, tuple[str, ...], Any]] = [
    (field("text"), ("  豊島　太郎 ",), "豊島　太郎"),
    (field("text"), ("渡邊\U000e0100々ー𠮷",), "渡邊\U000e0100々ー𠮷"),
    (field("text"), ("ＡＢＣ１２３ｱ",), "ＡＢＣ１２３ｱ"),
    (field("text", max_length=3), ("邊\U000e0100邉\U000e0101辺",), "邊\U000e0100邉\U000e0101辺"),
    (field("text"), ("",), None),
    (field("text"), (" 　\n",), None),
    (field("text", pattern="[A-Z]{2}[0-9]{4}", pattern_message=Text("x")), ("ＡＢ１２３４",), "ＡＢ１２３４"),
    (field("long_text"), ("一行目\r\n二行目\n",), "一行目\n二行目"),
    (field("number"), ("１，２３４",), 1234),
    (field("number"), ("-5",), -5),
    (field("number"), ("−５",), -5),
    (field("number", decimals=2), ("3.50",), 3.5),
    (field("number", decimals=2), ("3.00",), 3),
    (field("number"), ("12.0",), 12),
    (field("number"), ("0",), 0),
    (field("money"), ("￥１２，３００",), 12300),
    (field("money", min=-100), ("▲50",), -50),
    (field("yes_no"), ("yes",), "yes"),
    (field("consent"), ("yes",), "yes"),
    (field("choice", options=OPTIONS), ("b",), "b"),
    (field("choices", options=OPTIONS), ("c", "a", "a", ""), ["a", "c"]),
    (field("email"), ("Taro@Example.JP",), "Taro@example.jp"),
    (field("phone"), ("０３（１２３４）５６７８",), "03-1234-5678"),
    (field("phone"), ("090-1234-5678",), "090-1234-5678"),
    (field("phone"), ("03-1234-5678 内線123",), "03-1234-5678 内線123"),
    (field("date"), ("令和元年5月1日",), "2019-05-01"),
    (field("file"), ("0b9d6b1e-2f0f-4b5e-9a54-0a4f6f5b7c01",), ["0b9d6b1e-2f0f-4b5e-9a54-0a4f6f5b7c01"]),
]


@pytest.mark.parametrize(
    ("asked", "texts", "value"), RIGHT, ids=[f"{r[0].kind}:{r[1][0]!a}"[:40] for r in RIGHT]
)
def test_what_is_read(asked: Field, texts: tuple[str, ...], value: Any) -> None:
    assert read(asked, *texts) == Reading(value, [])


WRONG: list[tuple[Field, tuple[str, ...], str]] = [
    (field("text", max_length=3), ("あいうえ",), "too_long"),
    (field("text", min_length=3), ("あい",), "too_short"),
    (field("text"), ("a\x00b",), "value"),
    (field("text"), ("a\nb",), "value"),
    (field("text"), ("a\u202eb",), "value"),
    (field("text"), ("\ud800",), "value"),
    (field("text"), (f"番号は{MY_NUMBER}です",), "my_number"),
    (field("text"), (MY_NUMBER,), "my_number"),
    (field("text"), ("⑫㉞⑤⑥⑦⑧⑨⓪⑱",), "my_number"),
    (field("text"), ("１２３４－５６７８－９０１８",), "my_number"),
    (field("long_text"), (f"一行目\n{MY_NUMBER[:4]} {MY_NUMBER[4:8]} {MY_NUMBER[8:]}",), "my_number"),
    (field("long_text"), ("あ" * 1001,), "too_long"),
    (field("text"), ("あ" * 1_000_000,), "too_long"),
    (field("text", pattern="[A-Z]{2}", pattern_message=Text("x")), ("ABC",), "pattern"),
    (field("number"), ("三",), "not_number"),
    (field("number"), ("1e5",), "not_number"),
    (field("number"), ("9" * 17,), "not_number"),
    (field("number"), ("9" * 500,), "not_number"),
    (field("number"), ("nan",), "not_number"),
    (field("number"), ("1.5",), "not_whole"),
    (field("number", decimals=1), ("1.55",), "too_many_decimals"),
    (field("number", min=1), ("0",), "too_small"),
    (field("number", max=9), ("10",), "too_large"),
    (field("money"), ("-1",), "value"),
    (field("money"), ("1万円",), "value"),
    (field("money", max=1000), ("1001",), "too_large"),
    (field("yes_no"), ("maybe",), "not_an_option"),
    (field("consent"), ("no",), "not_an_option"),
    (field("choice", options=OPTIONS), ("z",), "not_an_option"),
    (field("choices", options=OPTIONS), ("a", "z"), "not_an_option"),
    (field("choices", options=OPTIONS, min=2), ("a",), "too_few_choices"),
    (field("choices", options=OPTIONS, max=1), ("a", "b"), "too_many_choices"),
    (field("email"), ("taro",), "value"),
    (field("email"), ("a@b@c",), "value"),
    (field("phone"), ("110",), "value"),
    (field("phone"), ("abc",), "value"),
    (field("date"), ("2026-02-30",), "value"),
    (field("date"), ("昭和70年1月1日",), "value"),
    (field("file"), ("../../etc/passwd",), "file_unknown"),
    (
        field("file"),
        ("0b9d6b1e-2f0f-4b5e-9a54-0a4f6f5b7c01", "0b9d6b1e-2f0f-4b5e-9a54-0a4f6f5b7c02"),
        "too_many_files",
    ),
]


@pytest.mark.parametrize(("asked", "texts", "code"), WRONG, ids=[f"{r[2]}:{r[1][0]!a}"[:40] for r in WRONG])
def test_what_is_refused(asked: Field, texts: tuple[str, ...], code: str) -> None:
    reading = read(asked, *texts)
    assert reading.value is None
    assert [found for _, found in codes(reading)] == [code]
    assert reading.problems[0][1].say().endswith(("。", "x"))


# --- dates ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("era", "year", "month", "day", "value"),
    [
        ("western", "1988", "1", "7", "1988-01-07"),
        ("", "1988", "１", "７", "1988-01-07"),
        ("showa", "63", "1", "7", "1988-01-07"),
        ("heisei", "元", "1", "8", "1989-01-08"),
        ("reiwa", "1", "5", "1", "2019-05-01"),
        ("western", "2024", "2", "29", "2024-02-29"),
    ],
)
def test_dates(era: str, year: str, month: str, day: str, value: str) -> None:
    assert read(field("date"), era=era, year=year, month=month, day=day) == Reading(value, [])


@pytest.mark.parametrize(
    ("era", "year", "month", "day", "place", "code"),
    [
        ("showa", "70", "1", "1", "x.year", "value"),
        ("heisei", "1", "1", "7", "x.year", "value"),
        ("western", "2026", "2", "29", "x.year", "value"),
        ("western", "26", "2", "2", "x.year", "value"),
        ("bunka", "1", "2", "2", "x.year", "value"),
        ("western", "2026", "", "2", "x.month", "date_incomplete"),
        ("western", "", "1", "2", "x.year", "date_incomplete"),
        ("western", "2026", "1", "", "x.day", "date_incomplete"),
    ],
)
def test_dates_that_are_none(era: str, year: str, month: str, day: str, place: str, code: str) -> None:
    assert codes(read(field("date"), era=era, year=year, month=month, day=day)) == [(place, code)]


def test_an_era_alone_is_no_answer() -> None:
    assert read(field("date"), era="showa") == Reading(None, [])


def test_date_ranges() -> None:
    adult = field("date", min="today-100y", max="today-18y")
    assert read(adult, "2008-05-01").value == "2008-05-01"
    assert codes(read(adult, "2008-05-02")) == [("x.year", "too_late")]
    assert codes(read(adult, "1926-04-30")) == [("x.year", "too_early")]
    assert "2008年5月1日（平成20年5月1日）" in read(adult, "2020-01-01").problems[0][1].say()
    assert codes(read(field("date", min="2026-04-01"), "2026-03-31")) == [("x.year", "too_early")]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2024-02-29"),
        ("today-1y", "2023-02-28"),
        ("today-4y", "2020-02-29"),
        ("today+1m", "2024-03-29"),
        ("today-3m", "2023-11-29"),
        ("today+14d", "2024-03-14"),
        ("2026-04-01", "2026-04-01"),
        ("today-9999y", "0001-01-01"),
        ("today+9999y", "9999-12-31"),
    ],
)
def test_bounds(text: str, day: str) -> None:
    assert bound_on(text, date(2024, 2, 29)).isoformat() == day


@pytest.mark.parametrize(
    "text", ["", "now", "today - 1y", "today-1", "today-1w", "2026-13-01", "20260401", "２０２６-04-01"]
)
def test_bounds_that_are_none(text: str) -> None:
    with pytest.raises(BadBound):
        parse_bound(text)


# --- every kind -----------------------------------------------------------------------------------------------------


def everything(kind: str) -> Field:
    more: dict[str, Any] = {}
    if kind in ("choice", "choices"):
        more["options"] = OPTIONS
    if kind == "group":
        more["fields"] = tuple(
            Field(
                key=f"f_{inner}", kind=inner, label=Text(inner), options=OPTIONS if "choice" in inner else ()
            )
            for inner in READERS
            if kinds.KINDS[inner].in_group
        )
    return field(kind, **more)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["family", "f_text", "a"]), inner, max_size=3)
    ),
    max_leaves=8,
)
texts = st.text(max_size=40) | st.sampled_from(
    ["yes", "令和8年1月1日", "2026", "1", "元", "a@example.jp", "〒170-8422", "\ud800"]
)


@pytest.mark.parametrize("kind", READERS)
@settings(derandomize=True, max_examples=60, deadline=None)
@given(data=st.data())
def test_no_reader_ever_raises_and_what_it_read_is_read_again(kind: str, data: st.DataObject) -> None:
    reader = reader_of(everything(kind))
    parts = [
        "",
        ".confirm",
        ".era",
        ".year",
        ".month",
        ".day",
        *(f".{part}" for part in kinds.PARTS.get(kind, ())),
    ]
    if kind == "group":
        parts = [f".{row}.f_{inner}{part}" for row in ("0", "7", "x", "²") for inner, part in
                 [("text", ""), ("date", ".year"), ("name", ".family"), ("choices", ""), ("money", "")]]  # fmt: skip
    posted = {f"x{part}": data.draw(st.lists(texts, max_size=2)) for part in parts}
    reading = reader.read(posted, "x", TODAY)
    for name, problem in reading.problems:
        assert name.startswith("x")
        assert problem.say()
    if reading.value is not None and not reading.problems:
        assert reader.read(reader.inputs(reading.value, "x"), "x", TODAY) == reading
    assert isinstance(reader.inputs(data.draw(json_values), "x"), dict)


# --- patterns -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pattern",
    [
        "[A-Z]{2}[0-9]{4}",
        r"\d{3}-\d{4}",
        "(A|B)?[0-9]+",
        "[ァ-ヴー]+",
        r"\d{2,4}-\d{2,4}-\d{4}",
        "[^ ]*",
        "第?[0-9]{1,4}号",
    ],
)
def test_patterns_that_may_be_used(pattern: str) -> None:
    assert fault_of_pattern(pattern) == ""


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+", "(a|b)*", "(?=a)", "(?i)a", r"(a)\1", "^a$", "a**", "*a", "a*b*c*", "[a", "(a", "a)", "a{999999}", "x" * 101,
     "[b-a]", "\\", "a{5,2}", r"[\d-a]"],
)  # fmt: skip
def test_patterns_that_may_not(pattern: str) -> None:
    assert fault_of_pattern(pattern).endswith(("。", "）。"))


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.text(alphabet=r"ab[]()\d*+?{},|^$-1", max_size=30))
def test_any_pattern_is_judged(pattern: str) -> None:
    assert isinstance(fault_of_pattern(pattern), str)
