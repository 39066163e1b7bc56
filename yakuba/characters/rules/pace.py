"""How fast the work goes, and when it will be done at this pace: figures that claim no more than is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median

from yakuba.kernel.values.business_days import add_business_days, is_open

WINDOW = 10
"""Working days looked back on."""
LEAST = 3
"""Whole working days that must have passed since the first decision before a pace is told."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Decisions on an ordinary working day (median), the working days left at that pace, and the day of the end."""

    a_day: float
    days_left: int
    ends_on: date


def pace(decided: Mapping[date, int], left: int, today: date) -> Pace | None:
    """The pace of the last ten whole working days, days without a decision included; None for not enough data.

    `decided` counts decisions by day. Today is not over and does not count. Days before the first decision ever do
    not count. None also where on the ordinary day nothing was decided: then no day of the end can be told.
    """
    if not decided:
        return None
    first = min(decided)
    days = [day for day in _working_days_before(today) if day >= first]
    if len(days) < LEAST:
        return None
    a_day = float(median(decided.get(day, 0) for day in days))
    if a_day <= 0:
        return None
    days_left = -(-left // a_day) if left else 0
    ends_on = add_business_days(today, int(days_left)) if days_left else today
    return Pace(a_day, int(days_left), ends_on)


def _working_days_before(today: date) -> list[date]:
    """The last ten working days before today, newest first."""
    found: list[date] = []
    day = today.toordinal() - 1
    while len(found) < WINDOW:
        if is_open(date.fromordinal(day)):
            found.append(date.fromordinal(day))
        day -= 1
    return found
