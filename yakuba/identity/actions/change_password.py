"""Choose another password."""

from yakuba.identity.models import Account
from yakuba.identity.passwords import set_password
from yakuba.identity.permissions import OWN_SIGN_IN
from yakuba.identity.queries import account_of
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor


@action(permission=OWN_SIGN_IN, audit="パスワードを変えた")
def change_password(actor: Actor, *, new: str, keep: int | None) -> Account:
    """Set one's own password; every other session ends. Refuses a weak one."""
    return set_password(account_of(actor), new, keep=keep)
