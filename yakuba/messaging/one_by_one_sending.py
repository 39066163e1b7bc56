"""Sends batches whose members are told one after the other: mail and short messages."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import timedelta

from django.db import DatabaseError, connection, transaction

from yakuba.kernel.actor import Actor
from yakuba.messaging import campaign_texts, leaving
from yakuba.messaging.actions.claim_batches import claim_batches
from yakuba.messaging.actions.end_run import end_run
from yakuba.messaging.actions.pause_run import pause_run
from yakuba.messaging.actions.record_batches import Outcome, record_batches
from yakuba.messaging.actions.record_progress import record_progress
from yakuba.messaging.actions.settle_aside import settle_aside
from yakuba.messaging.gateways.base import NotCarried
from yakuba.messaging.gateways.one_by_one import CARRIERS
from yakuba.messaging.gateways.parcels import Carrier, Parcel
from yakuba.messaging.models import Addressee, Batch, Run
from yakuba.messaging.queries import campaigns
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.rules.retries import PAUSE, Fault, wait_after
from yakuba.messaging.rules.wording import Words
from yakuba.messaging.sealing import letter_key, unseal_all

log = logging.getLogger("yakuba.messaging")

LOOK_S = 0.4
AWAY = (Fault.UNREACHABLE, Fault.BROKEN_OFF, Fault.CLOSED)
MOST_ATTEMPTS = 6
"""So often a person whom the server puts off is tried before the next way is taken."""


@dataclass(slots=True)
class _Turn:
    """What one turn at a batch has done."""

    done: int = 0
    away: NotCarried | None = None
    unsure: bool = False
    """Whether the one after `done` may have been told."""
    stopped: bool = False


def drain_one_by_one(sender: Actor, way: Way, line: str) -> None:
    """Send batch after batch over one connection until nothing is due, or the outside system is away."""
    runs: set[int] = set()
    batches = claim_batches(sender, way=way, line=line, most=1)
    while batches:
        try:
            with CARRIERS[way]() as carrier, unsynced() if way is Way.MAIL else nullcontext():
                while batches:
                    runs.add(batches[0].run_id)
                    _send(sender, carrier, batches[0])
                    batches = claim_batches(sender, way=way, line=line, most=1)
        except NotCarried as error:
            log.warning("%s is away: %s", way.name, error.words)
            _wait(sender, batches[0], error)
            if error.fault is not Fault.CLOSED:
                break
            batches = claim_batches(sender, way=way, line=line, most=1)
    for run_id in runs:
        end_run(sender, run_id=run_id)


def _wait(sender: Actor, batch: Batch, error: NotCarried) -> None:
    """Let a batch wait for its way; where the way is shut to the house, its run until somebody lets it go on."""
    waiting = Outcome(batch.pk, Batch.State.WAITING, error=error.words, wait=PAUSE, untried=True)
    record_batches(sender, outcomes=[waiting])
    if error.fault is Fault.CLOSED:
        pause_run(sender, run_id=batch.run_id, error=error.words)


@contextmanager
def unsynced() -> Iterator[None]:
    """Let PostgreSQL say yes before its disk does: the progress of every single mail is recorded, a thousand times a
    second. A worker that is killed loses nothing by it; a database that is killed half a second, which goes again."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    try:
        yield
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")


