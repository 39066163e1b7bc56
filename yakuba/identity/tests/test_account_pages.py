"""An account on the Internet face: made, used, changed, given up."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from yakuba.identity import api
from yakuba.identity.actions.remember_facts import remember_facts
from yakuba.identity.models import Account, Fact, Resident, Session
from yakuba.identity.tests.people import (
    HOUSE,
    PASSWORD,
    account_of,
    everything,
    mailed_code,
    make_resident,
    sign_in_resident,
    text,
    verify_address,
)
from yakuba.kernel import clock
from yakuba.kernel.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("public_face")]
ADDRESS, NEW = "hanako@example.jp", "あさがお-52-すずめ"


def test_guest_makes_an_account_and_is_signed_in(client: Client) -> None:
    verify_address(client, ADDRESS)
    assert client.post("/account/new", {"new": PASSWORD}).status_code == 302
    resident = Resident.objects.get()
    assert text(client.get("/who")) == f"resident resident:{resident.pk} 20"
    assert "アカウントを作りました" in text(client.get("/account"))


def test_what_the_guest_applied_for_belongs_to_the_account_too(client: Client) -> None:
    resident = make_resident(ADDRESS)
    actor = api.actor_for_resident(resident)
    assert api.keys_of(actor) == {actor.key, api.guest_key(ADDRESS)}
    assert api.keys_of(api.guest(ADDRESS)) == {api.guest_key("Hanako@example.jp")}


@pytest.mark.parametrize("weak", ["short", "1234567890123", "password123", "あ" * 300, ""])
def test_weak_password_is_refused_and_nothing_is_made(client: Client, weak: str) -> None:
    verify_address(client, ADDRESS)
    before = everything()
    assert client.post("/account/new", {"new": weak}).status_code == 422
    after = everything()
    assert before == after


def test_second_account_for_an_address_is_refused_in_words(client: Client) -> None:
    make_resident(ADDRESS)
    verify_address(client, ADDRESS.upper())
    answer = client.post("/account/new", {"new": PASSWORD})
    assert answer.status_code == 422
    assert "もうあります" in text(answer)
    assert Account.objects.count() == 1


def test_sign_in_with_password(client: Client) -> None:
    resident = make_resident(ADDRESS)
    sign_in_resident(client, "Hanako@EXAMPLE.jp")
    assert text(client.get("/who")) == f"resident resident:{resident.pk} 20"
    assert AuditEntry.objects.filter(text="サインインした", actor_key=f"resident:{resident.pk}").exists()


def test_wrong_password_and_unknown_address_sound_alike(client: Client) -> None:
    make_resident(ADDRESS)
    wrong = client.post("/sign-in/password", {"email": ADDRESS, "password": "x" * 12})
    unknown = client.post("/sign-in/password", {"email": "nobody@example.jp", "password": "x" * 12})
    for answer in (wrong, unknown):
        assert answer.status_code == 422
        assert "メールアドレスかパスワードが違います" in text(answer)


def test_guessing_becomes_slow_and_the_right_password_waits_too(client: Client) -> None:
    make_resident(ADDRESS)
    now = clock.now()
    with clock.frozen(now):
        for _ in range(5):
            assert (
                client.post("/sign-in/password", {"email": ADDRESS, "password": "wrong-wrong"}).status_code
                == 422
            )
        assert client.post("/sign-in/password", {"email": ADDRESS, "password": PASSWORD}).status_code == 429
    with clock.frozen(now + timedelta(minutes=5, seconds=1)):
        sign_in_resident(client, ADDRESS)


def test_staff_cannot_sign_in_here(client: Client) -> None:
    Account.objects.create_user("tanaka", PASSWORD, kind="staff")
    answer = client.post("/sign-in/password", {"email": "tanaka", "password": PASSWORD})
    assert answer.status_code == 422


def test_forgotten_password_by_code(client: Client, other: Client) -> None:
    make_resident(ADDRESS)
    sign_in_resident(other, ADDRESS)
    verify_address(client, ADDRESS, wanted="/account/password")
    assert client.post("/account/password", {"new": NEW}).status_code == 302
    assert text(client.get("/who")).startswith("resident")
    assert text(other.get("/who")).startswith("anonymous"), "all other sessions ended"
    assert "パスワードが変わりました" in str(mail.outbox[-1].body)
    assert Client().post("/sign-in/password", {"email": ADDRESS, "password": NEW}).status_code == 302


def test_forgotten_password_needs_a_fresh_look_at_the_mailbox(client: Client) -> None:
    make_resident(ADDRESS)
    now = clock.now()
    with clock.frozen(now):
        verify_address(client, ADDRESS)
    with clock.frozen(now + timedelta(minutes=16)):
        answer = client.post("/account/password", {"new": NEW})
        assert answer["Location"] == "/sign-in?next=/account/password"
    assert account_of(Resident.objects.get()).check_password(PASSWORD)


def test_forgotten_password_without_an_account_is_refused(client: Client) -> None:
    verify_address(client, "nobody@example.jp")
    before = everything()
    answer = client.post("/account/password", {"new": NEW})
    assert answer.status_code == 404
    assert "アカウントはありません" in text(answer)
    assert everything() == before


def test_changing_the_password_ends_other_sessions(client: Client, other: Client) -> None:
    make_resident(ADDRESS)
    sign_in_resident(client, ADDRESS)
    sign_in_resident(other, ADDRESS)
    refused = client.post("/account/password", {"password": "wrong", "new": NEW})
    assert refused.status_code == 422
    assert text(other.get("/who")).startswith("resident")
    assert client.post("/account/password", {"password": PASSWORD, "new": NEW}).status_code == 302
    assert text(other.get("/who")).startswith("anonymous")
    assert text(client.get("/who")).startswith("resident")


def test_moving_to_another_address(client: Client) -> None:
    make_resident(ADDRESS)
    sign_in_resident(client, ADDRESS)
    assert client.post("/account/email", {"email": "new@example.jp", "password": "wrong"}).status_code == 422
    assert not mail.outbox
    assert client.post("/account/email", {"email": "new@example.jp", "password": PASSWORD}).status_code == 302
    assert mail.outbox[-1].to == ["new@example.jp"]
    assert "/sign-in/link/" not in str(mail.outbox[-1].body), "the link would make a guest instead"
    assert client.post("/account/email/code", {"code": "x"}).status_code == 422
    assert client.post("/account/email/code", {"code": mailed_code()}).status_code == 302
    assert Resident.objects.get().email == "new@example.jp"
    assert mail.outbox[-1].to == [ADDRESS], "the old address is told"
    assert (
        Client().post("/sign-in/password", {"email": "new@example.jp", "password": PASSWORD}).status_code
        == 302
    )


def test_address_of_another_account_is_refused(client: Client) -> None:
    make_resident(ADDRESS)
    make_resident("taken@example.jp")
    sign_in_resident(client, ADDRESS)
    client.post("/account/email", {"email": "taken@example.jp", "password": PASSWORD})
    answer = client.post("/account/email/code", {"code": mailed_code()})
    assert answer.status_code == 422
    assert "ほかのアカウントがあります" in text(answer)
    assert Resident.objects.filter(email=ADDRESS).exists()


def test_sessions_are_listed_and_ended_at_once(client: Client, other: Client) -> None:
    make_resident(ADDRESS)
    agent = {"user-agent": "Mozilla/5.0 (iPhone) Version/18.0 Safari/604.1"}
    other.post("/sign-in/password", {"email": ADDRESS, "password": PASSWORD}, headers=agent)
    sign_in_resident(client, ADDRESS)
    page = text(client.get("/account/sessions"))
    assert "Safari（iPhone）" in page
    assert page.count("終わらせる</button>") + page.count("終わらせる<span") >= 1
    foreign = Session.objects.get(device="Safari（iPhone）")
    assert client.post("/account/sessions", {"session": str(foreign.pk)}).status_code == 302
    assert text(other.get("/who")).startswith("anonymous")


@pytest.mark.parametrize("sent", ["", "abc", "9" * 30, "-1", "０", "0"])
def test_made_up_session_numbers_are_not_found(client: Client, sent: str) -> None:
    make_resident(ADDRESS)
    sign_in_resident(client, ADDRESS)
    assert client.post("/account/sessions", {"session": sent}).status_code == 404


def test_somebody_elses_session_is_not_found_and_lives_on(client: Client, other: Client) -> None:
    make_resident(ADDRESS)
    make_resident("other@example.jp")
    sign_in_resident(client, ADDRESS)
    sign_in_resident(other, "other@example.jp")
    theirs = Session.objects.get(account__login="other@example.jp")
    assert client.post("/account/sessions", {"session": str(theirs.pk)}).status_code == 404
    assert text(other.get("/who")).startswith("resident")


def test_facts_are_shown_and_forgotten(client: Client) -> None:
    resident = make_resident(ADDRESS)
    values = {
        "person.name": {"given": "花子", "family": "葛󠄀城", "family_kana": "カツラギ"},
        "person.bank_account": {"number": "0000123", "bank": "9900"},
    }
    remember_facts(HOUSE, resident=resident, values=values, source="児童手当の申請")
    sign_in_resident(client, ADDRESS)
    page = text(client.get("/account/facts"))
    assert "葛󠄀城 花子" in page
    assert "****123" in page
    assert "0000123" not in page
    assert client.post("/account/facts", {"code": "person.name"}).status_code == 302
    assert not Fact.objects.filter(code="person.name").exists()
    assert client.post("/account/facts", {"code": "person.name"}).status_code == 404


def test_closing_removes_what_is_ones_own_and_says_what_stays(client: Client, other: Client) -> None:
    resident = make_resident(ADDRESS)
    remember_facts(HOUSE, resident=resident, values={"person.phone": "090"}, source="x")
    sign_in_resident(client, ADDRESS)
    sign_in_resident(other, ADDRESS)
    assert "出した申請と、その結果" in text(client.get("/account/close"))
    assert client.post("/account/close", {"password": "wrong"}).status_code == 422
    assert client.post("/account/close", {"password": PASSWORD}).status_code == 200
    assert not Session.objects.exists()
    assert not Fact.objects.exists()
    row = Resident.objects.get()
    assert (row.email, row.name) == ("", "")
    assert ADDRESS not in str(list(Account.objects.values()))
    assert text(other.get("/who")).startswith("anonymous")
    verify_address(client, ADDRESS)
    assert client.post("/account/new", {"new": PASSWORD}).status_code == 302, "one may begin anew"


@pytest.mark.parametrize("page", ["/account", "/account/new", "/account/password"])
def test_nobody_is_led_to_verify_first(client: Client, page: str) -> None:
    assert client.get(page)["Location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("page", ["/account/email", "/account/sessions", "/account/facts", "/account/close"])
def test_guests_are_led_to_more(client: Client, page: str) -> None:
    verify_address(client, ADDRESS)
    assert client.get(page)["Location"].startswith("/sign-in?next=")
    assert client.post(page, {"session": "others", "code": "x", "password": PASSWORD}).status_code == 302
