"""The clock of 標準処理期間 (行政手続法 6条): working days from arrival, standing still while a correction is out.

The day of arrival is not counted (民法140条); closed days are not counted. Of a pause neither the days after the
asking nor the day of the answer are counted: the office had nothing to work on.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from yakuba.kernel.clock import TOKYO
from yakuba.kernel.values.business_days import add_business_days, business_days_between, next_open_day

_NONE: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Pause:
    """A correction was out from the day it was asked to the day it was answered (None: it still is)."""

    asked_on: date
    ended_on: date | None


def pause(asked_at: datetime, ended_at: datetime | None) -> Pause:
    """The pause of a correction, from the moments it was asked and answered or taken back."""
    return Pause(day_of(asked_at), day_of(ended_at) if ended_at else None)


def day_of(moment: datetime) -> date:
    """The day in Tokyo on which an aware moment falls."""
    return moment.astimezone(TOKYO).date()


def due_on(
    opened_on: date,
    standard_days: int | None,
    pauses: Sequence[Pause] = (),
    closed_days: AbstractSet[date] = _NONE,
) -> date | None:
    """The day by which the case should be decided: `standard_days` working days after `opened_on`.

    None where the procedure sets no time, or while a correction is out and nobody knows when it will end.
    """
    if standard_days is None or any(pause.ended_on is None for pause in pauses):
        return None
    due = add_business_days(opened_on, standard_days, closed_days)
    if not pauses:
        return due
    lost = _working_days_lost(opened_on, pauses, closed_days)
    passed = 0
    while (now_passed := bisect_right(lost, due)) > passed:
        due = add_business_days(due, now_passed - passed, closed_days)
        passed = now_passed
    return due


def days_used(
    opened_on: date, until: date, pauses: Sequence[Pause] = (), closed_days: AbstractSet[date] = _NONE
) -> int:
    """Working days the office itself has had since `opened_on`, up to and including `until`."""
    ended = [Pause(pause.asked_on, min(pause.ended_on or until, until)) for pause in pauses]
    lost = bisect_right(_working_days_lost(opened_on, ended, closed_days), until)
    return max(0, business_days_between(opened_on, until, closed_days) - lost)


def is_overdue(due: date | None, today: date) -> bool:
    """Whether the standard time has passed: the due day itself is still in time."""
    return due is not None and today > due


def correction_deadline(asked_on: date, days: int, closed_days: AbstractSet[date] = _NONE) -> date:
    """A deadline `days` calendar days after the asking; on a closed day the next open one (民法142条)."""
    return next_open_day(asked_on + timedelta(days=days), closed_days)


def _working_days_lost(
    opened_on: date, pauses: Iterable[Pause], closed_days: AbstractSet[date]
) -> list[date]:
    """The working days of all pauses, each once, in order."""
    lost: set[date] = set()
    for pause in pauses:
        if pause.ended_on is None:
            continue
        day = max(pause.asked_on, opened_on)
        while (day := add_business_days(day, 1, closed_days)) <= pause.ended_on:
            lost.add(day)
    return sorted(lost)