def _send(sender: Actor, carrier: Carrier, batch: Batch) -> None:
    """One batch from where it stands. Raises NotCarried (unreachable) with the progress kept."""
    words = leaving.words_of(batch)
    if words is None:
        record_batches(
            sender, outcomes=[Outcome(batch.pk, Batch.State.REFUSED, error="文面が、もう残っていません。")]
        )
        return
    members = campaigns.targets([batch])[batch.pk]
    addresses = dict(
        zip((one for one, _ in members), unseal_all([sealed for _, sealed in members]), strict=True)
    )
    texts = words.each(list(addresses)) if words.personal else None
    shared = None if words.personal else words.shared()
    turn = _Turn(done=batch.done)
    looked = time.monotonic()
    for place in range(batch.done, batch.size):
        reader_id = batch.members[place]
        if time.monotonic() - looked > LOOK_S:
            looked = time.monotonic()
            if not Run.objects.filter(pk=batch.run_id, state=Run.State.SENDING).exists():
                turn.stopped = True
                break
        said = shared or (texts or {}).get(reader_id)
        address, doubtful = addresses.get(reader_id, ""), batch.unsure and place == batch.done
        fault = _tell(carrier, batch, reader_id, address, said, doubtful=doubtful)
        if fault is not None and fault.fault in AWAY:
            turn.away, turn.unsure = fault, fault.fault is Fault.BROKEN_OFF
            tried_enough = (
                batch.attempts >= MOST_ATTEMPTS and batch.way != Way.SMS
            )  # which can be asked, and waits
            if doubtful and fault.fault is Fault.BROKEN_OFF and tried_enough:
                _pass_over(sender, batch, turn, place)
            break
        doubtful = doubtful and not (batch.way == Way.SMS and address)  # there it was asked before
        aside = (reader_id, _fate(batch, fault, doubtful=doubtful)) if fault is not None else None
        turn.done = place + 1
        record_progress(sender, batch_id=batch.pk, done=turn.done, aside=aside)
    _finish(sender, batch, turn)


def _pass_over(sender: Actor, batch: Batch, turn: _Turn, place: int) -> None:
    """One message breaks the connection again and again: nobody knows whether it arrived, and the others do not wait for it."""
    turn.done, turn.unsure = place + 1, False
    aside = (batch.members[place], Addressee.Fate.DOUBT)
    record_progress(sender, batch_id=batch.pk, done=turn.done, aside=aside)


def _fate(batch: Batch, fault: NotCarried, *, doubtful: bool) -> Addressee.Fate:
    """What becomes of somebody who was not taken; `doubtful` who may have been told at the attempt before."""
    if doubtful:
        return Addressee.Fate.DOUBT
    late = fault.fault is Fault.TEMPORARY and batch.attempts < MOST_ATTEMPTS
    return Addressee.Fate.LATER if late else Addressee.Fate.NEXT


def _tell(
    carrier: Carrier, batch: Batch, reader_id: int, address: str, said: Words | None, *, doubtful: bool
) -> NotCarried | None:
    """Hand one person's message over; what went wrong, or None. `doubtful` whether they may have it already."""
    if not address or said is None:
        return NotCarried(Fault.PERMANENT, "あて先が、もう残っていません。")
    key = str(letter_key(batch.run.public_id, reader_id))
    stop = campaign_texts.stop_url(reader_id, batch.run.topic) if batch.way == Way.MAIL else ""
    key = f"c{batch.run_id}.{reader_id}.{key}"
    since = batch.run.frozen_at if doubtful else None
    try:
        carrier.carry(Parcel(key, address, said.subject, said.body, batch.language, stop, since))
    except NotCarried as failure:
        return failure
    return None


def _finish(sender: Actor, batch: Batch, turn: _Turn) -> None:
    """Write down how the turn ended; people who were refused go on by the next way."""
    whole = turn.done == batch.size
    state = Batch.State.SENT if whole else Batch.State.STOPPED if turn.stopped else Batch.State.WAITING
    wait = max(PAUSE, turn.away.wait) if turn.away else timedelta(0)
    with transaction.atomic():
        moved = settle_aside(sender, batch_id=batch.pk, wait=wait_after(batch.attempts))
        outcome = Outcome(
            batch.pk,
            state,
            error=turn.away.words if turn.away else "",
            wait=wait,
            done=turn.done - moved,
            untried=not whole and not turn.unsure,
            unsure=turn.unsure,
        )
        record_batches(sender, outcomes=[outcome])
        if turn.away and turn.away.fault is Fault.CLOSED:
            log.warning("%s refuses the house: %s", Way(batch.way).name, turn.away.words)
            pause_run(sender, run_id=batch.run_id, error=turn.away.words)
