"""Passkeys, with a security key in software: made, used, refused."""

import html
import json
import re
from typing import Any

import pytest
from django.test import Client

from yakuba.identity.models import Staff
from yakuba.identity.second_factors import factors_of
from yakuba.identity.tests.people import (
    PASSWORD,
    everything,
    give_totp,
    make_role,
    make_section,
    make_staff,
    sign_in_staff,
    text,
)
from yakuba.identity.tests.soft_key import SoftKey
from yakuba.kernel.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staff_face")]


@pytest.fixture
def sato() -> Staff:
    """An officer without a second factor."""
    return make_staff("sato", make_section("counter", "総合窓口課"), make_role("officer", "cases.read"))


def options(client: Client, page: str) -> dict[str, Any]:
    """The challenge that a page hands to the browser."""
    found = re.search(r'data-options="([^"]+)"', text(client.get(page)))
    assert found
    value: dict[str, Any] = json.loads(html.unescape(found[1]))
    return value


def set_up(client: Client, key: SoftKey) -> Any:
    """Password, then a passkey as the first second factor."""
    client.post("/sign-in", {"login": "sato", "password": PASSWORD})
    answer = key.create(options(client, "/sign-in/set-up/passkey"))
    return client.post("/sign-in/set-up/passkey", {"name": "窓口のパソコン", "answer": json.dumps(answer)})


def use(client: Client, key: SoftKey) -> Any:
    """Password, then the passkey."""
    client.post("/sign-in", {"login": "sato", "password": PASSWORD})
    answer = key.get(options(client, "/sign-in/second"))
    return client.post("/sign-in/second", {"answer": json.dumps(answer)})


def test_passkey_is_set_up_and_signs_in(client: Client, other: Client, sato: Staff) -> None:
    key = SoftKey()
    assert set_up(client, key)["Location"] == "/my-sign-in/recovery-codes"
    assert factors_of(sato.account).passkeys[0].name == "窓口のパソコン"
    assert factors_of(sato.account).recovery_left == 10
    assert use(other, key).status_code == 302
    assert text(other.get("/")).endswith(" 30")
    assert AuditEntry.objects.filter(text="サインインした", detail__how="passkey").exists()


def test_challenge_says_nothing_of_the_person_but_login_and_name(client: Client, sato: Staff) -> None:
    client.post("/sign-in", {"login": "sato", "password": PASSWORD})
    asked = options(client, "/sign-in/set-up/passkey")["publicKey"]
    assert asked["rp"]["id"] == "testserver"
    assert asked["user"]["name"] == "sato"
    assert len(asked["user"]["id"]) == 43


def test_another_key_another_site_and_a_used_answer_are_refused(
    client: Client, other: Client, sato: Staff
) -> None:
    key = SoftKey()
    set_up(client, key)
    stranger, elsewhere = SoftKey(), SoftKey(origin="https://evil.example")
    elsewhere.key, elsewhere.id = key.key, key.id
    stranger.id = key.id
    assert use(other, stranger).status_code == 422, "another key pair under the same name"
    assert use(other, elsewhere).status_code == 422, "asked for by another site"
    other.post("/sign-in", {"login": "sato", "password": PASSWORD})
    answer = {"answer": json.dumps(key.get(options(other, "/sign-in/second")))}
    assert other.post("/sign-in/second", answer).status_code == 302
    again = Client()
    again.post("/sign-in", {"login": "sato", "password": PASSWORD})
    options(again, "/sign-in/second")
    assert again.post("/sign-in/second", answer).status_code == 422, "an answer to another challenge"


def test_passkey_of_a_colleague_is_refused(client: Client, other: Client, sato: Staff) -> None:
    key = SoftKey()
    set_up(client, key)
    suzuki = make_staff("suzuki")
    give_totp(suzuki)
    other.post("/sign-in", {"login": "suzuki", "password": PASSWORD})
    asked = {"publicKey": {"challenge": "AAAA"}}
    assert other.post("/sign-in/second", {"answer": json.dumps(key.get(asked))}).status_code == 422


def test_second_passkey_is_added_with_the_password_and_the_first_one_removed(
    client: Client, sato: Staff
) -> None:
    sign_in_staff(client, sato, give_totp(sato))
    key = SoftKey()
    answer = json.dumps(key.create(options(client, "/my-sign-in/passkey")))
    before = everything()
    refused = client.post("/my-sign-in/passkey", {"name": "鍵", "answer": answer, "password": "wrong"})
    assert refused.status_code == 422
    assert [rows for rows in everything() if rows not in before] == _sessions_only(before)
    answer = json.dumps(key.create(options(client, "/my-sign-in/passkey")))
    made = client.post("/my-sign-in/passkey", {"name": "", "answer": answer, "password": PASSWORD})
    assert made["Location"] == "/my-sign-in"
    factors = factors_of(sato.account)
    assert factors.passkeys[0].name == "パスキー1"
    assert client.post("/my-sign-in/factors/totp/remove", {"password": PASSWORD}).status_code == 302
    last = client.post(f"/my-sign-in/factors/{factors.passkeys[0].id}/remove", {"password": PASSWORD})
    assert last.status_code == 422


def _sessions_only(before: list[Any]) -> list[Any]:
    """What may differ: the challenge in the session."""
    return [rows for rows in everything() if rows not in before and (rows and "key_digest" in rows[0])]
