"""Forget what old campaigns said, and to whom."""

from datetime import timedelta

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging import campaign_files
from yakuba.messaging.models import Addressee, Batch, Campaign, Personal, Run
from yakuba.messaging.options import KEEP_DAYS
from yakuba.messaging.permissions import SEND

AT_ONCE = 5


@action(permission=SEND, unaudited="決められた日数が過ぎた文面と台帳を、定時の仕事が消すだけです")
def forget_old_runs(actor: Actor) -> int:
    """Empty words, members, ledger and files of up to five runs older than `messaging.keep_days`; the numbers stay.

    The words and files of a campaign go with its last run. Returns how many runs were forgotten.
    """
    now = clock.now()
    old = Run.objects.filter(forgotten_at=None, frozen_at__lt=now - timedelta(days=KEEP_DAYS.value()))
    ids = list(old.order_by("frozen_at").values_list("pk", flat=True)[:AT_ONCE])
    Batch.objects.filter(run_id__in=ids, next_try__isnull=False).update(
        state=Batch.State.STOPPED, next_try=None, ended_at=now, line=""
    )
    Run.objects.filter(pk__in=ids, state__in=(Run.State.SENDING, Run.State.PAUSED)).update(
        state=Run.State.STOPPED, ended_at=now
    )
    Batch.objects.filter(run_id__in=ids).update(members=[])
    Addressee.objects.filter(run_id__in=ids).delete()
    Personal.objects.filter(run_id__in=ids).delete()
    forgotten = Run.objects.filter(pk__in=ids).update(
        words=b"", forgotten_at=now, files_token="", files_until=None
    )
    over = Campaign.objects.filter(
        forgotten_at=None, next_at=None, changed_at__lt=now - timedelta(days=KEEP_DAYS.value())
    )
    ended = list(over.exclude(runs__forgotten_at=None).values_list("pk", flat=True))
    Campaign.objects.filter(pk__in=ended).update(words=b"", forgotten_at=now)
    campaign_files.forget(runs=ids, campaigns=ended)
    return forgotten
