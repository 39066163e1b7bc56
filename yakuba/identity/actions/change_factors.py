"""A member of staff adds, removes or renews their second factors."""

from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn

from yakuba.identity.models import Account
from yakuba.identity.permissions import OWN_SIGN_IN
from yakuba.identity.queries import account_of
from yakuba.identity.second_factors import factors_of, rows_of, totp_step
from yakuba.kernel import audit
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound, Refusal

MOST_PASSKEYS = 10


@action(permission=OWN_SIGN_IN, audit="二つめの手段（認証アプリ）を加えた")
def add_totp(actor: Actor, *, secret: str, code: str) -> Account:
    """Add an authenticator app. Refuses digits the app does not show now, and a second app."""
    account = _locked(actor)
    if factors_of(account).totp:
        raise Refusal("totp_exists", "認証アプリは登録済みです。変えるときは、先に今のものを外してください。")
    step = totp_step(secret, code)
    if step is None:
        sentence = "番号が違います。アプリに出ている6けたの番号を入れてください。"
        raise Refusal("wrong_code", sentence, {"code": sentence})
    row = TOTP.activate(account, secret).instance
    row.data["last_step"] = step
    row.save(update_fields=["data"])
    _recovery_codes(account)
    return account


@action(permission=OWN_SIGN_IN, audit="二つめの手段（パスキー）を加えた")
def add_passkey(actor: Actor, *, name: str, answer: Mapping[str, Any]) -> Account:
    """Add a passkey whose making was checked (`second_factors.registers`). At most ten."""
    account = _locked(actor)
    have = factors_of(account)
    if len(have.passkeys) >= MOST_PASSKEYS:
        raise Refusal("too_many_passkeys", "パスキーは10個までです。使わないものを外してください。")
    WebAuthn.add(account, name.strip()[:50] or f"パスキー{len(have.passkeys) + 1}", dict(answer))
    _recovery_codes(account)
    return account


@action(permission=OWN_SIGN_IN, audit="二つめの手段を外した")
def remove_factor(actor: Actor, *, factor: str, may_be_last: bool = False) -> Account:
    """Remove the app (`totp`) or a passkey (its id). Refuses the last one unless `may_be_last` (the demonstration)."""
    account = _locked(actor)
    kinds = Authenticator.Type
    rows = rows_of(account).exclude(type=kinds.RECOVERY_CODES)
    wanted = (
        rows.filter(type=kinds.TOTP)
        if factor == "totp"
        else rows.filter(
            type=kinds.WEBAUTHN,
            pk=int(factor) if factor.isascii() and factor.isdigit() and len(factor) < 18 else 0,
        )
    )
    row = wanted.first()
    if row is None:
        raise NotFound()
    if rows.count() == 1 and not may_be_last:
        raise Refusal("last_factor", "最後の一つは外せません。先にほかの手段を加えてください。")
    audit.note(kind=row.type)
    row.delete()
    if not rows.exists():
        rows_of(account).delete()
    return account


@action(permission=OWN_SIGN_IN, audit="予備の番号を作り直した")
def renew_recovery_codes(actor: Actor) -> Account:
    """Make ten new recovery codes; the old ones are dead. Refuses where there is no second factor to recover."""
    account = _locked(actor)
    if not factors_of(account).any:
        raise Refusal("no_factor", "先に、認証アプリかパスキーを加えてください。")
    rows_of(account).filter(type=Authenticator.Type.RECOVERY_CODES).delete()
    _recovery_codes(account)
    return account


def recovery_codes(account: Account) -> list[str]:
    """The unused recovery codes, to be shown once after they were made."""
    row = rows_of(account).filter(type=Authenticator.Type.RECOVERY_CODES).first()
    return list(RecoveryCodes(row).get_unused_codes()) if row else []


def _locked(actor: Actor) -> Account:
    account = account_of(actor)
    return Account.objects.select_for_update().get(pk=account.pk)


def _recovery_codes(account: Account) -> None:
    RecoveryCodes.activate(account)
