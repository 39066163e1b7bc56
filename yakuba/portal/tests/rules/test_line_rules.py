# ruff: noqa: DTZ001 - moments of Tokyo are made so by the tests
"""What words and buttons mean, when a desk is open, which events are still answered."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.kernel.clock import TOKYO
from yakuba.portal.line.table import ANSWERS
from yakuba.portal.rules.line_events import worth_answering
from yakuba.portal.rules.line_wishes import NAMES, Wish, of_button, of_words
from yakuba.portal.rules.office_hours import LAST, clock_time, next_opening

OPENS, CLOSES = time(8, 30), time(17, 15)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("手続をさがす", Wish("find")),
        ("　申請の状況！", Wish("status")),
        ("ＭＥＮＵ", Wish("menu")),
        ("English", Wish("language", "en")),
        ("やさしい日本語", Wish("language", "ja-easy")),
        ("おわり。", Wish("end")),
        ("職員に聞く", Wish("desk")),
        ("停止", Wish("stop")),
        ("犬を飼いたい", None),
        ("", None),
    ],
)
def test_words_of_the_table(words: str, wish: Wish | None) -> None:
    assert of_words(words) == wish


@pytest.mark.parametrize(
    ("data", "picked", "wish"),
    [
        ("find", "", Wish("find")),
        ("topic:3", "", Wish("topic", "3")),
        ("fix:7:T26-4K7P-3XQ9:yes", "", Wish("fix", "7:T26-4K7P-3XQ9:yes")),
        ("fix_date:7:T26-4K7P-3XQ9", "2026-11-20", Wish("fix", "7:T26-4K7P-3XQ9:2026-11-20")),
        ("fix_date:7:T26-4K7P-3XQ9", "", None),
        ("fix_date:7:T26-4K7P-3XQ9", "2026-11-20T10:00", None),
        ("drop", "", None),
        ("find:" + "x" * 201, "", None),
        ("", "", None),
    ],
)
def test_buttons(data: str, picked: str, wish: Wish | None) -> None:
    assert of_button(data, picked) == wish


@given(st.text(max_size=300), st.text(max_size=20))
def test_any_button_is_a_wish_that_is_answered_or_none(data: str, picked: str) -> None:
    wish = of_button(data, picked)
    assert wish is None or wish.name in ANSWERS


def test_every_button_is_answered() -> None:
    assert NAMES - {"fix_date"} == ANSWERS.keys()
    assert all(len(Wish(name, "x" * 200).data) <= 300 for name in NAMES)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (datetime(2026, 11, 20, 8, 29), datetime(2026, 11, 20, 8, 30)),
        (datetime(2026, 11, 20, 8, 30), None),
        (datetime(2026, 11, 20, 17, 14), None),
        (datetime(2026, 11, 20, 17, 15), datetime(2026, 11, 24, 8, 30)),  # Friday; Monday is a holiday
        (datetime(2026, 11, 22, 12, 0), datetime(2026, 11, 24, 8, 30)),
        (datetime(2026, 12, 28, 18, 0), datetime(2027, 1, 4, 8, 30)),
    ],
)
def test_when_the_desk_opens(moment: datetime, opens: datetime | None) -> None:
    found = next_opening(moment.replace(tzinfo=TOKYO), OPENS, CLOSES)
    assert found == (opens.replace(tzinfo=TOKYO) if opens else None)


def test_closed_days_of_the_office_count() -> None:
    closed = frozenset({date(2026, 11, 20), date(2026, 11, 24)})
    noon = datetime(2026, 11, 20, 12, tzinfo=TOKYO)
    assert next_opening(noon, OPENS, CLOSES, closed) == datetime(2026, 11, 25, 8, 30, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("digits", "moment"), [(830, time(8, 30)), (1715, time(17, 15)), (0, time(0)), (2460, LAST), (9999, LAST)]
)
def test_hours_written_in_one_number(digits: int, moment: time) -> None:
    assert clock_time(digits) == moment


@pytest.mark.parametrize(
    ("ago", "heard_after", "answered"),
    [
        (0, None, True),
        (3500, None, True),
        (3700, None, False),
        (90, 80, False),
        (90, 30, True),
        (30, -10, True),
    ],
)
def test_which_events_are_answered(ago: int, heard_after: int | None, answered: bool) -> None:
    happened = NOW - timedelta(seconds=ago)
    heard = happened + timedelta(seconds=heard_after) if heard_after is not None else None
    assert worth_answering(happened, heard, NOW) is answered
