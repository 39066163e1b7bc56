"""The stop button."""

from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal
from yakuba.messaging.models import Batch, Campaign, Run
from yakuba.messaging.permissions import APPROVE_CAMPAIGNS, WRITE_CAMPAIGNS
from yakuba.messaging.queries.campaigns import campaign_to_change


@action(permission=WRITE_CAMPAIGNS, audit="配信を止めた")
def stop_campaign(actor: Actor, *, campaign_id: int) -> Campaign:
    """Stop a campaign for good: nothing more of it begins, and what is under way ends within a second.

    Batches nobody has in hand are stopped here; a worker looks at the run several times a second. What was handed
    over already has arrived. Refuses one that neither goes out nor will.
    """
    row = campaign_to_change(actor, campaign_id, by=[WRITE_CAMPAIGNS, APPROVE_CAMPAIGNS])
    now = clock.now()
    running = Run.objects.filter(campaign=row, state__in=(Run.State.SENDING, Run.State.PAUSED))
    ids = list(running.values_list("pk", flat=True))
    if not ids and row.next_at is None:
        raise Refusal("nothing_to_stop", "この配信は、送っているところではありません。")
    Run.objects.filter(pk__in=ids).update(state=Run.State.STOPPED, ended_at=now, stopped_by=actor.label)
    waiting = Batch.objects.filter(run_id__in=ids, next_try__isnull=False, line="")
    # A batch that was tried and not answered may have arrived: nobody can say that it was stopped.
    waiting.filter(unsure=True).update(state=Batch.State.UNKNOWN, next_try=None, ended_at=now)
    waiting.update(state=Batch.State.STOPPED, next_try=None, ended_at=now)
    row.state, row.next_at = Campaign.State.STOPPED, None
    row.save(update_fields=["state", "next_at"])
    audit.note(about=row, runs=ids)
    return row
