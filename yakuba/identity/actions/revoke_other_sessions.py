"""End all sessions of one's own but this one."""

from yakuba.identity.models import Account
from yakuba.identity.permissions import OWN_SIGN_IN
from yakuba.identity.queries import account_of
from yakuba.identity.sessions import end_sessions
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor


@action(permission=OWN_SIGN_IN, audit="ほかのすべての端末のサインインを終わらせた")
def revoke_other_sessions(actor: Actor, *, keep: int | None) -> Account:
    """End all sessions of the actor's own account but `keep`."""
    account = account_of(actor)
    end_sessions(account, keep=keep)
    return account
