"""Let an approved campaign go out: fix for ever who gets it this time."""

from datetime import datetime
from uuid import UUID, uuid4

from yakuba.identity import api as identity
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Conflict
from yakuba.messaging import campaign_files, campaign_texts, dates, freezing, line_accounts, ward_audience
from yakuba.messaging.models import Batch, Campaign, Run
from yakuba.messaging.options import MOST_A_WEEK
from yakuba.messaging.permissions import SEND
from yakuba.messaging.queries.audience import Where, account_asked, all_of, may_get, meets
from yakuba.messaging.queries.campaigns import plan_of, reminder_of
from yakuba.messaging.rules.campaign_timing import Repeat, first_in_time, next_time
from yakuba.messaging.rules.channels import LANGUAGES, Way
from yakuba.messaging.rules.openings import MOST_UNITS, unit_of
from yakuba.messaging.ways import usable


@action(permission=SEND, audit="配信のあて先を確定した")
def freeze_run(actor: Actor, *, campaign_id: int) -> Run:
    """Make the run that is due, with its batches and its ledger, and set when the campaign goes out next.

    Refuses (Conflict) a campaign that is not approved, or not due: another worker was first. A time that was missed
    is skipped where the campaign repeats; reminders of dates make up for every day whose date has not passed.
    """
    now = clock.now()
    campaign = Campaign.objects.select_for_update().get(pk=campaign_id)
    due = campaign.next_at
    if campaign.state != Campaign.State.APPROVED or due is None or due > now:
        raise Conflict()
    run = start(campaign, occurrence=due.isoformat(), test=False)
    segment = ward_audience.read_segment(campaign.rules)
    texts = campaign_texts.unseal_texts(campaign.words)
    ways = usable(campaign.ways)
    account = account_asked(campaign)
    conditions = [may_get(campaign.topic, ways, account), meets(segment, now.date())]
    if not campaign.urgent and (enough := freezing.heard_enough(MOST_A_WEEK.value(), now)):
        conditions.append(enough)
    reminder = reminder_of(campaign, due)
    if reminder and reminder.day < clock.today():
        conditions.append(Where("false"))
    run.recipients = freezing.freeze(
        run,
        all_of(conditions),
        ways=ways,
        languages=campaign_texts.languages_of(texts),
        at=now,
        account=account,
        reminder=reminder,
    )
    settle(run)
    campaign.next_at = _next(campaign, due, now)
    if campaign.next_at is None:
        campaign.state = Campaign.State.DONE
    campaign.save(update_fields=["next_at", "state"])
    audit.note(about=run, campaign=campaign.pk, recipients=run.recipients)
    return run


def _next(campaign: Campaign, due: datetime, now: datetime) -> datetime | None:
    """When it goes out next: a reminder makes up for every day that was missed, but for dates that have passed."""
    plan = plan_of(campaign, due)
    if campaign.repeat != Repeat.BEFORE:
        return next_time(plan, now)
    later, in_time = next_time(plan, due), first_in_time(plan, campaign.days_before, clock.today())
    return max(later, in_time) if later and in_time else None


def start(campaign: Campaign, *, occurrence: str, test: bool) -> Run:
    """The run itself, with copies of what was approved."""
    segment = ward_audience.read_segment(campaign.rules)
    why: dict[str, object] = {one: ward_audience.words_of(segment, one) for one in LANGUAGES}
    if campaign.repeat == Repeat.BEFORE:
        for one in LANGUAGES:
            own = dates.whose(campaign.date_kind, campaign.days_before, one)
            why[one] = own if segment.everybody else f"{own}（{why[one]}）"
        why["date"] = campaign.date_kind
    why["facts"] = sorted(segment.facts)
    public_id = uuid4()
    run = Run.objects.create(
        public_id=public_id,
        campaign=campaign,
        occurrence=occurrence,
        test=test,
        state=Run.State.SENDING,
        topic=campaign.topic,
        sender=identity.section_name(campaign.section_id),
        senders={one: identity.section_name_in(campaign.section_id, one) for one in LANGUAGES},
        why=why,
        words=campaign.words,
        ways=campaign.ways,
        account_id=line_accounts.account_of(campaign),
        urgent=campaign.urgent,
        unit="" if test or Way.LINE not in campaign.ways else _unit(public_id),
        frozen_at=clock.now(),
        **campaign_files.link_of(campaign),
    )
    campaign_files.copy_to(run)
    return run


def _unit(public_id: UUID) -> str:
    """The name under which LINE counts who opens it; "" where this month's names are used up."""
    month = clock.now().astimezone(clock.TOKYO).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    used = Run.objects.filter(frozen_at__gte=month, forgotten_at=None).exclude(unit="").count()
    return unit_of(public_id) if used < MOST_UNITS else ""


def settle(run: Run) -> None:
    """Keep the number of recipients; a run of which nothing leaves by itself is done."""
    if not Batch.objects.filter(run=run, next_try__isnull=False).exists():
        run.state, run.ended_at = Run.State.DONE, clock.now()
    run.save(update_fields=["recipients", "state", "ended_at"])
