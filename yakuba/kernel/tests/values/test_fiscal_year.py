"""Fiscal years."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.kernel.tests.values.steady import steady
from yakuba.kernel.values.fiscal_year import FiscalYear
from yakuba.kernel.values.period import Period


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 3, 31), 2025),
        (date(2026, 4, 1), 2026),
        (date(2026, 12, 31), 2026),
        (date(2027, 1, 1), 2026),
        (date(2027, 3, 31), 2026),
    ],
)
def test_the_year_of_a_day(day: date, year: int) -> None:
    assert FiscalYear.of(day) == FiscalYear(year)


def test_its_days() -> None:
    year = FiscalYear(2026)
    assert (year.start, year.end) == (date(2026, 4, 1), date(2027, 3, 31))
    assert year.period == Period(date(2026, 4, 1), date(2027, 4, 1))
    assert year.period.days == 365
    assert FiscalYear(2027).period.days == 366


@pytest.mark.parametrize(
    ("year", "label"),
    [
        (2026, "令和8年度"),
        (2020, "令和2年度"),
        (2019, "令和元年度"),
        (2018, "平成30年度"),
        (1989, "平成元年度"),
        (1988, "昭和63年度"),
        (1926, "大正15年度"),
        (1912, "明治45年度"),
    ],
)
def test_labels(year: int, label: str) -> None:
    assert FiscalYear(year).label == str(FiscalYear(year)) == label
    assert FiscalYear(year).western_label == f"{year}年度"


def test_neighbours_and_order() -> None:
    year = FiscalYear(2026)
    assert year.next == FiscalYear(2027)
    assert year.previous == FiscalYear(2025)
    assert year.previous < year < year.next
    assert year.two_digits == "26"
    assert FiscalYear(2009).two_digits == "09"


@given(st.dates(min_value=date(1873, 4, 1), max_value=date(9998, 12, 31)))
@steady
def test_every_day_lies_in_its_year_and_no_other(day: date) -> None:
    year = FiscalYear.of(day)
    assert year.contains(day)
    assert year.start <= day <= year.end
    assert year.end + timedelta(days=1) == date(year.year + 1, 4, 1)
    assert not FiscalYear(2026 if year.year != 2026 else 2027).contains(day)


@pytest.mark.parametrize("wrong", [1872, 9999, "2026", 2026.0, True])
def test_other_years_are_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match="no fiscal year"):
        FiscalYear(wrong)


def test_a_moment_is_not_a_day() -> None:
    with pytest.raises(TypeError):
        FiscalYear.of(datetime(2026, 4, 1, tzinfo=ZoneInfo("UTC")))
