"""When a campaign goes out: once, again and again, or so many days before a date of each person; never at night."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

LONGEST_AHEAD = timedelta(days=400)
MOST_DAYS_BEFORE = 90
KEY_LIFE = timedelta(hours=23)
"""LINE remembers a retry key for a day: what was tried longer ago is not tried again, it might arrive twice."""


BEGUN = timedelta(hours=1)
"""What began before the night may be ended within this time; what still waits then waits for the morning."""


class Repeat(StrEnum):
    """How often a campaign goes out."""

    ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    BEFORE = "before"
    """Every day, to those whose date is so many days away."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The first time, how often, and the last day (None: until it is stopped)."""

    first: datetime
    repeat: Repeat = Repeat.ONCE
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """The date of each person that a run reminds of: its kind, and the day."""

    kind: str
    day: date


def times(plan: Plan) -> Iterator[datetime]:
    """Every time a campaign goes out, in order. A day that a month does not have is its last one."""
    at, turn = plan.first, 0
    while plan.until is None or at.date() <= plan.until:
        yield at
        turn += 1
        if plan.repeat is Repeat.ONCE:
            return
        if plan.repeat is Repeat.MONTHLY:
            at = _month_later(plan.first, turn)
        else:
            at += timedelta(days=7 if plan.repeat is Repeat.WEEKLY else 1)


def next_time(plan: Plan, after: datetime | None) -> datetime | None:
    """The first time later than `after`, or the very first; None where there is none any more."""
    for at in times(plan):
        if after is None or at > after:
            return at
    return None


def first_in_time(plan: Plan, days_before: int, today: date) -> datetime | None:
    """The first time of a reminder whose date has not passed; None where there is none any more."""
    return next((at for at in times(plan) if at.date() + timedelta(days=days_before) >= today), None)


def _month_later(first: datetime, months: int) -> datetime:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return first.replace(year=year, month=month + 1, day=min(first.day, last))


def quiet(at: datetime, start: int, end: int) -> bool:
    """Whether an hour is one in which nothing is sent: from `start` to `end` o'clock, over midnight or not."""
    if start == end:
        return False
    hour = at.hour
    return start <= hour or hour < end if start > end else start <= hour < end


def out_of_quiet(at: datetime, start: int, end: int) -> datetime:
    """The same moment, or the end of the quiet hours it falls into."""
    if not quiet(at, start, end):
        return at
    morning = datetime.combine(at.date(), time(end % 24), at.tzinfo)
    return morning if morning > at else morning + timedelta(days=1)


def key_is_spent(first_tried: datetime | None, now: datetime) -> bool:
    """Whether LINE may have forgotten the key under which a call was first tried."""
    return first_tried is not None and now - first_tried >= KEY_LIFE
