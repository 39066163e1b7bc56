"""Remove everything that is held about a person for messages."""

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.models import Reader
from yakuba.messaging.permissions import KEEP_WISHES
from yakuba.messaging.queries.audience import reader_of


@action(permission=KEEP_WISHES, unaudited="本人が自分への知らせ方を消すだけで、役所の記録ではありません")
def forget_reader(actor: Actor) -> bool:
    """Remove one's own row with addresses, devices and dates; what was sent stays in the ledger as a number without a person.

    Campaigns that are under way pass over whoever is gone. An account keeps a row that says that it wants nothing, so
    that nobody makes it anew. Returns whether there was anything.
    """
    row = reader_of(actor)
    if row is None:
        return False
    row.addresses.all().delete()
    row.dates.all().delete()
    row.devices.all().delete()
    kept = {
        "pk": row.pk,
        "resident_id": row.resident_id,
        "mail_key": row.mail_key,
        "changed_at": row.changed_at,
    }
    if row.resident_id is None:
        row.delete()
    else:
        Reader(**kept, wants_none=True, language=row.language, rounding=row.rounding).save(force_update=True)
    return True
