"""Keep that a friend was told today that nobody is at the desk."""

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.portal.models import Talk
from yakuba.portal.permissions import HEAR_LINE


@action(permission=HEAR_LINE, unaudited="同じことを一日に二度言わないための控えです")
def tell_closed(actor: Actor, *, talk: Talk) -> bool:
    """Whether it has not been said today yet; from now on it has."""
    today = clock.today()
    if talk.told_closed_on == today:
        return False
    talk.told_closed_on = today
    talk.save(update_fields=["told_closed_on"])
    return True
