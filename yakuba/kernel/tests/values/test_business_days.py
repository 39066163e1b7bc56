"""Open days of the office."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.kernel.tests.values.steady import steady
from yakuba.kernel.values import business_days
from yakuba.kernel.values.business_days import (
    add_business_days,
    business_days_between,
    is_open,
    next_open_day,
)

# The holidays of the Cabinet Office's list (内閣府「国民の祝日について」), holidays in lieu included.
HOLIDAYS = {
    2019: "1/1 1/14 2/11 3/21 4/29 4/30 5/1 5/2 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/23 10/14 10/22 11/3 11/4 11/23",
    2020: "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/23 7/24 8/10 9/21 9/22 11/3 11/23",
    2021: "1/1 1/11 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/22 7/23 8/8 8/9 9/20 9/23 11/3 11/23",
    2024: "1/1 1/8 2/11 2/12 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/22 9/23 10/14 11/3 11/4 11/23",
    2025: "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 11/23 11/24",
    2026: "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23",
}
YEAR_END = {(12, 29), (12, 30), (12, 31), (1, 2), (1, 3)}

days = st.dates(min_value=date(2015, 1, 1), max_value=date(2035, 12, 31))
counts = st.integers(min_value=-600, max_value=600)
extras = st.frozensets(st.dates(min_value=date(2024, 1, 1), max_value=date(2027, 12, 31)), max_size=30)
near_days = st.dates(min_value=date(2024, 6, 1), max_value=date(2027, 6, 1))


@pytest.mark.parametrize("year", HOLIDAYS)
def test_every_day_of_known_years(year: int) -> None:
    listed = {tuple(map(int, day.split("/"))) for day in HOLIDAYS[year].split()}
    day = date(year, 1, 1)
    while day.year == year:
        closed = day.weekday() >= 5 or (day.month, day.day) in listed | YEAR_END
        assert is_open(day) is not closed, day
        day += timedelta(days=1)


def test_extra_closed_days() -> None:
    assert is_open(date(2026, 4, 1))
    assert not is_open(date(2026, 4, 1), {date(2026, 4, 1)})
    assert next_open_day(date(2026, 4, 1), {date(2026, 4, 1)}) == date(2026, 4, 2)


def test_a_deadline_on_a_holiday_moves_to_the_next_day() -> None:
    assert next_open_day(date(2026, 4, 1)) == date(2026, 4, 1)
    assert next_open_day(date(2026, 5, 2)) == date(2026, 5, 7)  # Saturday before the holidays of May
    assert next_open_day(date(2026, 12, 29)) == date(2027, 1, 4)


def test_the_first_day_is_not_counted() -> None:
    assert add_business_days(date(2026, 4, 1), 1) == date(2026, 4, 2)
    assert add_business_days(date(2026, 4, 3), 1) == date(2026, 4, 6)
    assert add_business_days(date(2026, 4, 4), 1) == date(2026, 4, 6)
    assert add_business_days(date(2026, 4, 4), 0) == date(2026, 4, 4)
    assert add_business_days(date(2026, 4, 6), -1) == date(2026, 4, 3)
    assert add_business_days(date(2026, 12, 28), 1) == date(2027, 1, 4)
    assert add_business_days(date(2026, 4, 1), 2, {date(2026, 4, 2)}) == date(2026, 4, 6)
    assert business_days_between(date(2026, 4, 1), date(2026, 4, 30)) == 20
    assert business_days_between(date(2026, 4, 1), date(2026, 4, 1)) == 0
    assert business_days_between(date(2026, 4, 30), date(2026, 4, 1)) == -20


def walked(start: date, n: int, extra_closed: frozenset[date]) -> date:
    """The plainest way to count: one day after the other."""
    step = timedelta(days=1 if n > 0 else -1)
    left, day = abs(n), start
    while left:
        day += step
        left -= is_open(day, extra_closed)
    return day


@given(near_days, st.integers(min_value=-120, max_value=120), extras)
@steady
def test_adding_is_walking(start: date, n: int, extra_closed: frozenset[date]) -> None:
    assert add_business_days(start, n, extra_closed) == walked(start, n, extra_closed)


@given(near_days, near_days, extras)
@steady
def test_between_counts_every_open_day_after_the_first(
    a: date, b: date, extra_closed: frozenset[date]
) -> None:
    first, last = min(a, b), max(a, b)
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    expected = sum(is_open(day, extra_closed) for day in span if day != a)
    assert business_days_between(a, b, extra_closed) == (expected if a <= b else -expected)


@given(days, counts, extras)
@steady
def test_between_undoes_adding(start: date, n: int, extra_closed: frozenset[date]) -> None:
    assert business_days_between(start, add_business_days(start, n, extra_closed), extra_closed) == n


@given(days, extras)
@steady
def test_the_next_open_day_is_the_first_one(day: date, extra_closed: frozenset[date]) -> None:
    found = next_open_day(day, extra_closed)
    assert is_open(found, extra_closed)
    assert not any(is_open(day + timedelta(days=n), extra_closed) for n in range((found - day).days))


def test_holidays_are_worked_out_once_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    business_days._open_days.cache_clear()
    asked: list[date] = []

    class Counting:
        def is_holiday(self, day: date) -> bool:
            asked.append(day)
            return False

    monkeypatch.setattr(business_days, "_HOLIDAYS", Counting())
    try:
        for n in range(1, 200):
            is_open(date(2026, 4, 1))
            next_open_day(date(2026, 4, 4))
            add_business_days(date(2026, 4, 1), n % 150)
            business_days_between(date(2026, 4, 1), date(2026, 4, 1) + timedelta(days=n))
        assert len(asked) == len(set(asked)) < 262
    finally:
        business_days._open_days.cache_clear()


def test_a_moment_is_not_a_day() -> None:
    moment = datetime(2026, 4, 1, tzinfo=ZoneInfo("UTC"))
    for wrong in (
        lambda: is_open(moment),
        lambda: next_open_day(moment),
        lambda: add_business_days(moment, 1),
        lambda: business_days_between(date(2026, 4, 1), moment),
    ):
        with pytest.raises(TypeError):
            wrong()
