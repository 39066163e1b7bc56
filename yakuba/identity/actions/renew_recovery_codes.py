"""Make new recovery codes in place of the old ones."""

from allauth.mfa.models import Authenticator

from yakuba.identity.models import Account
from yakuba.identity.permissions import OWN_SIGN_IN
from yakuba.identity.queries import lock_account_of
from yakuba.identity.second_factors import factors_of, give_recovery_codes, rows_of
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal


@action(permission=OWN_SIGN_IN, audit="予備の番号を作り直した")
def renew_recovery_codes(actor: Actor) -> Account:
    """Make ten new recovery codes; the old ones are dead. Refuses where there is no second factor to recover."""
    account = lock_account_of(actor)
    if not factors_of(account).any:
        raise Refusal("no_factor", "先に、認証アプリかパスキーを加えてください。")
    rows_of(account).filter(type=Authenticator.Type.RECOVERY_CODES).delete()
    give_recovery_codes(account)
    return account
