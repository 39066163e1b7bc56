"""Periods of days."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.kernel.tests.values.steady import steady
from yakuba.kernel.values.period import Period

DAY_0 = date(2026, 4, 1)
days = st.integers(min_value=0, max_value=40).map(lambda n: DAY_0 + timedelta(days=n))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(days)
    length = draw(st.none() | st.integers(min_value=1, max_value=20))
    return Period(start, None if length is None else start + timedelta(days=length))


def test_half_open() -> None:
    april = Period.through(date(2026, 4, 1), date(2026, 4, 30))
    assert april == Period(date(2026, 4, 1), date(2026, 5, 1))
    assert april.days == 30
    assert april.last_day == date(2026, 4, 30)
    assert april.contains(date(2026, 4, 1))
    assert april.contains(date(2026, 4, 30))
    assert not april.contains(date(2026, 5, 1))
    assert not april.contains(date(2026, 3, 31))


def test_without_an_end() -> None:
    period = Period(DAY_0)
    assert period.is_open_ended
    assert (period.days, period.last_day) == (None, None)
    assert period.contains(date.max)
    assert not period.contains(DAY_0 - timedelta(days=1))


def test_touching_periods_do_not_overlap() -> None:
    april = Period(date(2026, 4, 1), date(2026, 5, 1))
    may = Period(date(2026, 5, 1), date(2026, 6, 1))
    assert not april.overlaps(may)
    assert april.intersection(may) is None
    assert april.intersection(Period(date(2026, 4, 30))) == Period.through(
        date(2026, 4, 30), date(2026, 4, 30)
    )


@given(periods(), periods(), days)
@steady
def test_a_day_is_in_the_intersection_when_it_is_in_both(a: Period, b: Period, day: date) -> None:
    both = a.intersection(b)
    assert (both is not None and both.contains(day)) == (a.contains(day) and b.contains(day))
    assert both == b.intersection(a)
    assert a.overlaps(b) == (both is not None)


@given(periods())
@steady
def test_as_many_days_as_it_contains(period: Period) -> None:
    if period.days is not None:
        window = [DAY_0 + timedelta(days=n) for n in range(100)]
        assert period.days == sum(period.contains(day) for day in window)


@pytest.mark.parametrize("end", [DAY_0, DAY_0 - timedelta(days=1)])
def test_an_empty_period_is_refused(end: date) -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        Period(DAY_0, end)


def test_a_moment_is_not_a_day() -> None:
    moment = datetime(2026, 4, 1, tzinfo=ZoneInfo("Asia/Tokyo"))
    for wrong in (
        lambda: Period(moment),
        lambda: Period(DAY_0, moment),
        lambda: Period(DAY_0).contains(moment),
    ):
        with pytest.raises(TypeError):
            wrong()
