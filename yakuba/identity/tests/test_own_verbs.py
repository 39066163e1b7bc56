"""Verbs about oneself: refused to whoever they are not for, and then nothing changes; refused twice where once is all."""

from collections.abc import Callable
from typing import Any

import pytest

from yakuba.identity import api
from yakuba.identity.actions.add_passkey import add_passkey
from yakuba.identity.actions.add_totp import add_totp
from yakuba.identity.actions.ask_mail_code import ask_mail_code
from yakuba.identity.actions.change_email import change_email
from yakuba.identity.actions.change_password import change_password
from yakuba.identity.actions.close_account import close_account
from yakuba.identity.actions.drop_mail_code import drop_mail_code
from yakuba.identity.actions.open_account import open_account
from yakuba.identity.actions.remove_factor import remove_factor
from yakuba.identity.actions.renew_recovery_codes import renew_recovery_codes
from yakuba.identity.actions.reset_password import reset_password
from yakuba.identity.actions.revoke_other_sessions import revoke_other_sessions
from yakuba.identity.actions.revoke_session import revoke_session
from yakuba.identity.actions.sign_in import sign_in
from yakuba.identity.actions.verify_email import verify_email
from yakuba.identity.models import MailCode, Resident
from yakuba.identity.second_factors import new_totp_secret
from yakuba.identity.sessions import SessionStore
from yakuba.identity.tests.people import (
    PASSWORD,
    account_of,
    make_resident,
    make_staff,
    totp_now,
    unchanged,
)
from yakuba.kernel.actor import Actor, anonymous
from yakuba.kernel.refusals import NotAllowed, NotFound, Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("public_face")]
ADDRESS, NEW = "hanako@example.jp", "あさがお-52-すずめ"
SECRET = new_totp_secret()


@pytest.fixture
def hanako() -> Resident:
    """A resident with an account."""
    return make_resident(ADDRESS)


@pytest.fixture
def code() -> MailCode:
    """A code for another address."""
    return ask_mail_code(anonymous(), email="new@example.jp").row


Verb = Callable[[Actor, Resident, MailCode], Any]
FOR_ACCOUNTS: dict[str, Verb] = {
    "change_password": lambda actor, _one, _code: change_password(actor, new=NEW, keep=None),
    "revoke_session": lambda actor, _one, _code: revoke_session(actor, session_id=1),
    "revoke_other_sessions": lambda actor, _one, _code: revoke_other_sessions(actor, keep=None),
    "sign_in": lambda actor, one, _code: sign_in(
        actor, account=account_of(one), store=SessionStore(), how="x"
    ),
    "add_totp": lambda actor, _one, _code: add_totp(actor, secret=SECRET, code=totp_now(SECRET)),
    "add_passkey": lambda actor, _one, _code: add_passkey(actor, name="x", answer={}),
    "remove_factor": lambda actor, _one, _code: remove_factor(actor, factor="totp"),
    "renew_recovery_codes": lambda actor, _one, _code: renew_recovery_codes(actor),
}
FOR_RESIDENTS: dict[str, Verb] = {
    "change_email": lambda actor, _one, code: change_email(actor, code=code),
    "close_account": lambda actor, _one, _code: close_account(actor),
}
FOR_GUESTS: dict[str, Verb] = {
    "open_account": lambda actor, _one, _code: open_account(actor, password=PASSWORD),
    "reset_password": lambda actor, _one, _code: reset_password(actor, new=NEW),
}


def refuse(verb: Verb, actors: list[Actor], hanako: Resident, code: MailCode) -> None:
    """Each of the actors is refused, and nothing changes."""
    for actor in actors:

        def refused(actor: Actor = actor) -> None:
            with pytest.raises(NotAllowed):
                verb(actor, hanako, code)

        unchanged(refused)


@pytest.mark.parametrize("name", FOR_ACCOUNTS)
def test_without_an_account_it_is_refused(name: str, hanako: Resident, code: MailCode) -> None:
    refuse(FOR_ACCOUNTS[name], [anonymous(), api.guest(ADDRESS)], hanako, code)


@pytest.mark.parametrize("name", FOR_RESIDENTS)
def test_but_for_residents_it_is_refused(name: str, hanako: Resident, code: MailCode) -> None:
    staff = api.actor_for_staff(make_staff("sato"))
    refuse(FOR_RESIDENTS[name], [anonymous(), api.guest(ADDRESS), staff], hanako, code)


@pytest.mark.parametrize("name", FOR_GUESTS)
def test_without_a_verified_address_it_is_refused(name: str, hanako: Resident, code: MailCode) -> None:
    staff = api.actor_for_staff(make_staff("sato"))
    refuse(FOR_GUESTS[name], [anonymous(), staff], hanako, code)


def test_resident_opens_no_second_account(hanako: Resident) -> None:
    def refused() -> None:
        with pytest.raises(NotAllowed):
            open_account(api.actor_for_resident(hanako), password=PASSWORD)

    unchanged(refused)


def test_code_is_used_once(hanako: Resident, code: MailCode) -> None:
    guest = api.guest("new@example.jp")
    verify_email(guest, code=MailCode.objects.get(), store=SessionStore())

    def refused() -> None:
        with pytest.raises(Refusal):
            verify_email(guest, code=code, store=SessionStore())
        with pytest.raises(Refusal):
            change_email(api.actor_for_resident(hanako), code=code)

    unchanged(refused)


def test_code_is_dropped_once_and_dropping_again_is_harmless(code: MailCode) -> None:
    drop_mail_code(anonymous(), row=code)
    unchanged(lambda: drop_mail_code(anonymous(), row=code))
    assert not MailCode.objects.exists()


def test_closed_account_signs_in_no_more_and_closes_no_more(hanako: Resident) -> None:
    actor, account = api.actor_for_resident(hanako), account_of(hanako)
    close_account(actor)

    def refused() -> None:
        with pytest.raises(NotAllowed):
            sign_in(actor, account=account, store=SessionStore(), how="password")
        with pytest.raises(NotFound):
            reset_password(api.guest(ADDRESS), new=NEW)

    unchanged(refused)


def test_recovery_codes_need_something_to_recover() -> None:
    actor = api.actor_for_staff(make_staff("sato"))

    def refused() -> None:
        with pytest.raises(Refusal) as no:
            renew_recovery_codes(actor)
        assert no.value.code == "no_factor"
        with pytest.raises(Refusal):
            add_totp(actor, secret=SECRET, code="000000")

    unchanged(refused)


def test_ten_passkeys_are_enough() -> None:
    actor = api.actor_for_staff(make_staff("sato"))
    for _ in range(10):
        add_passkey(actor, name="鍵", answer={})

    def refused() -> None:
        with pytest.raises(Refusal):
            add_passkey(actor, name="鍵", answer={})

    unchanged(refused)
