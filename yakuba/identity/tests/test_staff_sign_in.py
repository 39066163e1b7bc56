"""Staff sign in: password, second factor, setting one up; nothing else before that."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from yakuba.identity.actions.issue_password import issue_password
from yakuba.identity.models import Session, Staff
from yakuba.identity.second_factors import factors_of
from yakuba.identity.tests.people import (
    ADMINISTRATION,
    HOUSE,
    PASSWORD,
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
from yakuba.kernel.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staff_face")]
NEW = "あさがお-52-すずめ"


@pytest.fixture
def tanaka() -> Staff:
    """An administrator without a second factor."""
    return make_staff("tanaka", make_section("planning", "企画課"), make_role("admin", *ADMINISTRATION))


def begin(client: Client, **more: str) -> str:
    """Login and password; returns where the answer leads."""
    answer = client.post("/sign-in", {"login": "tanaka", "password": PASSWORD, **more})
    assert answer.status_code == 302, text(answer)
    return str(answer["Location"])


def test_without_second_factor_one_sets_it_up_and_can_do_nothing_else(client: Client, tanaka: Staff) -> None:
    assert begin(client) == "/sign-in/set-up"
    for page in (
        "/",
        "/staff",
        "/sections",
        "/my-sign-in",
        "/my-sign-in/app",
        "/my-sign-in/recovery-codes",
        "/staff/new",
    ):
        assert client.get(page)["Location"].startswith("/sign-in"), page
        assert client.post(page).status_code in (302, 405), page
    assert client.get("/sign-in")["Location"] == "/sign-in/set-up"
    assert client.get("/sign-in/second")["Location"] == "/sign-in"


def test_setting_an_app_up_signs_in_and_shows_recovery_codes_once(client: Client, tanaka: Staff) -> None:
    begin(client)
    half = client.cookies["session_staff"].value
    assert client.get("/sign-in/set-up").status_code == 200
    page = text(client.get("/sign-in/set-up/app"))
    secret = str(Session.objects.get().data["totp_secret"])
    assert secret[:4] in page
    qr = client.get("/sign-in/qr.svg")
    assert qr["Content-Type"] == "image/svg+xml"
    assert b"style=" not in qr.content
    assert client.post("/sign-in/set-up/app", {"code": "000000"}).status_code == 422
    assert (
        client.post("/sign-in/set-up/app", {"code": totp_now(secret)})["Location"]
        == "/my-sign-in/recovery-codes"
    )
    assert client.cookies["session_staff"].value != half
    codes = client.get("/my-sign-in/recovery-codes")
    assert text(codes).count("<li><code>") == 10
    assert client.get("/my-sign-in/recovery-codes")["Location"] == "/my-sign-in", "shown once"
    assert text(client.get("/")).endswith(" 30")


def test_secret_is_sealed_in_the_table(tanaka: Staff) -> None:
    from allauth.mfa.models import Authenticator

    secret = give_totp(tanaka)
    rows = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in rows


def test_app_is_the_second_step_and_leads_where_one_wished(client: Client, tanaka: Staff) -> None:
    secret = give_totp(tanaka)
    assert begin(client, next="/staff?q=a") == "/sign-in/second"
    assert client.get("/staff").status_code == 302, "a password alone opens nothing"
    answer = client.post("/sign-in/second", {"code": totp_now(secret, steps=1)})
    assert answer["Location"] == "/staff?q=a"
    assert client.get("/staff").status_code == 200
    assert AuditEntry.objects.filter(text="サインインした", actor_label="企画課", detail__how="totp").exists()


def test_code_of_an_app_works_once(client: Client, other: Client, tanaka: Staff) -> None:
    secret = give_totp(tanaka)
    begin(client)
    begin(other)
    code = totp_now(secret, steps=1)
    assert client.post("/sign-in/second", {"code": code}).status_code == 302
    assert other.post("/sign-in/second", {"code": code}).status_code == 422


def test_recovery_code_works_once(client: Client, other: Client, tanaka: Staff) -> None:
    from yakuba.identity.second_factors import recovery_codes

    give_totp(tanaka)
    code = recovery_codes(tanaka.account)[0]
    begin(client)
    assert client.post("/sign-in/second", {"code": f"{code[:4]} {code[4:]}"}).status_code == 302
    begin(other)
    assert other.post("/sign-in/second", {"code": code}).status_code == 422
    assert factors_of(tanaka.account).recovery_left == 9


def test_guessing_the_second_step_becomes_slow(client: Client, tanaka: Staff) -> None:
    secret = give_totp(tanaka)
    now = clock.now()
    with clock.frozen(now):
        begin(client)
        for _ in range(5):
            assert client.post("/sign-in/second", {"code": "00000000"}).status_code == 422
        assert client.post("/sign-in/second", {"code": totp_now(secret, steps=1)}).status_code == 429
    with clock.frozen(now + timedelta(minutes=5, seconds=1)):
        assert client.post("/sign-in/second", {"code": totp_now(secret)}).status_code == 302


def test_half_signed_in_lasts_fifteen_minutes(client: Client, tanaka: Staff) -> None:
    secret = give_totp(tanaka)
    now = clock.now()
    with clock.frozen(now):
        begin(client)
    with clock.frozen(now + timedelta(minutes=15, seconds=1)):
        assert client.post("/sign-in/second", {"code": totp_now(secret)})["Location"] == "/sign-in"


def test_wrong_password_and_unknown_login_sound_alike_and_are_throttled(
    client: Client, tanaka: Staff
) -> None:
    with clock.frozen(clock.now()):
        for login in ("tanaka", "nobody"):
            for _ in range(5):
                answer = client.post("/sign-in", {"login": login, "password": "wrong-wrong"})
                assert answer.status_code == 422
                assert "ログイン名かパスワードが違います" in text(answer)
            assert client.post("/sign-in", {"login": login, "password": PASSWORD}).status_code == 429


def test_residents_cannot_sign_in_here(client: Client) -> None:
    from yakuba.identity.tests.people import make_resident

    make_resident("hanako@example.jp")
    answer = client.post("/sign-in", {"login": "hanako@example.jp", "password": PASSWORD})
    assert answer.status_code == 422


def test_handed_over_password_is_changed_first(client: Client, tanaka: Staff) -> None:
    secret = give_totp(tanaka)
    issued = issue_password(HOUSE, staff_id=tanaka.pk)
    assert begin(client, password=issued.password) == "/sign-in/password"
    assert client.get("/staff").status_code == 302
    assert client.post("/sign-in/password", {"new": issued.password}).status_code == 422
    assert client.post("/sign-in/password", {"new": "short"}).status_code == 422
    assert client.post("/sign-in/password", {"new": NEW})["Location"] == "/sign-in/second"
    assert client.post("/sign-in/second", {"code": totp_now(secret, steps=1)}).status_code == 302
    assert not reload(tanaka).account.password_is_initial
    assert Client().post("/sign-in", {"login": "tanaka", "password": issued.password}).status_code == 422


def test_demonstration_takes_a_password_alone_and_says_so(
    client: Client, tanaka: Staff, settings: Settings
) -> None:
    settings.DEMO = True
    assert "パスワードだけで入れます" in text(client.get("/sign-in"))
    assert begin(client) == "/"
    assert text(client.get("/")).endswith(" 20")
    page = text(client.get("/my-sign-in"))
    assert 'class="demo"' in page
    assert "二つめの手段がありません" in page


def test_session_of_the_demonstration_is_worth_nothing_outside_it(
    client: Client, tanaka: Staff, settings: Settings
) -> None:
    settings.DEMO = True
    begin(client)
    settings.DEMO = False
    assert client.get("/")["Location"].startswith("/sign-in")


def test_who_has_a_second_factor_shows_it_in_the_demonstration_too(
    client: Client, tanaka: Staff, settings: Settings
) -> None:
    settings.DEMO = True
    give_totp(tanaka)
    assert begin(client) == "/sign-in/second"


def test_signed_in_already_is_told_so_and_does_not_loop(client: Client, tanaka: Staff) -> None:
    sign_in_staff(client, tanaka, give_totp(tanaka))
    page = client.get("/sign-in?next=/staff")
    assert page.status_code == 200
    assert "サインインしています" in text(page)


def test_signing_out(client: Client, tanaka: Staff) -> None:
    sign_in_staff(client, tanaka, give_totp(tanaka))
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert client.get("/")["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    "answer",
    ["", "{}", "[]", "null", "1", '{"id": "a"}', "{" * 200, '"x"', '{"response": {"userHandle": 3}}'],
)
def test_broken_passkey_answers_are_refused_in_words(client: Client, tanaka: Staff, answer: str) -> None:
    give_totp(tanaka)
    begin(client)
    client.get("/sign-in/second")
    assert client.post("/sign-in/second", {"answer": answer}).status_code == 422


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", '{"id": "a", "rawId": "a", "response": {}}', '{"response": []}']
)
def test_broken_passkey_registrations_are_refused_in_words(
    client: Client, tanaka: Staff, answer: str
) -> None:
    begin(client)
    client.get("/sign-in/set-up/passkey")
    assert client.post("/sign-in/set-up/passkey", {"name": "a", "answer": answer}).status_code == 422
    assert not factors_of(tanaka.account).any
