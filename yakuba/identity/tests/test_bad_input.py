"""Every page of identity against bad input: a sentence and a 4xx (or a page), never a 5xx, nothing let in."""

import pytest
from django.test import Client

from yakuba.identity.models import Account, Section, Staff
from yakuba.identity.tests.people import (
    ADMINISTRATION,
    give_totp,
    make_resident,
    make_role,
    make_section,
    make_staff,
    sign_in_resident,
    sign_in_staff,
)

pytestmark = pytest.mark.django_db
NASTY = {
    "long": "あ" * 20_000,
    "nul": "a\x00b",
    "rtl": "\u202eabc",
    "lines": "a\r\nBcc: x@example.jp",
    "markup": "<script>alert(1)</script>",
    "number": "9" * 40,
    "date": "9999-12-31",
    "early": "0001-01-01",
    "blank": " \u3000\t",
    "percent": "%s%(x)s{0}",
    "emoji": "👩‍👩‍👧‍👧" * 50,
    "path": "/\x00\u202e\r\n//evil.example",
    "noncharacter": "\ufffe\uffff",
}
PUBLIC = (
    "/sign-in",
    "/sign-in/code",
    "/sign-in/link/x",
    "/sign-in/password",
    "/account",
    "/account/new",
    "/account/password",
    "/account/email",
    "/account/email/code",
    "/account/sessions",
    "/account/facts",
    "/account/close",
)
RESIDENT_FIELDS = ("email", "code", "password", "new", "next", "session")
DESK = (
    "/sign-in",
    "/my-sign-in/password",
    "/my-sign-in/app",
    "/my-sign-in/passkey",
    "/my-sign-in/factors/x/remove",
    "/my-sign-in/recovery-codes/renew",
    "/my-sign-in/sessions",
    "/sections/new",
    "/sections/planning/change",
    "/sections/planning/end",
    "/staff/new",
    "/staff/{id}/appointments/new",
    "/staff/{id}/password",
    "/staff/{id}/second-factor",
    "/staff/{id}/leave",
)
STAFF_FIELDS = (
    *(
        "login",
        "password",
        "new",
        "code",
        "answer",
        "name",
        "since",
        "last_day",
        "on",
        "section",
        "role",
        "successor",
    ),
    *("parent", "kind", "phone", "sign", "family", "given", "family_kana", "given_kana", "email", "next"),
)
RAW = b"email=%ff%fe&password=%ed%a0%80&code=%00&login=%c0%af&new=%f8%88"


@pytest.mark.parametrize("kind", NASTY)
def test_internet_pages_answer_in_words(public_face: None, client: Client, kind: str) -> None:
    make_resident("hanako@example.jp")
    visitor = Client()
    for page in PUBLIC:
        for browser in (visitor, client):
            sent = dict.fromkeys(RESIDENT_FIELDS, NASTY[kind])
            assert browser.post(page, sent).status_code < 500, page
            assert browser.get(page, sent).status_code < 500, page
        if page == "/sign-in/password":
            sign_in_resident(client, "hanako@example.jp")
    assert Account.objects.count() == 1


@pytest.mark.parametrize("kind", NASTY)
def test_staff_pages_answer_in_words(staff_face: None, client: Client, kind: str) -> None:
    planning = make_section("planning", "企画課")
    tanaka = make_staff("tanaka", planning, make_role("admin", *ADMINISTRATION))
    sato = make_staff("sato")
    sign_in_staff(client, tanaka, give_totp(tanaka))
    for page in DESK:
        address = page.format(id=sato.pk)
        sent = dict.fromkeys(STAFF_FIELDS, NASTY[kind])
        assert client.post(address, sent).status_code < 500, page
        assert client.get(address, sent).status_code < 500, page
    assert Staff.objects.count() == 2
    assert Section.objects.count() == 1


@pytest.mark.parametrize("page", ["/sign-in", "/sign-in/password"])
def test_broken_bytes_are_no_fault(public_face: None, client: Client, page: str) -> None:
    answer = client.post(page, RAW, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (400, 422)
    odd = client.post(page, b"\xff" * 100, content_type="multipart/form-data; boundary=x")
    assert odd.status_code < 500


@pytest.mark.parametrize("token", ["%00", "..%2f..%2fetc", "あ" * 300, "%ff", "a" * 5000, "' OR 1=1 --"])
def test_made_up_links_are_refused(public_face: None, client: Client, token: str) -> None:
    assert 400 <= client.get(f"/sign-in/link/{token}").status_code < 500


def test_posts_without_a_csrf_token_are_refused(public_face: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    for page in PUBLIC:
        assert strict.post(page, {"email": "a@example.jp"}).status_code == 403, page
