"""Forget what friends on LINE wrote, and the words of links that were never made."""

from datetime import timedelta

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.models import LineEvent, LineNonce
from yakuba.messaging.options import KEEP_LINE_DAYS
from yakuba.messaging.permissions import SEND

AT_ONCE = 5000


@action(permission=SEND, unaudited="決められた日数が過ぎた内容を、定時の仕事が消すだけです")
def forget_line(actor: Actor) -> int:
    """Empty up to 5,000 reports older than `messaging.keep_line_days`; returns how many. Friends stay friends."""
    now = clock.now()
    LineNonce.objects.filter(until__lt=now - timedelta(days=1)).delete()
    old = LineEvent.objects.filter(received_at__lt=now - timedelta(days=KEEP_LINE_DAYS.value())).exclude(
        body=b""
    )
    ids = list(old.order_by("received_at").values_list("pk", flat=True)[:AT_ONCE])
    waiting = LineEvent.objects.filter(pk__in=ids, state=LineEvent.State.WAITING)
    waiting.update(state=LineEvent.State.FAILED)
    return LineEvent.objects.filter(pk__in=ids).update(body=b"")
