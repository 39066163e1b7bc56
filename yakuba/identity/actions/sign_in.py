"""Begin a session of somebody who has shown what their account asks for."""

from typing import Any

from django.conf import settings

from yakuba.identity.models import Account, Session
from yakuba.identity.permissions import OWN_SIGN_IN
from yakuba.identity.policy import policy
from yakuba.identity.sessions import SessionStore
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotAllowed


@action(permission=OWN_SIGN_IN, audit="サインインした")
def sign_in(
    actor: Actor, *, account: Account, store: SessionStore, data: dict[str, Any] | None = None, how: str
) -> Session:
    """Begin a session with a new key. `actor` is who signs in; its assurance becomes the session's.

    `how` (password, totp, passkey, recovery) goes into the trail. Refuses an account that was closed meanwhile.
    """
    locked = Account.objects.select_for_update().get(pk=account.pk)
    if not locked.is_active:
        raise NotAllowed()
    now = clock.now()
    locked.last_login = now
    locked.save(update_fields=["last_login"])
    audit.note(about=locked, how=how)
    return store.begin(
        account=account,
        assurance=actor.assurance,
        data=data or {},
        until=now + policy().length(settings.FACE),
    )
