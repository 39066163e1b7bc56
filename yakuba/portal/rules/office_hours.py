"""When somebody sits at the desk: office days of the kernel, hours of the office."""

from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta

from yakuba.kernel.clock import TOKYO
from yakuba.kernel.values.business_days import is_open, next_open_day

_NONE: frozenset[date] = frozenset()
LAST = time(23, 59)


def clock_time(digits: int) -> time:
    """Hours and minutes written in one number (830, 1715). What is no time of day counts as its end."""
    hours, minutes = divmod(digits, 100)
    return time(hours, minutes) if 0 <= hours < 24 and minutes < 60 else LAST


def next_opening(
    now: datetime, opens: time, closes: time, closed_days: AbstractSet[date] = _NONE
) -> datetime | None:
    """When the desk opens next; None while it is open. `opens` counts as open, `closes` no longer.

    Where `closes` is not after `opens` there are no hours: the desk opens at `opens` of the next office day.
    """
    local = now.astimezone(TOKYO)
    today, moment = local.date(), local.time()
    if is_open(today, closed_days):
        if opens <= moment < closes:
            return None
        if moment < opens:
            return datetime.combine(today, opens, TOKYO)
    day = next_open_day(today + timedelta(days=1), closed_days)
    return datetime.combine(day, opens, TOKYO)
