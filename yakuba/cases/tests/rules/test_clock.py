"""標準処理期間 over holidays, the end of the year, closed days and corrections."""

from datetime import date

import pytest

from yakuba.cases.rules.clock import Pause, correction_deadline, days_used, due_on, is_overdue


def test_no_standard_time_no_due_day() -> None:
    assert due_on(date(2026, 11, 20), None) is None


def test_the_day_of_arrival_is_not_counted() -> None:
    assert due_on(date(2026, 11, 16), 1) == date(2026, 11, 17)


def test_weekends_and_holidays_are_not_counted() -> None:
    # Monday the 23rd is 勤労感謝の日
    assert due_on(date(2026, 11, 20), 1) == date(2026, 11, 24)
    assert due_on(date(2026, 11, 20), 10) == date(2026, 12, 7)


def test_golden_week_of_reiwa_8() -> None:
    # 4/29, 5/3 (Sunday), 5/4, 5/5, and 5/6 as 振替休日 are closed
    assert due_on(date(2026, 4, 28), 1) == date(2026, 4, 30)
    assert due_on(date(2026, 4, 28), 3) == date(2026, 5, 7)


def test_the_end_of_the_year() -> None:
    assert due_on(date(2026, 12, 25), 2) == date(2027, 1, 4)


def test_days_the_mayor_closes() -> None:
    assert due_on(date(2026, 11, 16), 2, closed_days={date(2026, 11, 17)}) == date(2026, 11, 19)


def test_arrival_on_a_sunday_starts_with_monday() -> None:
    assert due_on(date(2026, 11, 15), 1) == date(2026, 11, 16)


def test_the_clock_stands_still_while_a_correction_is_out() -> None:
    assert due_on(date(2026, 11, 16), 5, [Pause(date(2026, 11, 17), None)]) is None


def test_days_of_a_correction_are_not_counted() -> None:
    # asked on Tuesday 17th, answered on Thursday 19th: 18 and 19 are lost
    paused = [Pause(date(2026, 11, 17), date(2026, 11, 19))]
    assert due_on(date(2026, 11, 16), 3) == date(2026, 11, 19)
    assert due_on(date(2026, 11, 16), 3, paused) == date(2026, 11, 24)
    assert due_on(date(2026, 11, 16), 1, paused) == date(2026, 11, 17)


def test_a_correction_answered_the_same_day_costs_nothing() -> None:
    assert due_on(date(2026, 11, 16), 3, [Pause(date(2026, 11, 17), date(2026, 11, 17))]) == date(
        2026, 11, 19
    )


def test_several_corrections_and_holidays_in_them() -> None:
    paused = [
        Pause(date(2026, 11, 19), date(2026, 11, 24)),  # loses 20 and 24
        Pause(date(2026, 11, 26), date(2026, 11, 30)),  # loses 27 and 30
    ]
    assert due_on(date(2026, 11, 16), 7, paused) == date(2026, 12, 2)


@pytest.mark.parametrize("standard", [1, 5, 14, 30, 60])
def test_due_day_and_days_used_agree(standard: int) -> None:
    paused = [Pause(date(2026, 4, 20), date(2026, 5, 11)), Pause(date(2026, 5, 20), date(2026, 5, 22))]
    due = due_on(date(2026, 4, 15), standard, paused)
    assert due is not None
    assert days_used(date(2026, 4, 15), due, paused) == standard


def test_days_used_stand_still_in_an_open_correction() -> None:
    paused = [Pause(date(2026, 11, 17), None)]
    assert days_used(date(2026, 11, 16), date(2026, 11, 27), paused) == 1


def test_the_due_day_itself_is_in_time() -> None:
    assert not is_overdue(date(2026, 11, 20), date(2026, 11, 20))
    assert is_overdue(date(2026, 11, 20), date(2026, 11, 21))
    assert not is_overdue(None, date(2026, 11, 21))


def test_a_deadline_on_a_closed_day_moves_on() -> None:
    assert correction_deadline(date(2026, 11, 9), 14) == date(2026, 11, 24)
