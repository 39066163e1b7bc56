"""Throttle, mail codes, logins, appointments, passwords, devices."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.identity.rules import mail_code
from yakuba.identity.rules.appointments import Held, fault
from yakuba.identity.rules.device import device_name
from yakuba.identity.rules.logins import is_staff_login
from yakuba.identity.rules.password import initial_password, sample_password
from yakuba.identity.rules.throttle import Limit, Throttle, minutes

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
FIVE = Throttle("test", (Limit(3, timedelta(minutes=5)), Limit(5, timedelta(hours=1))))
TODAY = date(2026, 11, 20)


def ago(*spans: int) -> list[datetime]:
    """Moments so many seconds ago."""
    return [NOW - timedelta(seconds=span) for span in spans]


def test_throttle_lets_through_until_the_limit() -> None:
    assert FIVE.wait(ago(1, 2), NOW) is None
    assert FIVE.wait([], NOW) is None


def test_throttle_waits_until_the_oldest_counted_one_is_forgotten() -> None:
    assert FIVE.wait(ago(10, 20, 30), NOW) == timedelta(seconds=270)
    assert FIVE.wait(ago(10, 20, 300), NOW) is None, "what lies as long ago as the limit no longer counts"


def test_longest_wait_of_all_limits_holds() -> None:
    assert FIVE.wait(ago(600, 700, 800, 900, 1000), NOW) == timedelta(seconds=2600)


@given(st.lists(st.integers(0, 7200), max_size=12))
def test_nobody_waits_longer_than_the_longest_limit(spans: list[int]) -> None:
    wait = FIVE.wait(ago(*spans), NOW)
    assert wait is None or timedelta(0) < wait <= FIVE.longest


@pytest.mark.parametrize(("seconds", "said"), [(1, 1), (60, 1), (61, 2), (3600, 60)])
def test_waits_are_said_in_minutes_rounded_up(seconds: int, said: int) -> None:
    assert minutes(timedelta(seconds=seconds)) == said


@pytest.mark.parametrize("typed", ["123456", "１２３４５６", " 123 456 ", "123-456", "１２３　４５６"])
def test_codes_are_read_as_people_type_them(typed: str) -> None:
    assert mail_code.read_code(typed) == "123456"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "9" * 10_000, "\x00123456"])
def test_other_things_are_no_code(typed: str) -> None:
    assert mail_code.read_code(typed) == ""


def test_new_codes_are_six_digits_and_links_differ() -> None:
    assert all(mail_code.read_code(mail_code.new_code()) for _ in range(50))
    assert mail_code.new_link_token() != mail_code.new_link_token()


def test_codes_live_fifteen_minutes_and_five_tries() -> None:
    end = NOW + mail_code.VALID_FOR
    assert mail_code.is_alive(expires_at=end, tries=4, now=NOW)
    assert not mail_code.is_alive(expires_at=end, tries=5, now=NOW)
    assert not mail_code.is_alive(expires_at=end, tries=0, now=end)


def test_verification_is_fresh_for_fifteen_minutes_and_never_from_the_future() -> None:
    assert mail_code.is_fresh(NOW, NOW)
    assert not mail_code.is_fresh(NOW - mail_code.FRESH_FOR, NOW)
    assert not mail_code.is_fresh(NOW + timedelta(seconds=1), NOW)


@pytest.mark.parametrize("login", ["yamada", "a1", "t.sato-2_x"])
def test_staff_logins(login: str) -> None:
    assert is_staff_login(login)


@pytest.mark.parametrize(
    "login", ["", "a", "Yamada", "a@b", "山田", ".a", "a b", "a" * 41, "a\x00b", "yamada\n"]
)
def test_what_is_no_staff_login(login: str) -> None:
    assert not is_staff_login(login)


def held(since: date, until: date | None = None, *, section: int = 1, role: int = 1) -> Held:
    """An appointment to section 1 and role 1 where nothing else is said."""
    return Held(section, role, since, until)


def test_same_role_twice_at_a_time_is_a_fault() -> None:
    running = held(date(2024, 4, 1), date(2027, 4, 1))
    assert fault(held(date(2026, 4, 1)), [running], today=TODAY)
    assert fault(held(date(2020, 4, 1)), [running], today=TODAY)
    assert not fault(held(date(2027, 4, 1)), [running], today=TODAY), "the day after the last one is free"
    assert not fault(held(date(2026, 4, 1), role=2), [running], today=TODAY)
    assert not fault(held(date(2026, 4, 1), section=2), [running], today=TODAY)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(1949, 12, 31), None),
        (date(2030, 1, 1), None),
        (date(2026, 4, 1), date(2026, 4, 1)),
        (date(2026, 4, 1), date(2026, 3, 1)),
    ],
)
def test_dates_far_off_or_upside_down_are_a_fault(since: date, until: date | None) -> None:
    assert fault(held(since, until), [], today=TODAY)


def test_passwords_handed_over_are_long_and_never_the_same() -> None:
    assert len({initial_password() for _ in range(50)}) == 50
    assert len(initial_password()) == 19


def test_sample_password_is_the_same_for_the_same_key() -> None:
    assert sample_password("ab" * 32) == sample_password("ab" * 32) != sample_password("ac" * 32)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge（Windows）",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
            "Safari（iPhone）",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox（Linux）"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_devices_are_named_as_their_owner_knows_them(agent: str, name: str) -> None:
    assert device_name(agent) == name
