"""Sends batches of campaigns to devices: many notifications at a time, each person once.

A push service has no keys of repetition: what was not answered goes again under the same topic, which replaces what the
service still holds, and with the same id, by which the device shows one notification. So a repetition harms nobody, and a
worker that dies leaves nothing to settle. Whom the services certainly did not take goes on by the next way of the campaign.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, wait
from datetime import timedelta
from uuid import UUID, uuid5

from django.db import transaction

from yakuba.kernel.actor import Actor
from yakuba.messaging import leaving
from yakuba.messaging.actions.claim_batches import claim_batches
from yakuba.messaging.actions.end_run import end_run
from yakuba.messaging.actions.fall_back import fall_back
from yakuba.messaging.actions.forget_devices import forget_devices
from yakuba.messaging.actions.put_off_members import put_off_members
from yakuba.messaging.actions.record_batches import Outcome, record_batches
from yakuba.messaging.device_letters import subscription_of
from yakuba.messaging.gateways.push.opening import own_client
from yakuba.messaging.gateways.push.wire import Push, Urgency
from yakuba.messaging.gateways.push_calls import Calls, PushCalls, PushRoad, Told
from yakuba.messaging.leaving import BatchWords
from yakuba.messaging.models import Batch, Run
from yakuba.messaging.queries.push import devices_in
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.rules.push import Notice
from yakuba.messaging.rules.retries import wait_after
from yakuba.messaging.sealing import unseal_all

AT_ONCE = 4
CONNECTIONS = 64
LOOK_S = 0.2
MOST_ATTEMPTS = 6
"""So often a person whose push service puts them off is tried before the next way is taken."""
KEPT_S = 3 * 24 * 3600
"""How long a push service keeps a message of a campaign for a device that is switched off."""
FORGOTTEN = "文面が、もう残っていません。"


def house_client() -> PushCalls:
    """The client of the house, with enough connections for many at a time."""
    return own_client(connections=CONNECTIONS)


def drain_push(sender: Actor, line: str, opened: Callable[[], PushCalls] = house_client) -> None:
    """Send batch after batch until nothing is due. `opened` opens another client than the house's."""
    runs: set[int] = set()
    batches = claim_batches(sender, way=Way.PUSH, line=line, most=AT_ONCE)
    with PushRoad(opened) as road:
        while batches:
            runs.update(one.run_id for one in batches)
            _send(sender, road, batches)
            batches = claim_batches(sender, way=Way.PUSH, line=line, most=AT_ONCE)
    for run_id in runs:
        end_run(sender, run_id=run_id)


def _send(sender: Actor, road: PushRoad, batches: list[Batch]) -> None:
    found = devices_in(batches)
    flying: list[tuple[Batch, Future[Told]]] = []
    for batch in batches:
        words = leaving.words_of(batch)
        if words is None:
            refused = Outcome(batch.pk, Batch.State.REFUSED, error=FORGOTTEN)
            record_batches(sender, outcomes=[refused])
            continue
        flying.append((batch, road.begin(people_of(batch, words, found[batch.pk]))))
    waiting = {call for _, call in flying}
    while waiting:
        waiting = wait(waiting, timeout=LOOK_S).not_done
        if waiting and _any_stopped(batches):
            road.stop.set()
    for batch, call in flying:
        _settle(sender, batch, call.result())
    road.stop.clear()


def people_of(
    batch: Batch, words: BatchWords, devices: Mapping[int, Sequence[tuple[UUID, bytes]]]
) -> list[Calls]:
    """What goes to the members of a batch from where it stands; whoever has no device any more is there without a call."""
    members = batch.members[batch.done :]
    texts = words.each([one for one in members if one in devices]) if words.personal else None
    shared = None if words.personal else words.shared()
    why = f"/notices/{batch.run.public_id}"
    # Words of one's own stand in one's own inbox alone.
    path = f"/my/messages/{batch.run.public_id}" if words.personal else f"{why}#words"
    urgency = Urgency.HIGH if batch.run.urgent else Urgency.LOW if batch.silent else Urgency.NORMAL
    found = []
    for place, reader_id in enumerate(members, batch.done):
        said = shared or (texts or {}).get(reader_id)
        own = devices.get(reader_id, ()) if said else ()
        pushes: list[tuple[UUID, Push]] = []
        if own and said:
            notice = Notice(
                id=uuid5(batch.run.public_id, str(reader_id)).hex,
                title=said.subject,
                path=path,
                language=batch.language,
                why=why,
                silent=batch.silent,
            )
            payload = notice.payload()
            sealed = unseal_all([one for _, one in own])
            pushes = [
                (device, Push(subscription_of(address), payload, notice.id, KEPT_S, urgency))
                for (device, _), address in zip(own, sealed, strict=True)
            ]
        found.append(Calls(place, reader_id, pushes))
    return found


def _settle(sender: Actor, batch: Batch, told: Told) -> None:
    """Write down what became of a batch; people who were refused go on by the next way, but for those who may have it."""
    last = batch.attempts >= MOST_ATTEMPTS
    sure, doubtful = ([], [*told.later, *told.unsure]) if batch.unsure else (told.later, told.unsure)
    refused = [] if batch.unsure else [*told.refused, *(sure if last else [])]
    unknown = [*(told.refused if batch.unsure else []), *(doubtful if last else [])]
    pause = max(wait_after(batch.attempts), timedelta(seconds=told.wait_s))
    moved = len(unknown)
    with transaction.atomic():
        if told.gone:
            forget_devices(sender, devices=told.gone)
        if refused:
            fall_back(sender, batch_id=batch.pk, members=refused)
        for members, unsure in ((sure, False), (doubtful, True)):
            if members and not last:
                put_off_members(sender, batch_id=batch.pk, members=members, wait=pause, unsure=unsure)
                moved += len(members)
        if unknown:
            put_off_members(sender, batch_id=batch.pk, members=unknown, wait=timedelta(0), unknown=True)
        state = Batch.State.STOPPED if told.stopped else Batch.State.SENT
        done = max(told.done, batch.done) - moved
        outcome = Outcome(batch.pk, state, error=told.error, done=done, untried=told.stopped)
        record_batches(sender, outcomes=[outcome])


def _any_stopped(batches: list[Batch]) -> bool:
    runs = {one.run_id for one in batches}
    return Run.objects.filter(pk__in=runs, state=Run.State.SENDING).count() < len(runs)
