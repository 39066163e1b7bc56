"""Days on which the office is open, and counting by them.

Closed are Saturdays, Sundays, 国民の祝日に関する法律 holidays and 29 December to 3 January
(地方自治法4条の2第2項 and the ordinance every ward has on it: 休日を定める条例), plus whatever days the
caller adds (`extra_closed`: 臨時閉庁日).
Future equinoxes are computed; the law fixes them only by the 官報 of the February before.

One table of open days is kept per calendar year, so that a question costs a look-up, not a walk.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from jpholiday import JPHoliday

from yakuba.kernel.values.day import require_day

_FRIDAY = 4
_YEAR_END = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})
_NONE: frozenset[date] = frozenset()
# Our own instance: nobody's jpholiday.register() changes when the office is open.
_HOLIDAYS = JPHoliday()


@dataclass(frozen=True, slots=True)
class _Year:
    ordered: tuple[int, ...]
    days: frozenset[int]


@lru_cache(maxsize=512)
def _open_days(year: int) -> _Year:
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    ordered = tuple(number for number in range(first, last + 1) if _is_office_day(date.fromordinal(number)))
    return _Year(ordered, frozenset(ordered))


def _is_office_day(day: date) -> bool:
    if day.weekday() > _FRIDAY or (day.month, day.day) in _YEAR_END:
        return False
    return not _HOLIDAYS.is_holiday(day)


def is_open(day: date, extra_closed: AbstractSet[date] = _NONE) -> bool:
    """Whether the office is open on the day."""
    require_day(day)
    return day.toordinal() in _open_days(day.year).days and day not in extra_closed


def next_open_day(day: date, extra_closed: AbstractSet[date] = _NONE) -> date:
    """The day itself where the office is open, otherwise the first open day after it.

    A deadline that falls on a holiday moves to the next day (民法142条; 地方自治法4条の2第4項 for filings).
    """
    return day if is_open(day, extra_closed) else add_business_days(day, 1, extra_closed)


def add_business_days(start: date, n: int, extra_closed: AbstractSet[date] = _NONE) -> date:
    """The n-th open day after `start`; before it where n is negative; `start` itself where n is 0.

    The first day is not counted (初日不算入, 民法140条).
    """
    require_day(start)
    if n == 0:
        return start
    if not extra_closed:
        return date.fromordinal(_nth_from(start, n))
    extra = _open_but_for(extra_closed)
    skipped = 0
    while True:
        found = _nth_from(start, n + skipped if n > 0 else n - skipped)
        passed = _between(extra, start.toordinal(), found)
        if passed == skipped:
            return date.fromordinal(found)
        skipped = passed


def business_days_between(a: date, b: date, extra_closed: AbstractSet[date] = _NONE) -> int:
    """How many open days lie after `a` up to and including `b`; negative where b is before a.

    `a` itself is not counted (初日不算入), so it undoes `add_business_days`.
    """
    require_day(a)
    require_day(b)
    if b < a:
        return -_count(b, a, extra_closed, include_first=True)
    return _count(a, b, extra_closed, include_first=False)


def _count(first: date, last: date, extra_closed: AbstractSet[date], *, include_first: bool) -> int:
    """Open days in (first, last], or in [first, last) when counting backwards."""
    side = bisect_left if include_first else bisect_right
    low, high = first.toordinal(), last.toordinal()
    total = side(_open_days(last.year).ordered, high) - side(_open_days(first.year).ordered, low)
    total += sum(len(_open_days(year).ordered) for year in range(first.year, last.year))
    if extra_closed:
        extra = _open_but_for(extra_closed)
        total -= side(extra, high) - side(extra, low)
    return total


def _nth_from(start: date, n: int) -> int:
    year, table = start.year, _open_days(start.year).ordered
    if n > 0:
        index = bisect_right(table, start.toordinal()) + n - 1
        while index >= len(table):
            index -= len(table)
            year += 1
            table = _open_days(year).ordered
        return table[index]
    index = bisect_left(table, start.toordinal()) + n
    while index < 0:
        year -= 1
        table = _open_days(year).ordered
        index += len(table)
    return table[index]


def _open_but_for(extra_closed: AbstractSet[date]) -> list[int]:
    """The extra closed days on which the office would have been open, in order."""
    return sorted(day.toordinal() for day in extra_closed if is_open(day))


def _between(ordered: list[int], start: int, found: int) -> int:
    """How many of the days lie after `start` up to `found` (or before it down to `found`)."""
    if found >= start:
        return bisect_right(ordered, found) - bisect_right(ordered, start)
    return bisect_left(ordered, start) - bisect_left(ordered, found)
