"""Periodic tidying of identity: what ran out is removed."""

from datetime import timedelta

from yakuba.identity.models import Attempt, MailCode, Session
from yakuba.kernel import clock
from yakuba.kernel.jobs import job

KEPT_ATTEMPTS = timedelta(days=2)
"""Longer than the longest limit of `rules.throttle` looks back."""


@job(name="identity.forget_what_ran_out", every="25 * * * *", queue="sweeping")
def forget_what_ran_out() -> None:
    """Remove sessions and codes that ran out, and attempts that no limit counts any more."""
    now = clock.now()
    Session.objects.filter(expires_at__lte=now).delete()
    MailCode.objects.filter(expires_at__lte=now).delete()
    Attempt.objects.filter(at__lte=now - KEPT_ATTEMPTS).delete()
