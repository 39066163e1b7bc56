"""Take a retired template for campaigns back into use."""

from django.db import IntegrityError, transaction

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal
from yakuba.messaging.models import CampaignTemplate
from yakuba.messaging.permissions import WRITE_CAMPAIGNS
from yakuba.messaging.queries.campaign_templates import own_template_for


@action(permission=WRITE_CAMPAIGNS, audit="配信のひな形をもう一度使うことにした")
def restore_campaign_template(actor: Actor, *, template_id: int) -> CampaignTemplate:
    """Let campaigns be begun from it again.

    Refuses, as not found, one that the actor may not write; and one whose name another has taken meanwhile.
    """
    row = own_template_for(actor, template_id, lock=True)
    row.retired_at = None
    try:
        with transaction.atomic():
            row.save(update_fields=["retired_at"])
    except IntegrityError:
        raise Refusal(
            "name_taken", "同じ名前のひな形が、この課にあります。先に、そちらの名前を変えてください。"
        ) from None
    return row
