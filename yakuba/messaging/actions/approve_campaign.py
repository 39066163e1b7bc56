"""Approve a campaign that somebody else wrote."""

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Conflict, Refusal
from yakuba.messaging import ways
from yakuba.messaging.models import Campaign
from yakuba.messaging.permissions import APPROVE_CAMPAIGNS
from yakuba.messaging.queries.campaigns import campaign_for, plan_of
from yakuba.messaging.rules.campaign_timing import Repeat, first_in_time, next_time


@action(permission=APPROVE_CAMPAIGNS, audit="配信を承認した")
def approve_campaign(actor: Actor, *, campaign_id: int, seen_version: int) -> Campaign:
    """Let a campaign go out at its time, or at once.

    Refuses whoever wrote or submitted it (two persons), what nobody asked to approve, a way that is not there, a
    time that has passed, and (Conflict) a version other than the one that was looked at. A reminder that is approved late reminds of no date that has
    passed.
    """
    row = campaign_for(actor, campaign_id, lock=True)
    if row.version != seen_version:
        raise Conflict()
    if row.section_id not in actor.sections_for(APPROVE_CAMPAIGNS) or row.state != Campaign.State.ASKED:
        raise Refusal("not_asked", "承認待ちの配信ではありません。")
    if actor.key in (row.by_key, row.asked_by):
        raise Refusal("same_person", "書いた人、承認を求めた人は、承認できません。ほかの人が承認します。")
    ways.refuse_missing(row.ways)
    now = clock.now()
    plan = plan_of(row, now)
    before = row.repeat == Repeat.BEFORE
    row.next_at = first_in_time(plan, row.days_before, clock.today()) if before else next_time(plan, None)
    if row.next_at is None or (row.first_at is not None and row.first_at < now and row.repeat == "once"):
        raise Refusal("too_late", "送る日時が過ぎています。日時を直してから、もう一度承認を求めてください。")
    row.state, row.approved_by, row.approved_label, row.approved_at = (
        Campaign.State.APPROVED,
        actor.key,
        actor.label,
        now,
    )
    row.save(update_fields=["state", "next_at", "approved_by", "approved_label", "approved_at"])
    return row
