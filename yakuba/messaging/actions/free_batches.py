"""Free the batches that a worker which died had in its hands."""

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.actions.settle_aside import settle_aside
from yakuba.messaging.models import Batch, Run
from yakuba.messaging.permissions import SEND
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.rules.retries import PAUSE


@action(permission=SEND, unaudited="送信の経過は束の行そのものに残ります")
def free_batches(actor: Actor, *, line: str) -> int:
    """Make the batches held at a line due now; called by whoever has just taken the line, so nobody is at it.

    A call to LINE that was taken without our record is repeated under its retry key, and LINE says so. Of a stopped
    run they are left as they are: nobody knows. Returns how many are due again.
    """
    now = clock.now()
    held = Batch.objects.filter(line=line, next_try__isnull=False)
    for batch_id in list(held.filter(way__in=(Way.SMS, Way.MAIL)).values_list("pk", flat=True)):
        settle_aside(actor, batch_id=batch_id, wait=PAUSE)
    held.filter(run__state=Run.State.STOPPED).update(
        line="", next_try=None, state=Batch.State.UNKNOWN, ended_at=now
    )
    return held.update(line="", next_try=now, unsure=True)
