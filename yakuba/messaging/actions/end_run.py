"""A run of which nothing is left to send has ended."""

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.models import Run
from yakuba.messaging.permissions import SEND
from yakuba.messaging.queries.campaigns import anything_waiting


@action(permission=SEND, unaudited="送信の経過は配信の行そのものに残ります")
def end_run(actor: Actor, *, run_id: int) -> bool:
    """Say that the run is done when no batch of it waits; returns whether it is."""
    run = Run.objects.select_for_update().get(pk=run_id)
    if run.state != Run.State.SENDING or anything_waiting(run_id):
        return False
    run.state, run.ended_at = Run.State.DONE, clock.now()
    run.save(update_fields=["state", "ended_at"])
    return True
