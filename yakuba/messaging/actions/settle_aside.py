"""Settle the members of a batch whom a worker had put aside."""

from datetime import timedelta

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.actions.fall_back import fall_back
from yakuba.messaging.actions.put_off_members import put_off_members
from yakuba.messaging.models import Addressee, Batch
from yakuba.messaging.permissions import SEND

ASIDE = (Addressee.Fate.NEXT, Addressee.Fate.LATER, Addressee.Fate.DOUBT)


@action(permission=SEND, unaudited="送信の経過は束の行と台帳そのものに残ります")
def settle_aside(actor: Actor, *, batch_id: int, wait: timedelta) -> int:
    """Let those go on by the next way whom this one refused, those wait whom it put off, and those stand as 分からない of
    whom nobody knows. Returns how many left the batch for one of the last two.
    """
    batch = Batch.objects.get(pk=batch_id)
    rows = Addressee.objects.filter(
        run_id=batch.run_id, reader_id__in=batch.members, batch=batch.number, fate__in=ASIDE
    )
    found = {
        fate: sorted(reader for reader, its in rows.values_list("reader_id", "fate") if its == fate)
        for fate in ASIDE
    }
    rows.update(fate=Addressee.Fate.AS_BATCH)
    if found[Addressee.Fate.NEXT]:
        fall_back(actor, batch_id=batch_id, members=found[Addressee.Fate.NEXT])
    if found[Addressee.Fate.LATER]:
        put_off_members(actor, batch_id=batch_id, members=found[Addressee.Fate.LATER], wait=wait)
    if doubtful := found[Addressee.Fate.DOUBT]:
        put_off_members(actor, batch_id=batch_id, members=doubtful, wait=timedelta(0), unknown=True)
    return len(found[Addressee.Fate.LATER]) + len(found[Addressee.Fate.DOUBT])
