"""Send a campaign back to whoever wrote it."""

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal
from yakuba.messaging.models import Campaign
from yakuba.messaging.permissions import APPROVE_CAMPAIGNS, WRITE_CAMPAIGNS
from yakuba.messaging.queries.campaigns import campaign_to_change


@action(permission=WRITE_CAMPAIGNS, audit="配信を下書きに戻した")
def send_back_campaign(actor: Actor, *, campaign_id: int) -> Campaign:
    """Make a draft again of what waits for approval, or is approved and has not begun. Refuses anything else."""
    row = campaign_to_change(actor, campaign_id, by=[WRITE_CAMPAIGNS, APPROVE_CAMPAIGNS])
    if row.state not in (Campaign.State.ASKED, Campaign.State.APPROVED):
        raise Refusal("not_waiting", "承認待ちか、承認済みの配信だけ、下書きに戻せます。")
    row.state, row.next_at, row.version = Campaign.State.DRAFT, None, row.version + 1
    row.asked_by, row.asked_at = "", None
    row.approved_by, row.approved_label, row.approved_at = "", "", None
    row.save()
    return row
