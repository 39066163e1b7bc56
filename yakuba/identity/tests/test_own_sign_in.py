"""A member of staff looks after their own sign-in."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from yakuba.identity.models import Session, Staff
from yakuba.identity.second_factors import factors_of, recovery_codes
from yakuba.identity.tests.people import (
    PASSWORD,
    everything,
    give_totp,
    make_role,
    make_section,
    make_staff,
    reload,
    sign_in_staff,
    text,
    totp_now,
)
from yakuba.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staff_face")]
NEW = "あさがお-52-すずめ"


@pytest.fixture
def sato() -> Staff:
    """An officer."""
    return make_staff("sato", make_section("counter", "総合窓口課"), make_role("officer", "cases.read"))


@pytest.fixture
def secret(staff_face: None, sato: Staff, client: Client) -> str:
    """What sato's app knows; sato is signed in."""
    secret = give_totp(sato)
    sign_in_staff(client, sato, secret)
    return secret


@pytest.mark.usefixtures("secret")
def test_password_is_changed_with_the_present_one(client: Client, sato: Staff) -> None:
    before = reload(sato).account.password
    assert client.post("/my-sign-in/password", {"password": "wrong", "new": NEW}).status_code == 422
    assert client.post("/my-sign-in/password", {"password": PASSWORD, "new": "1234567890"}).status_code == 422
    assert reload(sato).account.password == before
    assert client.post("/my-sign-in/password", {"password": PASSWORD, "new": NEW}).status_code == 302
    assert reload(sato).account.check_password(NEW)
    assert "パスワードを変えました" in text(client.get("/my-sign-in"))


def test_other_sessions_end_with_the_password(
    client: Client, other: Client, sato: Staff, secret: str
) -> None:
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        sign_in_staff(other, sato, secret)
        assert client.post("/my-sign-in/password", {"password": PASSWORD, "new": NEW}).status_code == 302
        assert other.get("/")["Location"].startswith("/sign-in")
        assert client.get("/").status_code == 200


def test_sessions_are_listed_and_revoked_at_once(
    client: Client, other: Client, sato: Staff, secret: str
) -> None:
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        sign_in_staff(other, sato, secret)
        mine, foreign = Session.objects.order_by("pk")
        assert "サインインしている端末" in text(client.get("/my-sign-in"))
        assert client.post("/my-sign-in/sessions", {"session": str(foreign.pk)}).status_code == 302
        assert other.get("/")["Location"].startswith("/sign-in")
        assert Session.objects.get() == mine


@pytest.mark.usefixtures("secret")
def test_somebody_elses_session_is_not_found(client: Client, other: Client) -> None:
    suzuki = make_staff("suzuki")
    sign_in_staff(other, suzuki, give_totp(suzuki))
    theirs = Session.objects.get(account=suzuki.account)
    assert client.post("/my-sign-in/sessions", {"session": str(theirs.pk)}).status_code == 404
    assert client.post("/my-sign-in/sessions", {"session": "9" * 40}).status_code == 404
    assert other.get("/").status_code == 200


@pytest.mark.usefixtures("secret")
def test_last_factor_stays(client: Client, sato: Staff) -> None:
    answer = client.post("/my-sign-in/factors/totp/remove", {"password": PASSWORD})
    assert answer.status_code == 422
    assert "最後の一つは外せません" in text(answer)
    assert factors_of(sato.account).totp


@pytest.mark.usefixtures("secret")
def test_last_factor_may_go_in_the_demonstration(client: Client, sato: Staff, settings: Settings) -> None:
    settings.DEMO = True
    assert client.post("/my-sign-in/factors/totp/remove", {"password": PASSWORD}).status_code == 302
    assert not factors_of(sato.account).any
    assert factors_of(sato.account).recovery_left == 0


@pytest.mark.usefixtures("secret")
@pytest.mark.parametrize("factor", ["0", "99999", "9" * 30, "abc", "-1", "webauthn"])
def test_made_up_factor_is_not_found(client: Client, factor: str) -> None:
    assert client.post(f"/my-sign-in/factors/{factor}/remove", {"password": PASSWORD}).status_code == 404


@pytest.mark.usefixtures("secret")
def test_second_app_is_refused(client: Client) -> None:
    client.get("/my-sign-in/app")
    another = str(Session.objects.get().data["totp_secret"])
    before = everything()
    answer = client.post("/my-sign-in/app", {"password": PASSWORD, "code": totp_now(another)})
    assert answer.status_code == 422
    assert everything() == before


@pytest.mark.usefixtures("secret")
def test_recovery_codes_are_renewed_and_shown_once(client: Client, sato: Staff) -> None:
    before = recovery_codes(sato.account)
    assert client.post("/my-sign-in/recovery-codes/renew", {"password": "wrong"}).status_code == 422
    assert recovery_codes(sato.account) == before
    assert client.post("/my-sign-in/recovery-codes/renew", {"password": PASSWORD}).status_code == 302
    assert set(recovery_codes(sato.account)).isdisjoint(before)
    page = text(client.get("/my-sign-in/recovery-codes"))
    assert recovery_codes(sato.account)[0][:4] in page
    assert client.get("/my-sign-in/recovery-codes").status_code == 302


@pytest.mark.usefixtures("secret")
def test_guessing_the_present_password_becomes_slow(client: Client) -> None:
    with clock.frozen(clock.now()):
        for _ in range(5):
            assert client.post("/my-sign-in/recovery-codes/renew", {"password": "wrong"}).status_code == 422
        assert client.post("/my-sign-in/recovery-codes/renew", {"password": PASSWORD}).status_code == 429
