"""Send people whom a way certainly did not reach by the next way of their campaign."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Max

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.freezing import NUMBERS_OF_A_LANE
from yakuba.messaging.models import Addressee, Batch, Run
from yakuba.messaging.permissions import SEND
from yakuba.messaging.queries.audience import account_asked, ways_of
from yakuba.messaging.rules.channels import MULTICAST, Way, lane, way_for


@action(permission=SEND, unaudited="送信の経過は束の行と台帳そのものに残ります")
def fall_back(
    actor: Actor,
    *,
    batch_id: int,
    members: Sequence[int],
    fate: int = Addressee.Fate.REFUSED,
    remove: bool = False,
) -> int:
    """Put these members of a batch into new batches of the next way; whoever has none left is marked in the ledger.

    Only for members whom the way refused: one that may have arrived is never sent again. The ledger keeps its one
    row for each person and points to the new batch; the old one counts them as failed, once, or (`remove`, for members
    who were never tried) knows them no more. Whoever stopped the topic meanwhile has no way left. Returns how many have
    another way.
    """
    old = Batch.objects.select_for_update(of=("self",)).select_related("run").get(pk=batch_id)
    ledger = Addressee.objects.filter(
        run_id=old.run_id, reader_id__in=list(members), batch=old.number, fate=0
    )
    here = sorted(ledger.values_list("reader_id", flat=True))
    order = [Way(one) for one in old.run.ways]
    reachable = ways_of(here, account_asked(old.run), None if old.run.test else old.run.topic)
    by_way: dict[Way, list[int]] = {}
    lost: list[int] = []
    for reader_id in here:
        way = way_for(reachable.get(reader_id, 0), order, after=Way(old.way))
        (lost if way is None else by_way.setdefault(way, [])).append(reader_id)
    for way, readers in by_way.items():
        add_batches(old, way, readers, due=clock.now())
    Addressee.objects.filter(run_id=old.run_id, reader_id__in=lost).update(fate=fate)
    if remove:
        take_out(old, here)
    else:
        Batch.objects.filter(pk=old.pk).update(failed=F("failed") + len(here))
    return len(here) - len(lost)


def take_out(old: Batch, members: Sequence[int]) -> None:
    """Let a batch know these members no more: the ledger points elsewhere."""
    moved = set(members)
    before = [one for one in old.members[: old.done] if one in moved]
    old.members = [one for one in old.members if one not in moved]
    old.size, old.done = len(old.members), old.done - len(before)
    old.save(update_fields=["members", "size", "done"])


def add_batches(
    old: Batch,
    way: Way,
    readers: list[int],
    *,
    due: datetime,
    attempts: int = 0,
    unsure: bool = False,
    unknown: bool = False,
) -> None:
    """Put people of a batch into new ones of a way, behind the last of their lane, and point the ledger there.

    `unknown` ones are not sent any more: whether their message arrived, nobody knows. A run that was done (a mail came
    back) goes on. The run is locked: it is not stopped between the look at it and the new batches.
    """
    run = Run.objects.select_for_update().get(pk=old.run_id)
    first = lane(way, old.language, silent=old.silent) * NUMBERS_OF_A_LANE
    same_lane = Batch.objects.filter(
        run_id=old.run_id, number__gte=first, number__lt=first + NUMBERS_OF_A_LANE
    )
    last = same_lane.aggregate(last=Max("number"))["last"]
    number = first if last is None else last + 1
    state = _state(run, way, unsure=unsure, unknown=unknown)
    waits = state == Batch.State.WAITING
    if waits and run.state == Run.State.DONE:
        Run.objects.filter(pk=run.pk).update(state=Run.State.SENDING, ended_at=None)
    for at in range(0, len(readers), MULTICAST):
        part = readers[at : at + MULTICAST]
        Batch.objects.create(
            run_id=old.run_id,
            number=number,
            way=way,
            language=old.language,
            silent=old.silent,
            members=part,
            size=len(part),
            state=state,
            attempts=attempts,
            unsure=unsure,
            next_try=due if waits else None,
            ended_at=None if waits else due,
        )
        Addressee.objects.filter(run_id=old.run_id, reader_id__in=part).update(batch=number)
        number += 1


def _state(run: Run, way: Way, *, unsure: bool, unknown: bool) -> Batch.State:
    if unknown:
        return Batch.State.UNKNOWN
    if way is Way.LETTER:
        return Batch.State.LISTED
    if run.state == Run.State.STOPPED:
        return Batch.State.UNKNOWN if unsure else Batch.State.STOPPED
    return Batch.State.WAITING
