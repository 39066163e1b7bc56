"""The same thing at the same moment: one code lets one browser in, one app code signs one session in."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from yakuba.identity.models import Session
from yakuba.identity.tests.people import (
    PASSWORD,
    give_totp,
    mailed_link,
    make_staff,
    totp_now,
)

pytestmark = pytest.mark.django_db(transaction=True)
BROWSERS = 4


def at_once(send: "list[tuple[Client, str, dict[str, str]]]") -> list[int]:
    """Send all of them side by side; returns the statuses, sorted."""

    def one(what: tuple[Client, str, dict[str, str]]) -> int:
        browser, page, values = what
        try:
            return browser.post(page, values).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(send)) as pool:
        return sorted(pool.map(one, send))


def test_one_link_makes_one_guest(public_face: None, client: Client) -> None:
    client.post("/sign-in", {"email": "hanako@example.jp"})
    statuses = at_once([(Client(), mailed_link(), {}) for _ in range(BROWSERS)])
    assert statuses == [302] + [422] * (BROWSERS - 1)
    assert Session.objects.filter(assurance__gt=0).count() == 1


def test_one_app_code_signs_one_session_in(staff_face: None) -> None:
    sato = make_staff("sato")
    secret = give_totp(sato)
    browsers = [Client() for _ in range(BROWSERS)]
    for browser in browsers:
        browser.post("/sign-in", {"login": "sato", "password": PASSWORD})
    code = totp_now(secret, steps=1)
    statuses = at_once([(browser, "/sign-in/second", {"code": code}) for browser in browsers])
    assert statuses == [302] + [422] * (BROWSERS - 1)
    assert Session.objects.filter(assurance=30).count() == 1


def test_guesses_side_by_side_do_not_slip_past_the_throttle(staff_face: None) -> None:
    make_staff("sato")
    wrong = {"login": "sato", "password": "wrong-wrong"}
    statuses = at_once([(Client(), "/sign-in", wrong) for _ in range(12)])
    assert statuses.count(422) <= 5
    assert set(statuses) <= {422, 429}
