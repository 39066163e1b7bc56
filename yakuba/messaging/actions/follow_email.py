"""A resident moved to another e-mail address: campaigns follow."""

from yakuba.identity import api as identity
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.actions.keep_wishes import set_address
from yakuba.messaging.line_readers import take_over
from yakuba.messaging.models import Reader
from yakuba.messaging.permissions import SEND
from yakuba.messaging.rules.channels import Way


@action(permission=SEND, unaudited="アドレスを変えたことは、アカウントのほうに記録が残ります")
def follow_email(actor: Actor, *, resident_id: int) -> bool:
    """Know a resident by the address that their account has now, and mail them there if they are mailed at all.

    Whoever has the old address is no reader of the house any more: it may be another person's. A guest of the new
    address was the same person. Returns whether the resident is a reader.
    """
    email = identity.Resident.objects.values_list("email", flat=True).get(pk=resident_id)
    row = Reader.objects.filter(resident_id=resident_id).first()
    if row is None or not email:
        return False
    key = identity.guest_key(email)
    guest = Reader.objects.filter(mail_key=key, resident=None).first()
    if guest is not None:
        take_over(row, guest, friend_id=None)
    row.mail_key = key
    if row.ways & Way.MAIL.bit:
        set_address(row, Way.MAIL, email)
    row.save(update_fields=["mail_key", "ways"])
    return True
