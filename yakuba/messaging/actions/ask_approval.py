"""Ask somebody else to approve a campaign."""

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Conflict, Refusal
from yakuba.messaging import campaign_files, ways
from yakuba.messaging.campaign_texts import refuse_unfilled
from yakuba.messaging.models import Campaign
from yakuba.messaging.permissions import WRITE_CAMPAIGNS
from yakuba.messaging.queries.campaigns import campaign_to_change


@action(permission=WRITE_CAMPAIGNS, audit="配信の承認を求めた")
def ask_approval(actor: Actor, *, campaign_id: int, seen_version: int) -> Campaign:
    """Hand a draft to whoever approves. Refuses what is no draft, one with an empty place, a file that is not
    found clean or a way that is not there, and (Conflict) a version that is not the last."""
    row = campaign_to_change(actor, campaign_id, by=[WRITE_CAMPAIGNS])
    if row.version != seen_version:
        raise Conflict()
    if row.state != Campaign.State.DRAFT:
        raise Refusal("not_a_draft", "下書きの配信だけ、承認を求められます。")
    refuse_unfilled(row)
    ways.refuse_missing(row.ways)
    campaign_files.refuse_unready(row)
    row.state, row.asked_by, row.asked_at = Campaign.State.ASKED, actor.key, clock.now()
    row.save(update_fields=["state", "asked_by", "asked_at"])
    return row
