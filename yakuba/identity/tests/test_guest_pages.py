"""A guest on the Internet face: address, code, link; throttled, telling nothing, without JavaScript."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from yakuba.identity.gateways import mail as gateway
from yakuba.identity.models import Attempt, MailCode, Session
from yakuba.identity.tests.people import (
    everything,
    mailed_code,
    mailed_link,
    make_resident,
    text,
    verify_address,
)
from yakuba.kernel import clock
from yakuba.kernel.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("public_face")]
ADDRESS = "Taro.Yamada@Example.jp"


def test_code_makes_a_guest_with_a_new_session_key(client: Client) -> None:
    client.post("/sign-in", {"email": ADDRESS})
    before = client.cookies["session_public"].value
    answer = client.post("/sign-in/code", {"code": mailed_code()})
    assert answer.status_code == 302
    assert client.cookies["session_public"].value != before
    assert text(client.get("/who")).startswith("guest guest:")
    assert text(client.get("/who")).endswith(" 10")
    assert not MailCode.objects.exists(), "a code is used up"


def test_audit_holds_no_address(client: Client) -> None:
    verify_address(client, ADDRESS)
    entry = AuditEntry.objects.get()
    written = f"{entry.actor_key} {entry.actor_label} {entry.text} {entry.object_id} {entry.detail}"
    assert "ゲスト（メール確認済み）" in written
    assert "amada" not in written.lower()


def test_same_address_in_other_letters_is_the_same_guest(client: Client, other: Client) -> None:
    verify_address(client, "Taro@Example.jp")
    verify_address(other, "taro@example.jp")
    assert text(client.get("/who")) == text(other.get("/who"))


def test_old_session_key_is_dead_after_verification(client: Client, other: Client) -> None:
    client.post("/sign-in", {"email": ADDRESS})
    other.cookies["session_public"] = client.cookies["session_public"].value
    client.post("/sign-in/code", {"code": mailed_code()})
    assert text(other.get("/who")).startswith("anonymous")


def test_key_chosen_by_somebody_else_is_never_taken(client: Client) -> None:
    client.cookies["session_public"] = "a" * 40
    client.post("/sign-in", {"email": ADDRESS})
    assert client.cookies["session_public"].value != "a" * 40


def test_table_holds_no_key_that_a_cookie_could_say(client: Client) -> None:
    verify_address(client, ADDRESS)
    assert client.cookies["session_public"].value not in str(list(Session.objects.values()))


def test_neither_code_nor_address_stands_in_the_table(client: Client) -> None:
    client.post("/sign-in", {"email": ADDRESS})
    row = str(list(MailCode.objects.values()))
    assert mailed_code() not in row
    assert "amada" not in row.lower()
    assert mailed_link().rsplit("/", 1)[1] not in row


def test_wrong_codes_are_counted_down_and_end_the_code(client: Client) -> None:
    client.post("/sign-in", {"email": ADDRESS})
    right = mailed_code()
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for left in (4, 3, 2, 1):
        answer = client.post("/sign-in/code", {"code": wrong})
        assert answer.status_code == 422
        assert f"あと{left}回" in text(answer)
    assert "もう一度" in text(client.post("/sign-in/code", {"code": wrong}))
    assert client.post("/sign-in/code", {"code": right}).status_code == 422, "the right one is too late"
    assert text(client.get("/who")).startswith("anonymous")


def test_code_is_dead_after_fifteen_minutes(client: Client) -> None:
    now = clock.now()
    with clock.frozen(now):
        client.post("/sign-in", {"email": ADDRESS})
    with clock.frozen(now + timedelta(minutes=15)):
        assert client.post("/sign-in/code", {"code": mailed_code()}).status_code == 422


def test_newer_code_kills_the_older(client: Client) -> None:
    client.post("/sign-in", {"email": ADDRESS})
    first = mailed_code()
    assert client.post("/sign-in/code", {"again": "yes"}).status_code == 302
    assert "新しい番号を送りました" in text(client.get("/sign-in/code"))
    if first != mailed_code():
        assert client.post("/sign-in/code", {"code": first}).status_code == 422
    assert client.post("/sign-in/code", {"code": mailed_code()}).status_code == 302


def test_code_is_of_no_use_in_another_browser(client: Client, other: Client) -> None:
    client.post("/sign-in", {"email": ADDRESS})
    code = mailed_code()
    answer = other.post("/sign-in/code", {"code": code})
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in"


def test_opening_the_link_does_nothing_the_button_signs_in(client: Client, other: Client) -> None:
    client.post("/sign-in", {"email": ADDRESS, "next": "/who"})
    link = mailed_link()
    before = everything()
    page = other.get(link)
    assert page.status_code == 200
    assert "T***@example.jp" in text(page)
    assert everything() == before
    assert other.post(link)["Location"] == "/who"
    assert text(other.get("/who")).startswith("guest")
    assert other.post(link).status_code == 422, "it works once"


def test_made_up_link_is_refused(client: Client) -> None:
    answer = client.get("/sign-in/link/aaaaaaaa")
    assert answer.status_code == 422
    assert "期限が切れました" in text(answer)


def test_link_is_made_from_the_offices_own_address(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client.post("/sign-in", {"email": ADDRESS}, headers={"host": "evil.example"})
    assert settings.PUBLIC_URL in str(mail.outbox[0].body)
    assert "evil" not in str(mail.outbox[0].body)


def test_known_and_unknown_addresses_are_answered_alike(client: Client, other: Client) -> None:
    make_resident("known@example.jp")
    known = client.post("/sign-in", {"email": "known@example.jp"})
    unknown = other.post("/sign-in", {"email": "unknown@example.jp"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    pages = [text(client.get("/sign-in/code")), text(other.get("/sign-in/code"))]
    plain = [re.sub(r'value="[^"]{20,}"|(un)?known@', "", one) for one in pages]
    assert plain[0] == plain[1]


@pytest.mark.parametrize(
    "next_path",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "evil",
        "/" + "a" * 600,
    ],
)
def test_nobody_is_led_to_another_site(client: Client, next_path: str) -> None:
    answer = verify_address(client, ADDRESS, wanted=next_path)
    assert answer["Location"] == "/"


def test_wished_page_of_this_site_is_opened(client: Client) -> None:
    assert verify_address(client, ADDRESS, wanted="/who?a=1")["Location"] == "/who?a=1"


def test_one_address_gets_three_mails_in_ten_minutes(client: Client) -> None:
    now = clock.now()
    with clock.frozen(now):
        for _ in range(3):
            assert Client().post("/sign-in", {"email": ADDRESS}).status_code == 302
        answer = client.post("/sign-in", {"email": ADDRESS.lower()})
        assert answer.status_code == 429
        assert "10分ほど待って" in text(answer)
        assert len(mail.outbox) == 3
        assert client.post("/sign-in", {"email": "other@example.jp"}).status_code == 302
    with clock.frozen(now + timedelta(minutes=10, seconds=1)):
        assert client.post("/sign-in", {"email": ADDRESS}).status_code == 302


def test_one_network_gets_sixty_mails_in_ten_minutes(client: Client) -> None:
    with clock.frozen(clock.now()):
        for number in range(60):
            assert client.post("/sign-in", {"email": f"a{number}@example.jp"}).status_code == 302
        assert client.post("/sign-in", {"email": "a61@example.jp"}).status_code == 429
        elsewhere = client.post("/sign-in", {"email": "a61@example.jp"}, REMOTE_ADDR="203.0.113.9")
        assert elsewhere.status_code == 302


def test_new_codes_do_not_make_more_guesses(client: Client) -> None:
    """Fifteen wrong tries an hour over all codes of one address, whoever asks."""
    now = clock.now()
    tried = 0
    for minute in range(0, 50, 11):
        with clock.frozen(now + timedelta(minutes=minute)):
            browser = Client()
            browser.post("/sign-in", {"email": ADDRESS})
            wrong = f"{(int(mailed_code()) + 1) % 1_000_000:06}"
            for _ in range(5):
                tried += browser.post("/sign-in/code", {"code": wrong}).status_code == 422
    assert tried == 15


def test_mail_server_away_is_said_and_nothing_is_left(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_words: str) -> None:
        raise gateway.MailNotSent("mail_away", gateway.AWAY)

    monkeypatch.setattr(gateway, "send", away)
    answer = client.post("/sign-in", {"email": ADDRESS})
    assert answer.status_code == 422
    assert "ただいまメールを送れません" in text(answer)
    assert "Taro.Yamada@Example.jp" in text(answer), "what was typed stays"
    assert not MailCode.objects.exists()
    assert not Session.objects.exists()


def test_unreachable_server_is_a_refusal_of_the_gateway(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(gateway.MailNotSent) as refused:
        gateway.send(to="a@example.jp", subject="s", body="b")
    assert refused.value.code == "mail_away"


def test_carriers_old_addresses_are_quoted() -> None:
    gateway.send(to="a..b.@docomo.ne.jp", subject="s", body="b")
    assert mail.outbox[0].to == ['"a..b."@docomo.ne.jp']


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "a",
        "a@b",
        "a@@example.jp",
        "a b@example.jp",
        "x" * 5000,
        "\u202ea@example.jp",
    ],
)
def test_what_is_no_address_is_refused_in_words(client: Client, typed: str) -> None:
    answer = client.post("/sign-in", {"email": typed})
    assert answer.status_code == 422
    assert 'href="#id_email"' in text(answer)
    assert not mail.outbox
    assert not Attempt.objects.exists()


def test_a_nul_is_refused_before_any_form(client: Client) -> None:
    assert client.post("/sign-in", {"email": "a\x00@example.jp"}).status_code == 400
    assert not mail.outbox
    assert not Attempt.objects.exists()


def test_signing_out_ends_the_session(client: Client) -> None:
    verify_address(client, ADDRESS)
    assert client.get("/sign-out").status_code == 405
    client.post("/sign-out")
    assert text(client.get("/who")).startswith("anonymous")
    assert not Session.objects.exists()


def test_page_above_the_guests_level_tells_what_to_do_and_does_not_loop(client: Client) -> None:
    verify_address(client, ADDRESS)
    answer = client.get("/vault")
    assert answer["Location"] == "/sign-in?next=%2Fvault"
    page = client.get("/sign-in?next=%2Fvault")
    assert page.status_code == 200
    assert "/account/new?next=/vault" in text(page).replace("%2F", "/")
    made = client.post("/account/new?next=/vault", {"new": "ひまわり-37-ことり", "next": "/vault"})
    assert made["Location"] == "/vault"
    assert text(client.get("/vault")) == "vault"
