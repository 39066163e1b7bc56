"""Moments of the sample: when the office works, when residents sit down to write."""

from datetime import date, datetime, time, timedelta
from random import Random

from yakuba.kernel.clock import TOKYO
from yakuba.kernel.values.business_days import add_business_days, is_open, next_open_day

OPENS, CLOSES = time(8, 40), time(17, 5)
WAKES, SLEEPS = time(6, 30), time(23, 20)


def ago(now: datetime, open_days: int, lot: Random) -> datetime:
    """Some time of the day that many open days before now, never later than now."""
    day = add_business_days(now.date(), -open_days)
    found = within(day, WAKES, SLEEPS, lot)
    return found if found < now else now - timedelta(minutes=lot.randint(5, 300))


def at_the_office(after: datetime, open_days: int, lot: Random) -> datetime:
    """Some time in office hours that many open days later; the same day only where there is time left."""
    day = after.date()
    if open_days == 0 and is_open(day):
        end = _on(day, CLOSES)
        if after + timedelta(minutes=20) < end:
            begin = max(after + timedelta(minutes=5), _on(day, OPENS))
            return begin + (end - begin) * lot.random()
    if open_days == 0:
        return within(next_open_day(day + timedelta(days=1)), OPENS, CLOSES, lot)
    return within(add_business_days(day, open_days), OPENS, CLOSES, lot)


def at_home(after: datetime, days: int, lot: Random) -> datetime:
    """Some time of the day that many days later, or a little later on the same day."""
    if days == 0:
        return after + timedelta(minutes=lot.randint(25, 240))
    return within(after.date() + timedelta(days=days), WAKES, SLEEPS, lot)


def within(day: date, first: time, last: time, lot: Random) -> datetime:
    """Some time of a day between two hours."""
    begin, end = _on(day, first), _on(day, last)
    return begin + (end - begin) * lot.random()


def _on(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, TOKYO)
