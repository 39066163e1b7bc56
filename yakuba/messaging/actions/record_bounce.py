"""A mail of a campaign came back."""

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.actions.fall_back import fall_back
from yakuba.messaging.models import Addressee, Batch, Reader, ReaderAddress
from yakuba.messaging.permissions import SEND
from yakuba.messaging.rules.channels import Way


@action(permission=SEND, unaudited="戻ってきたことは台帳そのものに残ります")
def record_bounce(actor: Actor, *, run_id: int, reader_id: int) -> bool:
    """Mark the row of the ledger, forget the address that does not exist, and take the next way of the campaign.

    The same bounce again changes nothing. Returns whether the ledger has such a row that was not marked.
    """
    row = Addressee.objects.filter(run_id=run_id, reader_id=reader_id, fate=Addressee.Fate.AS_BATCH).first()
    batch = Batch.objects.filter(run_id=run_id, number=row.batch, way=Way.MAIL).first() if row else None
    if row is None or batch is None:
        return False
    ReaderAddress.objects.filter(reader_id=reader_id, way=Way.MAIL).delete()
    reader = Reader.objects.filter(pk=reader_id).first()
    if reader is not None:
        reader.ways &= ~Way.MAIL.bit
        reader.save(update_fields=["ways"])
    fall_back(actor, batch_id=batch.pk, members=[reader_id], fate=Addressee.Fate.BOUNCED)
    return True
