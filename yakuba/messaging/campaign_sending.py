"""Sends the batches of campaigns: takes some (verb), hands them to their way, records what became of them (verb).

No transaction is open while an outside system is talked to. LINE arrives once whatever happens: a batch is frozen with
its members, and its retry key is made of run and number, so a call that is repeated is the same call. A mail goes out
again, under the same Message-ID, only where a worker dies between the server's yes and our record of it.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from datetime import timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.db.models import Min, Q

from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, system
from yakuba.kernel.jobs import job
from yakuba.messaging import leaving
from yakuba.messaging.actions.claim_batches import claim_batches
from yakuba.messaging.actions.end_run import end_run
from yakuba.messaging.actions.fall_back import fall_back
from yakuba.messaging.actions.free_batches import free_batches
from yakuba.messaging.actions.pause_run import pause_run
from yakuba.messaging.actions.put_off_members import put_off_members
from yakuba.messaging.actions.record_batches import Outcome, record_batches
from yakuba.messaging.gateways.line_calls import LineRoad, Multicast, Push, Told
from yakuba.messaging.gateways.line_opening import Opened, account_called
from yakuba.messaging.leaving import BatchWords
from yakuba.messaging.lines import taken
from yakuba.messaging.models import Addressee, Batch, Run
from yakuba.messaging.one_by_one_sending import drain_one_by_one
from yakuba.messaging.push_sending import drain_push
from yakuba.messaging.queries import campaigns
from yakuba.messaging.rules.campaign_timing import key_is_spent
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.sealing import unseal_all

log = logging.getLogger("yakuba.messaging")

AT_ONCE = 40
"""Batches in hand: a fifth of a second of multicasts."""
LOOK_S = 0.2
"""How often it is looked whether somebody pressed the stop button."""
LINES = {Way.LINE: 1, Way.PUSH: 1, Way.SMS: 1, Way.MAIL: 2}
"""How many workers may send by one way at a time."""

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=10)
SOON = timedelta(seconds=20)
"""A batch that is due again so soon is waited for; what is due later, the work of a minute finds."""
ROUNDS = 8
SPENT = "1日のうちに答えが得られませんでした。二重に届くのを避けるため、送り直しません。"
FORGOTTEN = "文面が、もう残っていません。"
NOT_IN_USE = "この配信のLINE公式アカウントが、使われていません。アカウントをつないでから、再開してください。"
REFUSED = "LINEが、このあて先を受け付けませんでした。"


@job(name="messaging.send_campaigns")
def send_campaigns(*, way: int) -> None:
    """Send all batches that are due by a way; leaves at once when enough workers are at it."""
    send_way(Way(way))


def send_way(way: Way) -> None:
    """Send until nothing is due by this way."""
    sender = system("messaging")
    for _ in range(
        ROUNDS
    ):  # a batch may have become due between the last look and the giving back of the line
        if not _anything_due(way):
            pause = _soon_due(way)
            if not pause:
                return
            time.sleep(pause)
        with taken([f"campaign-{way.name}-{number}".lower() for number in range(LINES[way])]) as line:
            if not line:
                return
            free_batches(sender, line=line)
            if way is Way.LINE:
                for account in campaigns.accounts_due():
                    _drain_account(sender, line, account)
            elif way is Way.PUSH:
                drain_push(sender, line)
            else:
                drain_one_by_one(sender, way, line)


def _soon_due(way: Way) -> float:
    """Seconds until the next batch is due again, if that is soon; else 0."""
    waiting = Batch.objects.filter(campaigns.leaving(), way=way, next_try__isnull=False)
    after = waiting.aggregate(next=Min("next_try"))["next"]
    wait = after - clock.now() if after else timedelta(0)
    return float(wait.total_seconds()) if timedelta(0) < wait <= SOON else 0.0


def _anything_due(way: Way) -> bool:
    """Whether a batch may be sent now, or lies in the hands of a worker who may be dead: of whatever run, it is settled."""
    due = Q(campaigns.leaving(), next_try__lte=clock.now()) | ~Q(line="")
    return Batch.objects.filter(due, way=way, next_try__isnull=False).exists()


@dataclass(frozen=True, slots=True)
class _Ready:
    """A batch that can be called, or what became of it already."""

    batch: Batch
    multicast: Multicast | None = None
    pushes: Sequence[Push] = ()
    outcome: Outcome | None = None


_Flying = list[tuple[_Ready, "Future[Told] | None"]]
"""Batches whose calls are under way."""


def _drain_account(sender: Actor, line: str, account: int | None) -> None:
    """Send what is due from one account; what is to leave from one that is not in use (any more) pauses."""
    try:
        opened = account_called(account)
    except LookupError:
        for run_id in campaigns.runs_due(account):
            pause_run(sender, run_id=run_id, error=NOT_IN_USE)
        return
    _drain_line(sender, line, account, opened)


def _drain_line(sender: Actor, line: str, account: int | None, opened: Opened) -> None:
    """While the calls of some batches are under way, the next ones are made ready."""
    batches = claim_batches(sender, way=Way.LINE, line=line, most=AT_ONCE, account=account)
    runs: set[int] = set()
    with LineRoad(opened) as road:
        flying: _Flying = []
        while batches or flying:
            runs.update(one.run_id for one in batches)
            ready = _made_ready(sender, batches)
            if not batches:
                _settle(sender, road, flying)
                flying = []
            else:
                before, flying = flying, _started(road, ready)
                _settle(sender, road, before)
            batches = claim_batches(sender, way=Way.LINE, line=line, most=AT_ONCE, account=account)
    for run_id in runs:
        end_run(sender, run_id=run_id)


def _made_ready(sender: Actor, batches: list[Batch]) -> list[_Ready]:
    """The calls of batches: addresses are opened here and nowhere else."""
    found = campaigns.targets(batches)
    return [_ready(sender, batch, found[batch.pk]) for batch in batches]


def _ready(sender: Actor, batch: Batch, members: Sequence[tuple[int, bytes]]) -> _Ready:
    if batch.attempts > 1 and key_is_spent(batch.first_tried, clock.now()):
        return _Ready(batch, outcome=Outcome(batch.pk, Batch.State.UNKNOWN, error=SPENT))
    words = leaving.words_of(batch)
    if words is None:
        return _Ready(batch, outcome=Outcome(batch.pk, Batch.State.REFUSED, error=FORGOTTEN))
    _let_go(sender, batch, {*batch.members[batch.done :]} - {reader_id for reader_id, _ in members})
    if not members:
        return _Ready(batch, outcome=Outcome(batch.pk, Batch.State.SENT))
    ids = list(unseal_all([sealed for _, sealed in members]))
    key = retry_key(batch.run.public_id, batch.number)
    if not words.personal:
        return _Ready(batch, Multicast(ids, words.shared().body, key, batch.run.unit))
    return _Ready(
        batch,
        pushes=_pushes(batch, words, dict(zip((one for one, _ in members), ids, strict=True)), key),
    )


def _let_go(sender: Actor, batch: Batch, gone: set[int]) -> None:
    """Take members out of a batch who are here no more: by the next way, but for whom a call was made already."""
    if not gone:
        return
    if batch.unsure:
        put_off_members(sender, batch_id=batch.pk, members=sorted(gone), wait=timedelta(0), unknown=True)
    else:
        fall_back(
            sender,
            batch_id=batch.pk,
            members=sorted(gone),
            fate=Addressee.Fate.FORGOTTEN,
            remove=True,
        )
    batch.refresh_from_db(fields=["members", "size", "done"])


def _pushes(batch: Batch, words: BatchWords, ids: Mapping[int, str], key: UUID) -> list[Push]:
    texts = words.each(list(ids))
    return [
        Push(
            place,
            reader_id,
            ids[reader_id],
            texts[reader_id].body,
            uuid5(key, str(reader_id)),
            batch.run.unit,
        )
        for place, reader_id in enumerate(batch.members)
        if place >= batch.done and reader_id in ids
    ]


def retry_key(run: UUID, number: int) -> UUID:
    """The key under which LINE takes a batch once: the same at every attempt, of every worker."""
    return uuid5(NAMESPACE_URL, f"yakuba:messaging:run:{run}:{number}")


def _started(road: LineRoad, ready: Sequence[_Ready]) -> _Flying:
    flying: _Flying = []
    for one in ready:
        if one.multicast:
            flying.append((one, road.multicast(one.multicast, quiet=one.batch.silent)))
        else:
            flying.append((one, None if one.outcome else road.pushes(one.pushes, quiet=one.batch.silent)))
    return flying


def _settle(sender: Actor, road: LineRoad, flying: _Flying) -> None:
    """Wait for the answers, looking at the stop button, and write down what became of each batch."""
    batches = [one.batch for one, _ in flying]
    open_calls = {call for _, call in flying if call}
    while open_calls:
        open_calls = wait(open_calls, timeout=LOOK_S).not_done
        if open_calls and any_stopped(batches):
            road.stop.set()
    closed: dict[int, str] = {}
    outcomes = []
    with transaction.atomic():
        for one, call in flying:
            if call is None:
                assert one.outcome  # noqa: S101 - what is not called has its outcome
                outcomes.append(one.outcome)
                continue
            told = call.result()
            if told.all_refused and len(one.batch.members) > 1:
                _halve(sender, one.batch)
                outcomes.append(Outcome(one.batch.pk, Batch.State.SENT))
                continue
            outcomes.append(_outcome(one, told))
            if told.all_refused or told.refused:
                members = one.batch.members if told.all_refused else told.refused
                fall_back(sender, batch_id=one.batch.pk, members=members)
            if told.closed:
                closed[one.batch.run_id] = told.closed
        for run_id, error in closed.items():
            log.warning("LINE refuses the house: %s", error)
            pause_run(sender, run_id=run_id, error=error)
        record_batches(sender, outcomes=outcomes)
    road.stop.clear()


def _halve(sender: Actor, batch: Batch) -> None:
    """LINE refuses a call for one bad id in it, and takes nobody: the others must not pay for it. Nothing was taken, so each
    half may go under a key of its own."""
    half = len(batch.members) // 2
    for part in (batch.members[:half], batch.members[half:]):
        put_off_members(sender, batch_id=batch.pk, members=part, wait=timedelta(0))


def any_stopped(batches: Sequence[Batch]) -> bool:
    """Whether a run of these is no longer to be sent."""
    runs = {one.run_id for one in batches}
    return Run.objects.filter(pk__in=runs, state=Run.State.SENDING).count() < len(runs)


def _outcome(one: _Ready, told: Told) -> Outcome:
    batch = one.batch
    if told.all_refused:
        return Outcome(batch.pk, Batch.State.REFUSED, error=REFUSED)
    if told.stopped:
        return Outcome(batch.pk, Batch.State.STOPPED, done=told.done, untried=told.untried)
    if told.away or told.closed:
        later = min(FIRST_WAIT * 2 ** min(batch.attempts - 1, 8), LONGEST_WAIT) if told.away else timedelta(0)
        return Outcome(
            batch.pk,
            Batch.State.WAITING,
            error=told.away or told.closed,
            wait=later,
            done=told.done,
            untried=told.untried,
            unsure=not told.untried,
        )
    return Outcome(batch.pk, Batch.State.SENT, told.request_id)
