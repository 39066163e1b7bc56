"""Take a template for campaigns out of use."""

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.models import CampaignTemplate
from yakuba.messaging.permissions import WRITE_CAMPAIGNS
from yakuba.messaging.queries.campaign_templates import own_template_for


@action(permission=WRITE_CAMPAIGNS, audit="配信のひな形を使うのをやめた")
def retire_campaign_template(actor: Actor, *, template_id: int) -> CampaignTemplate:
    """Begin no more campaigns from it; `restore_campaign_template` undoes it. Campaigns begun from it go on.

    Refuses, as not found, one that the actor may not write.
    """
    row = own_template_for(actor, template_id, lock=True)
    row.retired_at = row.retired_at or clock.now()
    row.save(update_fields=["retired_at"])
    return row
