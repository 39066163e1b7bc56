"""End a session of one's own on another device."""

from django.conf import settings

from yakuba.identity.models import Account
from yakuba.identity.permissions import OWN_SIGN_IN
from yakuba.identity.queries import account_of, sessions_of
from yakuba.kernel import audit
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound


@action(permission=OWN_SIGN_IN, audit="ほかの端末のサインインを終わらせた")
def revoke_session(actor: Actor, *, session_id: int) -> Account:
    """End one session of the actor's own account; anybody else's is not there (NotFound)."""
    account = account_of(actor)
    gone, _rows = sessions_of(account, settings.FACE).filter(pk=session_id).delete()
    if not gone:
        raise NotFound()
    audit.note(session=session_id)
    return account
