"""Add an authenticator app."""

from allauth.mfa.totp.internal.auth import TOTP

from yakuba.identity.models import Account
from yakuba.identity.permissions import OWN_SIGN_IN
from yakuba.identity.queries import lock_account_of
from yakuba.identity.second_factors import factors_of, give_recovery_codes, totp_step
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal


@action(permission=OWN_SIGN_IN, audit="二つめの手段（認証アプリ）を加えた")
def add_totp(actor: Actor, *, secret: str, code: str) -> Account:
    """Add an authenticator app. Refuses digits the app does not show now, and a second app."""
    account = lock_account_of(actor)
    if factors_of(account).totp:
        raise Refusal("totp_exists", "認証アプリは登録済みです。変えるときは、先に今のものを外してください。")
    step = totp_step(secret, code)
    if step is None:
        sentence = "番号が違います。アプリに出ている6けたの番号を入れてください。"
        raise Refusal("wrong_code", sentence, {"code": sentence})
    row = TOTP.activate(account, secret).instance
    row.data["last_step"] = step
    row.save(update_fields=["data"])
    give_recovery_codes(account)
    return account
