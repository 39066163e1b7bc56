"""Forget the words of talks that ended long ago."""

from datetime import timedelta

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.portal.models import Talk, TalkLine
from yakuba.portal.options import KEEP_DAYS
from yakuba.portal.permissions import HEAR_LINE

AT_ONCE = 500


@action(permission=HEAR_LINE, unaudited="決められた日数が過ぎた言葉を、定時の仕事が消すだけです")
def forget_talks(actor: Actor) -> int:
    """Empty the words of up to 500 talks that ended before `portal.keep_talks_days`; returns how many."""
    before = clock.now() - timedelta(days=KEEP_DAYS.value())
    old = Talk.objects.filter(closed_at__lt=before, forgotten_at=None)
    ids = list(old.order_by("closed_at").values_list("pk", flat=True)[:AT_ONCE])
    TalkLine.objects.filter(talk_id__in=ids).update(words=b"")
    return Talk.objects.filter(pk__in=ids).update(forgotten_at=clock.now())
