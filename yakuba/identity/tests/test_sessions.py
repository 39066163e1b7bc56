"""Sessions: lazy, cheap, short, of one face; ended at the next request."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from tests.budgets import QueryBudget
from yakuba.identity import api
from yakuba.identity.jobs import forget_what_ran_out
from yakuba.identity.models import Attempt, MailCode, Session, Staff
from yakuba.identity.options import STAFF_IDLE_MINUTES
from yakuba.identity.sessions import SessionStore
from yakuba.identity.tests.people import (
    give_totp,
    make_resident,
    make_role,
    make_section,
    make_staff,
    sign_in_resident,
    sign_in_staff,
    text,
    verify_address,
)
from yakuba.identity.web.middleware import ActorMiddleware
from yakuba.kernel import clock, options
from yakuba.kernel.actor import system

ADDRESS = "hanako@example.jp"


@pytest.fixture
def sato(db: None, staff_face: None) -> Staff:
    """An officer."""
    return make_staff("sato", make_section("counter", "総合窓口課"), make_role("officer", "cases.read"))


def test_public_page_without_a_cookie_touches_no_database(public_face: None, client: Client) -> None:
    """No `db`: the test fails at the first statement."""
    assert client.get("/").status_code == 200
    assert text(client.get("/who")) == "anonymous anonymous 0"
    assert client.get("/sign-in").status_code == 200
    assert client.get("/sign-in/password").status_code == 200


@pytest.mark.django_db
def test_guest_costs_one_statement(public_face: None, client: Client, query_budget: QueryBudget) -> None:
    verify_address(client, ADDRESS)
    with query_budget(1):
        assert text(client.get("/who")).startswith("guest")


@pytest.mark.django_db
def test_resident_costs_one_statement(public_face: None, client: Client, query_budget: QueryBudget) -> None:
    make_resident(ADDRESS)
    sign_in_resident(client, ADDRESS)
    with query_budget(1):
        assert text(client.get("/who")).startswith("resident")


def test_staff_cost_three_statements_and_then_one(
    sato: Staff, client: Client, query_budget: QueryBudget
) -> None:
    sign_in_staff(client, sato, give_totp(sato))
    api.forget_remembered()
    with query_budget(3):
        client.get("/")
    with query_budget(1):
        assert "cases.read" in text(client.get("/"))


@pytest.mark.django_db
def test_made_up_key_costs_one_statement_and_is_taken_back(
    public_face: None, client: Client, query_budget: QueryBudget
) -> None:
    client.cookies["session_public"] = "x" * 40
    with query_budget(1):
        answer = client.get("/who")
    assert text(answer).startswith("anonymous")
    assert answer.cookies["session_public"]["max-age"] == 0


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "a", "\x00" * 40, "' OR 1=1 --" * 5, "z" * 5000])
def test_forged_keys_are_nobodys(public_face: None, client: Client, key: str) -> None:
    client.cookies["session_public"] = key
    assert text(client.get("/who")).startswith("anonymous")


def test_quiet_staff_sign_in_again(sato: Staff, client: Client) -> None:
    now = clock.now()
    with clock.frozen(now):
        sign_in_staff(client, sato, give_totp(sato))
    with clock.frozen(now + timedelta(minutes=29)):
        assert client.get("/").status_code == 200
    with clock.frozen(now + timedelta(minutes=58)):
        assert client.get("/").status_code == 200, "each request counts"
    with clock.frozen(now + timedelta(minutes=89)):
        assert client.get("/")["Location"].startswith("/sign-in")
    assert not Session.objects.exists()


def test_office_chooses_how_long_quiet_is(sato: Staff, client: Client) -> None:
    options.choose(system("test"), code=STAFF_IDLE_MINUTES.code, value=5)
    api.forget_remembered()
    now = clock.now()
    with clock.frozen(now):
        sign_in_staff(client, sato, give_totp(sato))
    with clock.frozen(now + timedelta(minutes=6)):
        assert client.get("/")["Location"].startswith("/sign-in")


def test_busy_staff_sign_in_again_after_ten_hours(sato: Staff, client: Client) -> None:
    now = clock.now()
    with clock.frozen(now):
        sign_in_staff(client, sato, give_totp(sato))
    for minutes in range(25, 600, 25):
        with clock.frozen(now + timedelta(minutes=minutes)):
            assert client.get("/").status_code == 200
    with clock.frozen(now + timedelta(hours=10)):
        assert client.get("/")["Location"].startswith("/sign-in")


def test_being_seen_is_noted_once_a_minute(sato: Staff, client: Client, query_budget: QueryBudget) -> None:
    now = clock.now()
    with clock.frozen(now):
        sign_in_staff(client, sato, give_totp(sato))
    for seconds in (10, 59):
        with clock.frozen(now + timedelta(seconds=seconds)):
            client.get("/")
    assert Session.objects.get().seen_at == now
    with clock.frozen(now + timedelta(seconds=61)):
        client.get("/")
    assert Session.objects.get().seen_at == now + timedelta(seconds=61)


@pytest.mark.django_db
def test_session_of_one_face_is_nobodys_on_the_other(
    settings: Settings, public_face: None, client: Client
) -> None:
    verify_address(client, ADDRESS)
    key = client.cookies["session_public"].value
    settings.FACE = "staff"
    settings.ROOT_URLCONF = "yakuba.identity.tests.staff_urls"
    settings.SESSION_COOKIE_NAME = "session_staff"
    client.cookies["session_staff"] = key
    assert client.get("/")["Location"].startswith("/sign-in")
    assert Session.objects.exists(), "and it lives on where it belongs"


def test_cookies_of_the_faces_are_kept_from_scripts_and_apart(sato: Staff, client: Client) -> None:
    sign_in_staff(client, sato, give_totp(sato))
    cookie = client.cookies["session_staff"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]
    assert not cookie["expires"], "staff cookies end with the browser"
    assert "session_public" not in client.cookies


@pytest.mark.django_db
def test_cookie_is_for_tls_only_behind_tls(public_face: None, settings: Settings, client: Client) -> None:
    settings.SESSION_COOKIE_SECURE = True
    verify_address(client, ADDRESS)
    assert client.cookies["session_public"]["secure"]


@pytest.mark.django_db
def test_session_ended_during_a_request_is_not_written_back(public_face: None, client: Client) -> None:
    verify_address(client, ADDRESS)
    store = SessionStore(client.cookies["session_public"].value)
    store["draft"] = "x"
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        store.save()

    def view(request: HttpRequest) -> HttpResponse:
        request.session["late"] = 1
        Session.objects.all().delete()
        return HttpResponse("done")

    verify_address(client, ADDRESS)
    request = RequestFactory().get("/")
    request.COOKIES["session_public"] = client.cookies["session_public"].value
    answer = ActorMiddleware(view)(request)
    assert not Session.objects.exists()
    assert answer.cookies["session_public"]["max-age"] == 0


@pytest.mark.django_db
def test_what_others_keep_in_a_session_stays_with_the_same_person_only(
    public_face: None, client: Client
) -> None:
    def keep(value: str) -> None:
        store = SessionStore(client.cookies["session_public"].value)
        store["draft"] = value
        store.save()

    client.post("/sign-in", {"email": ADDRESS})
    keep("mine")
    verify_address(client, ADDRESS)
    assert Session.objects.get().data["draft"] == "mine", "from nobody to a guest"
    client.post("/account/new", {"new": "ひまわり-37-ことり"})
    assert Session.objects.get().data["draft"] == "mine", "from the guest to their account"
    make_resident("other@example.jp")
    sign_in_resident(client, "other@example.jp")
    assert "draft" not in Session.objects.get().data, "never to somebody else"


def test_store_behaves_as_a_session_of_django(staff_face: None, db: None) -> None:
    store = SessionStore()
    store.create()
    store["a"] = 1
    store.save()
    key = store.session_key or ""
    assert store.exists(key)
    assert SessionStore(key)["a"] == 1
    store.cycle_key()
    assert SessionStore(key).get("a") is None
    assert SessionStore(store.session_key)["a"] == 1
    store.delete(store.session_key)
    assert not store.exists(store.session_key or "")
    fresh = SessionStore()
    fresh.cycle_key()
    assert fresh.session_key


def test_user_for_allauth_is_lazy_and_right(sato: Staff, client: Client) -> None:
    sign_in_staff(client, sato, give_totp(sato))
    seen = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.user)
        return HttpResponse()

    middleware = ActorMiddleware(view)
    middleware(RequestFactory().get("/"))
    request = RequestFactory().get("/")
    request.COOKIES["session_staff"] = client.cookies["session_staff"].value
    middleware(request)
    assert isinstance(seen[0], AnonymousUser)
    assert seen[1] == sato.account
    assert seen[1].is_authenticated


def test_what_ran_out_is_removed(sato: Staff, client: Client) -> None:
    client.post("/sign-in", {"login": "sato", "password": "wrong"})
    sign_in_staff(client, sato, give_totp(sato))
    with clock.frozen(clock.now() + timedelta(days=3)):
        forget_what_ran_out()
    assert not Session.objects.exists()
    assert not Attempt.objects.exists()
    assert not MailCode.objects.exists()
