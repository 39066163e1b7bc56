"""Give a resident the word that links their account with LINE."""

import secrets
from datetime import timedelta

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotAllowed
from yakuba.messaging.models import LineNonce
from yakuba.messaging.permissions import LINK_LINE
from yakuba.messaging.sealing import nonce_digest

HOLDS = timedelta(minutes=10)


@action(permission=LINK_LINE, audit="LINEとつなぐ手続きを始めた")
def begin_line_link(actor: Actor) -> str:
    """A new word (256 random bits) for this resident, good once within ten minutes. Refuses whoever has no account."""
    if actor.resident_id is None:
        raise NotAllowed()
    nonce = secrets.token_urlsafe(32)
    LineNonce.objects.bulk_create(
        [LineNonce(digest=nonce_digest(nonce), resident_id=actor.resident_id, until=clock.now() + HOLDS)]
    )
    return nonce
