"""Add a passkey."""

from collections.abc import Mapping
from typing import Any

from allauth.mfa.webauthn.internal.auth import WebAuthn

from yakuba.identity.models import Account
from yakuba.identity.permissions import OWN_SIGN_IN
from yakuba.identity.queries import lock_account_of
from yakuba.identity.second_factors import factors_of, give_recovery_codes
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal

MOST_PASSKEYS = 10


@action(permission=OWN_SIGN_IN, audit="二つめの手段（パスキー）を加えた")
def add_passkey(actor: Actor, *, name: str, answer: Mapping[str, Any]) -> Account:
    """Add a passkey whose making was checked (`second_factors.registers`). At most ten."""
    account = lock_account_of(actor)
    have = factors_of(account)
    if len(have.passkeys) >= MOST_PASSKEYS:
        raise Refusal("too_many_passkeys", "パスキーは10個までです。使わないものを外してください。")
    WebAuthn.add(account, name.strip()[:50] or f"パスキー{len(have.passkeys) + 1}", dict(answer))
    give_recovery_codes(account)
    return account
