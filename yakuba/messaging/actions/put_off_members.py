"""Try some members of a batch again later: the outside system puts them off."""

from collections.abc import Sequence
from datetime import timedelta

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.actions.fall_back import add_batches, take_out
from yakuba.messaging.models import Addressee, Batch
from yakuba.messaging.permissions import SEND
from yakuba.messaging.rules.channels import Way


@action(permission=SEND, unaudited="送信の経過は束の行と台帳そのものに残ります")
def put_off_members(
    actor: Actor,
    *,
    batch_id: int,
    members: Sequence[int],
    wait: timedelta,
    unsure: bool = False,
    unknown: bool = False,
) -> None:
    """Move members out of their batch into one of the same way that is due after `wait`, with its attempts so far.

    It may be that `unsure` ones have it; `unknown` ones, too, and they are not tried again.
    """
    old = Batch.objects.select_for_update().select_related("run").get(pk=batch_id)
    ledger = Addressee.objects.filter(
        run_id=old.run_id, reader_id__in=list(members), batch=old.number, fate=0
    )
    here = sorted(ledger.values_list("reader_id", flat=True))
    if not here:
        return
    add_batches(
        old,
        Way(old.way),
        here,
        due=clock.now() + wait,
        attempts=old.attempts,
        unsure=unsure,
        unknown=unknown,
    )
    take_out(old, here)
