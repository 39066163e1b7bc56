"""Periodic tidying of identity: what ran out is removed."""

from datetime import timedelta

from yakuba.identity.models import Attempt, MailCode, Session, Staff
from yakuba.identity.queries import search_key
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


@job(name="identity.renew_staff_keys", every="35 3 * * *", queue="sweeping")
def renew_staff_keys() -> None:
    """Let staff be found by the lists of characters now in force; only those whose key changes are written."""
    changed = []
    for staff in Staff.objects.select_related("account"):
        key = search_key(
            staff.account.login,
            family=staff.family,
            given=staff.given,
            family_kana=staff.family_kana,
            given_kana=staff.given_kana,
        )
        if key != staff.search_key:
            staff.search_key = key
            changed.append(staff)
    Staff.objects.bulk_update(changed, ["search_key"], batch_size=500)
