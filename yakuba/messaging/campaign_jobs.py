"""Work of campaigns in the worker: what is due goes out, readers are gathered, the old is forgotten."""

import logging

from django.db import transaction

from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, system
from yakuba.kernel.clock import TOKYO
from yakuba.kernel.jobs import enqueue, job
from yakuba.kernel.refusals import Conflict
from yakuba.messaging.actions import approve_campaign as approving
from yakuba.messaging.actions import resume_run as resuming
from yakuba.messaging.actions import send_test as testing
from yakuba.messaging.actions.end_run import end_run
from yakuba.messaging.actions.forget_old_runs import forget_old_runs
from yakuba.messaging.actions.forget_past_dates import forget_past_dates
from yakuba.messaging.actions.freeze_run import freeze_run
from yakuba.messaging.actions.gather_readers import gather_readers
from yakuba.messaging.actions.renew_facts import renew_facts
from yakuba.messaging.campaign_sending import LINES, send_campaigns
from yakuba.messaging.models import Campaign, Run
from yakuba.messaging.options import QUIET_FROM, QUIET_UNTIL
from yakuba.messaging.queries.campaigns import due_campaigns, runs_over
from yakuba.messaging.rules.campaign_timing import quiet

log = logging.getLogger("yakuba.messaging")


@job(name="messaging.start_campaigns")
def start_now() -> None:
    """Let go out what is due, now."""
    start_due()


@job(name="messaging.start_due_campaigns", every="* * * * *", at_start=True)
def start_every_minute() -> None:
    """Let go out what is due, and send what is left of what a worker that died had in its hands."""
    start_due()
    end_over()
    with transaction.atomic():
        for way in LINES:
            enqueue(send_campaigns, {"way": int(way)})


def end_over() -> None:
    """End the runs of which nothing is left, though the worker died that sent the last of it."""
    for run_id in runs_over():
        end_run(system("messaging"), run_id=run_id)


def start_due() -> int:
    """Freeze every campaign whose time has come and hand its ways to the workers; at night only urgent ones."""
    started = 0
    at_night = quiet(clock.now().astimezone(TOKYO), QUIET_FROM.value(), QUIET_UNTIL.value())
    for campaign in due_campaigns():
        if campaign.urgent or not at_night:
            started += _start(campaign)
    return started


def _start(campaign: Campaign) -> int:
    with transaction.atomic():
        try:
            run = freeze_run(system("messaging"), campaign_id=campaign.pk)
        except Conflict:
            return 0
        _hand_over(run)
    return 1


def _hand_over(run: Run) -> None:
    enqueue(send_campaigns, *({"way": one} for one in run.ways if one in {int(way) for way in LINES}))


def approve(actor: Actor, *, campaign_id: int, seen_version: int) -> Campaign:
    """Approve a campaign (`approve_campaign`), and let it go out at once if it is due."""
    with transaction.atomic():
        row = approving.approve_campaign(actor, campaign_id=campaign_id, seen_version=seen_version)
        enqueue(start_now, {})
    return row


def resume(actor: Actor, *, run_id: int) -> Run:
    """Let a paused run go on (`resume_run`), at once."""
    with transaction.atomic():
        run = resuming.resume_run(actor, run_id=run_id)
        _hand_over(run)
    return run


def test(actor: Actor, *, campaign_id: int) -> Run:
    """Send a campaign to the test group (`send_test`), at once."""
    with transaction.atomic():
        run = testing.send_test(actor, campaign_id=campaign_id)
        _hand_over(run)
    return run


@job(name="messaging.gather_readers", every="*/10 * * * *")
def gather() -> None:
    """Make readers of new accounts and friends."""
    while gather_readers(system("messaging")):
        pass


@job(name="messaging.renew_facts", every="20 3 * * *")
def renew() -> None:
    """Read again what the ward holds about readers."""
    last = renew_facts(system("messaging"))
    while last:
        last = renew_facts(system("messaging"), after=last)


@job(name="messaging.forget_old_campaigns", every="10 4 * * *")
def forget() -> None:
    """Forget words and ledgers older than `messaging.keep_days`."""
    while forget_old_runs(system("messaging")):
        pass
    forget_past_dates(system("messaging"))
