"""When to try again."""

from datetime import timedelta

import pytest

from yakuba.messaging.rules.retries import (
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    PAUSE,
    Fault,
    after_failure,
    wait_after,
)

DAYS = timedelta(days=3)
NEW = timedelta(0)


def test_waits_double_up_to_four_hours() -> None:
    waits = [wait_after(number) for number in range(1, 12)]
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
    assert waits[-1] == LONGEST_WAIT
    assert wait_after(10_000) == LONGEST_WAIT


def test_all_waits_together_are_about_two_days() -> None:
    total = sum((wait_after(number) for number in range(1, MOST_ATTEMPTS)), timedelta())
    assert timedelta(days=1.5) < total < timedelta(days=2.5)


@pytest.mark.parametrize(
    ("fault", "attempts", "age", "wait"),
    [
        (Fault.PERMANENT, 1, NEW, None),
        (Fault.TEMPORARY, 1, NEW, timedelta(minutes=1)),
        (Fault.BROKEN_OFF, 3, NEW, timedelta(minutes=4)),
        (Fault.TEMPORARY, MOST_ATTEMPTS, NEW, None),
        (Fault.UNREACHABLE, MOST_ATTEMPTS + 50, NEW, PAUSE),
        (Fault.UNREACHABLE, 1, DAYS, None),
        (Fault.TEMPORARY, 1, DAYS, None),
    ],
)
def test_decides(fault: Fault, attempts: int, age: timedelta, wait: timedelta | None) -> None:
    assert after_failure(fault, attempts, age=age, useful=DAYS).wait == wait
