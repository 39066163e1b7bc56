"""Periodic work of procedures."""

from datetime import timedelta

from yakuba.kernel import clock
from yakuba.kernel.actor import system
from yakuba.kernel.jobs import job
from yakuba.procedures.actions.keep_days_of_drafts import keep_days_of_drafts
from yakuba.procedures.models import Draft

HANDED_IN_KEPT = timedelta(days=7)


@job(name="procedures.keep_days", every="35 3 * * *")
def keep_days() -> None:
    """Keep the days on which drafts are removed or applications end, for campaigns that remind of them."""
    after = 0
    while after := keep_days_of_drafts(system("worker"), after=after):
        pass


@job(name="procedures.forget_drafts", every="10 3 * * *")
def forget_drafts() -> None:
    """Remove drafts whose time is over; those handed in stay a week, for answers that were lost on the way."""
    now = clock.now()
    Draft.objects.filter(expires_at__lt=now, submitted_at=None).delete()
    Draft.objects.filter(submitted_at__lt=now - HANDED_IN_KEPT).delete()
