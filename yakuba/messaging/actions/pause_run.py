"""Stop trying a run for the time being: the way itself refuses the house."""

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.models import Run
from yakuba.messaging.permissions import SEND


@action(permission=SEND, audit="経路に断られたため、配信を一時停止した")
def pause_run(actor: Actor, *, run_id: int, error: str) -> Run:
    """Nothing of the run is sent until somebody lets it go on. `error` holds no address."""
    run = Run.objects.select_for_update().get(pk=run_id)
    if run.state == Run.State.SENDING:
        run.state, run.last_error = Run.State.PAUSED, error[:300]
        run.save(update_fields=["state", "last_error"])
    return run
