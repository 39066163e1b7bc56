"""Let a run go on that was paused because its way refused the house."""

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotAllowed, Refusal
from yakuba.messaging.models import Batch, Run
from yakuba.messaging.permissions import WRITE_CAMPAIGNS
from yakuba.messaging.queries.campaigns import run_for


@action(permission=WRITE_CAMPAIGNS, audit="一時停止した配信を再開した")
def resume_run(actor: Actor, *, run_id: int) -> Run:
    """Send what is left. Refuses a run that is not paused, and one of a section for which the actor may not write."""
    seen = run_for(actor, run_id)
    if seen.campaign.section_id not in actor.sections_for(WRITE_CAMPAIGNS):
        raise NotAllowed()
    run = Run.objects.select_for_update().get(pk=seen.pk)
    if run.state != Run.State.PAUSED:
        raise Refusal("not_paused", "一時停止中の配信ではありません。")
    run.state, run.last_error = Run.State.SENDING, ""
    run.save(update_fields=["state", "last_error"])
    Batch.objects.filter(run=run, next_try__isnull=False, line="").update(next_try=clock.now())
    return run
