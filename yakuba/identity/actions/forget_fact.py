"""Remove one thing the office remembers of somebody, because they wish it."""

from yakuba.identity.models import Resident
from yakuba.identity.permissions import OWN_ACCOUNT
from yakuba.identity.queries import facts_visible_to
from yakuba.kernel import audit
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound


@action(permission=OWN_ACCOUNT, audit="残していたことを消した")
def forget_fact(actor: Actor, *, code: str) -> Resident:
    """Remove one fact of the actor's own; refuses (NotFound) where there is none. What was applied for stays."""
    known = facts_visible_to(actor).select_related("resident")
    fact = next((one for one in known if one.code == code), None)
    if fact is None:
        raise NotFound()
    audit.note(codes=[code])
    fact.delete()
    return fact.resident
