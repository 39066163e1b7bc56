"""Remove a second factor."""

from allauth.mfa.models import Authenticator

from yakuba.identity.models import Account
from yakuba.identity.permissions import OWN_SIGN_IN
from yakuba.identity.queries import lock_account_of
from yakuba.identity.second_factors import rows_of
from yakuba.kernel import audit
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound, Refusal


@action(permission=OWN_SIGN_IN, audit="二つめの手段を外した")
def remove_factor(actor: Actor, *, factor: str, may_be_last: bool = False) -> Account:
    """Remove the app (`totp`) or a passkey (its id). Refuses the last one unless `may_be_last` (the demonstration)."""
    account = lock_account_of(actor)
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
