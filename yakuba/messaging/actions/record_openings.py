"""Record how many opened a run, as LINE counts them."""

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.models import Run
from yakuba.messaging.permissions import SEND
from yakuba.messaging.rules.openings import Openings


@action(permission=SEND, unaudited="LINEが数えた人数を写すだけで、だれが開いたかは分かりません")
def record_openings(actor: Actor, *, run_id: int, openings: Openings) -> None:
    """Keep LINE's numbers, None where it tells none, and when they were asked for."""
    Run.objects.filter(pk=run_id).update(
        opened=openings.opened, pressed=openings.pressed, opened_asked_at=clock.now()
    )
