"""Record how far a batch is whose members are told one after the other."""

from django.db.models import F

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.models import Batch
from yakuba.messaging.permissions import SEND


@action(permission=SEND, unaudited="送信の経過は束の行そのものに残ります", one_statement=True)
def record_progress(actor: Actor, *, batch_id: int, done: int, failed: int) -> None:
    """The first `done` members have been dealt with, `failed` of them since the last time without success."""
    Batch.objects.filter(pk=batch_id).update(done=done, failed=F("failed") + failed)
