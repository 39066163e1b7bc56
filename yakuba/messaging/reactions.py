"""What messaging does when a delivery was given up (who wanted LINE alone gets the notice by mail after all), when an
account moves to another address, and when it is closed."""

from yakuba.identity.api import AccountClosed, EmailChanged
from yakuba.kernel.actor import system
from yakuba.kernel.events import DeliveryId, when
from yakuba.messaging.actions.follow_email import follow_email
from yakuba.messaging.actions.part_account import part_account
from yakuba.messaging.events import DeliveryFailed
from yakuba.messaging.line_notices import mail_instead, notice_of
from yakuba.messaging.models import LineFriend


@when(EmailChanged)
def mail_to_new_address(event: EmailChanged, delivery: DeliveryId) -> None:
    """Campaigns go to the address that the account has now."""
    follow_email(system("messaging"), resident_id=event.resident_id)


@when(AccountClosed)
def send_no_more(event: AccountClosed, delivery: DeliveryId) -> None:
    """Nothing goes to an account that is closed."""
    part_account(system("messaging"), resident_id=event.resident_id)


@when(DeliveryFailed)
def reach_by_mail(event: DeliveryFailed, delivery: DeliveryId) -> None:
    """Mail a notice that LINE did not take; campaigns have ways of their own."""
    notice = notice_of(event.key) if event.channel == "line" else None
    if notice is None:
        return
    friend = LineFriend.objects.filter(pk=notice[1], line_only=True).first()
    if friend is not None and friend.resident_id is not None:
        mail_instead(notice[0], friend.resident_id)
