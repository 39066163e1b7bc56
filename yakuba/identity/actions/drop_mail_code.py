"""Take back a code whose mail did not go out."""

from yakuba.identity.models import MailCode
from yakuba.identity.permissions import SIGN_IN
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor


@action(permission=SIGN_IN, unaudited="届かなかった番号で、だれにも知られていません")
def drop_mail_code(actor: Actor, *, row: MailCode) -> None:
    """Remove the code; nothing happens where it is gone already."""
    MailCode.objects.filter(pk=row.pk).delete()
