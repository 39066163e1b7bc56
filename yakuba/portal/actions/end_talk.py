"""End a talk as the friend wished, or because they went."""

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.portal.models import Talk
from yakuba.portal.permissions import HEAR_LINE


@action(permission=HEAR_LINE, audit="LINEの相談を、相談した方が終えた")
def end_talk(actor: Actor, *, talk: Talk) -> Talk:
    """Close an open talk; what was said stays for the desk."""
    talk.closed_at, talk.closed_by_resident, talk.waiting_since = clock.now(), True, None
    talk.save(update_fields=["closed_at", "closed_by_resident", "waiting_since"])
    return talk
