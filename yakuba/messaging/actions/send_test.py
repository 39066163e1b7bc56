"""Send a campaign to the test group."""

from uuid import uuid4

from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal
from yakuba.messaging import campaign_texts, freezing
from yakuba.messaging.actions.freeze_run import settle, start
from yakuba.messaging.campaign_texts import refuse_unfilled
from yakuba.messaging.models import Run
from yakuba.messaging.permissions import WRITE_CAMPAIGNS
from yakuba.messaging.queries.audience import Where, account_asked, all_of, may_get
from yakuba.messaging.queries.campaigns import campaign_to_change
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.ways import is_offered


@action(permission=WRITE_CAMPAIGNS, audit="配信を試し送りした")
def send_test(actor: Actor, *, campaign_id: int) -> Run:
    """Send a campaign as it is now to the readers of the test group, marked as a test; needs no approval.

    Refuses one with an empty place, and where nobody of the test group can be reached by its ways. Dates of a reminder stay empty.
    """
    campaign = campaign_to_change(actor, campaign_id, by=[WRITE_CAMPAIGNS])
    refuse_unfilled(campaign)
    run = start(campaign, occurrence=f"test:{uuid4()}", test=True)
    ways = [Way(one) for one in campaign.ways if one != Way.LETTER and is_offered(Way(one))]
    texts = campaign_texts.unseal_texts(campaign.words)
    who = all_of([Where("r.tester"), may_get(0, ways, account_asked(campaign))])
    run.recipients = (
        freezing.freeze(
            run,
            who,
            ways=ways,
            languages=campaign_texts.languages_of(texts),
            at=clock.now(),
            account=account_asked(campaign),
        )
        if ways
        else 0
    )
    if not run.recipients:
        raise Refusal("no_testers", "試し送りを受け取る人がいません。試し送りの受取人を決めてください。")
    settle(run)
    audit.note(about=run, campaign=campaign.pk, recipients=run.recipients)
    return run
