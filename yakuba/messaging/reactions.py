"""What messaging does when a delivery was given up: who wanted LINE alone gets the notice by mail after all."""

from yakuba.kernel.events import DeliveryId, when
from yakuba.messaging.events import DeliveryFailed
from yakuba.messaging.line_notices import mail_instead, notice_of
from yakuba.messaging.models import LineFriend


@when(DeliveryFailed)
def reach_by_mail(event: DeliveryFailed, delivery: DeliveryId) -> None:
    """Mail a notice that LINE did not take; campaigns have ways of their own."""
    notice = notice_of(event.key) if event.channel == "line" else None
    if notice is None:
        return
    friend = LineFriend.objects.filter(pk=notice[1], line_only=True).first()
    if friend is not None and friend.resident_id is not None:
        mail_instead(notice[0], friend.resident_id)
