"""Dates in 西暦 and 和暦."""

from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.kernel.tests.values.steady import read_or_refused, steady
from yakuba.kernel.values.wareki import (
    ERA_CHOICES,
    ERAS,
    FIRST_DAY,
    BadDate,
    era_of,
    format_both,
    format_wareki,
    format_year,
    from_parts,
    parse_date,
    to_parts,
)

days = st.dates(min_value=FIRST_DAY)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和8年4月1日", date(2026, 4, 1)),
        ("R8.4.1", date(2026, 4, 1)),
        ("r8-4-1", date(2026, 4, 1)),
        ("Ｒ８．４．１", date(2026, 4, 1)),
        ("令8/4/1", date(2026, 4, 1)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("㍻元年１月８日", date(1989, 1, 8)),
        ("㋿元年５月１日", date(2019, 5, 1)),
        ("R元.5.1", date(2019, 5, 1)),
        ("令和1年5月1日", date(2019, 5, 1)),
        ("S63/1/7", date(1988, 1, 7)),
        ("S64.01.07", date(1989, 1, 7)),
        ("2026-04-01", date(2026, 4, 1)),
        ("2026/4/1", date(2026, 4, 1)),
        ("2026ー04ー01", date(2026, 4, 1)),
        ("２０２６年４月１日", date(2026, 4, 1)),
        ("西暦2026年4月1日", date(2026, 4, 1)),
        ("20260401", date(2026, 4, 1)),
        (" 令和 8 年　4 月 1 日\n", date(2026, 4, 1)),
        ("明治6年1月1日", date(1873, 1, 1)),
        ("明治45年7月29日", date(1912, 7, 29)),
        ("大正元年7月30日", date(1912, 7, 30)),
        ("大正15年12月24日", date(1926, 12, 24)),
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("令和10年2月29日", date(2028, 2, 29)),
    ],
)
def test_dates_are_read(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("昭和70年4月1日", "昭和は昭和64年1月7日までです。平成7年4月1日のことでしょうか。"),
        ("平成31年5月1日", "平成は平成31年4月30日までです。令和元年5月1日のことでしょうか。"),
        ("昭和64年1月8日", "昭和は昭和64年1月7日までです。平成元年1月8日のことでしょうか。"),
        ("大正15年12月25日", "大正は大正15年12月24日までです。昭和元年12月25日のことでしょうか。"),
        ("明治45年7月30日", "明治は明治45年7月29日までです。大正元年7月30日のことでしょうか。"),
        ("令和元年4月30日", "令和は令和元年5月1日からです。平成31年4月30日のことでしょうか。"),
        ("令和8年2月30日", "令和8年2月30日という日付はありません。"),
        ("平成元年13月1日", "平成元年13月1日という日付はありません。"),
        ("2026-02-29", "2026年2月29日という日付はありません。"),
        ("令和0年4月1日", "令和0年4月1日という日付はありません。"),
        ("令和9999年4月1日", "令和9999年4月1日という日付はありません。"),
        ("明治5年12月2日", "明治5年（1872年）までの日付は、暦が今と違うため扱えません。"),
        ("明治5年2月30日", "明治5年（1872年）までの日付は、暦が今と違うため扱えません。"),
        ("1872-12-31", "明治5年（1872年）までの日付は、暦が今と違うため扱えません。"),
        (
            "26-4-1",
            "西暦の年は、2026のように4けたで入力してください。和暦のときは、元号も入力してください。",
        ),
        ("西暦元年1月1日", "年は数字で入力してください。"),
    ],
)
def test_refusals_say_what_is_wrong(text: str, sentence: str) -> None:
    with pytest.raises(BadDate) as refused:
        parse_date(text)
    assert refused.value.sentence == str(refused.value) == sentence


@pytest.mark.parametrize(
    "text",
    [
        "",
        "令和",
        "令和8年4月",
        "4月1日",
        "2026-4/1",
        "2026年4-1",
        "令和8年4月1",
        "慶応3年1月1日",
        "20260401120000",
        "2026-04-01T00:00",
        "Q8.4.1",
        "٢٠٢٦-٠٤-٠١",
        "令和-8年4月1日",
        "2026-04-01" + " " * 300,
        "\ud800",
    ],
)
def test_other_texts_are_no_dates(text: str) -> None:
    with pytest.raises(BadDate, match="日付として読み取れません"):
        parse_date(text)


def test_a_translator_gets_the_sentence_before_it_is_filled() -> None:
    with pytest.raises(BadDate) as refused:
        parse_date("2026-02-29")
    assert refused.value.template == "%(text)sという日付はありません。"
    assert refused.value.params == {"text": "2026年2月29日"}


def test_written() -> None:
    assert format_wareki(date(2026, 4, 1)) == "令和8年4月1日"
    assert format_wareki(date(2019, 5, 1)) == "令和元年5月1日"
    assert format_wareki(date(2019, 4, 30)) == "平成31年4月30日"
    assert format_both(date(2026, 4, 1)) == "2026年4月1日（令和8年4月1日）"
    assert format_year(date(1989, 1, 7)) == "昭和64年"


def test_days_before_the_gregorian_calendar_are_not_written() -> None:
    with pytest.raises(BadDate):
        format_both(date(1872, 12, 31))


@given(days)
@steady
def test_every_day_goes_there_and_back(day: date) -> None:
    assert parse_date(format_wareki(day)) == day
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day:%Y%m%d}") == day
    assert from_parts(*to_parts(day)) == day
    assert from_parts("western", day.year, day.month, day.day) == day


@given(st.text(max_size=30))
@steady
def test_no_text_breaks_the_reader(text: str) -> None:
    day, sentence = read_or_refused(parse_date, text, BadDate)
    assert sentence.endswith("。") if day is None else day >= FIRST_DAY


def test_eras_follow_each_other_without_gap() -> None:
    for later, earlier in pairwise(ERAS):
        assert earlier.last is not None
        assert (later.first - earlier.last).days == 1
    assert era_of(date.max).name == "令和"


@pytest.mark.parametrize("era", ["reiwa", "令和", "R", "令"])
def test_an_era_has_several_names(era: str) -> None:
    assert from_parts(era, "元", "５", " 1 ") == date(2019, 5, 1)


def test_the_parts_of_a_form() -> None:
    assert [name for _, name in ERA_CHOICES] == ["西暦", "令和", "平成", "昭和", "大正", "明治"]
    assert from_parts("showa", "６３", "1", "7") == date(1988, 1, 7)
    assert from_parts("西暦", 2026, 4, 1) == date(2026, 4, 1)
    assert to_parts(date(2019, 5, 1)) == ("reiwa", 1, 5, 1)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (("", "8", "4", "1"), "元号は"),
        (("reiwa", "", "4", "1"), "年は数字で"),
        (("reiwa", "8", "四", "1"), "月は数字で"),
        (("reiwa", "8", "4", "-1"), "日は数字で"),
        (("reiwa", "12345", "4", "1"), "年は数字で"),
        (("western", "8", "4", "1"), "4けた"),
        (("showa", "70", "4", "1"), "昭和64年1月7日まで"),
    ],
)
def test_wrong_parts_are_refused(parts: tuple[str, str, str, str], sentence: str) -> None:
    with pytest.raises(BadDate, match=sentence):
        from_parts(*parts)


def test_a_moment_is_not_a_day() -> None:
    with pytest.raises(TypeError):
        format_wareki(datetime(2026, 4, 1, tzinfo=ZoneInfo("Asia/Tokyo")))
