"""Events: what happened, told upwards. Frozen, past tense, ids and plain values only.

The queue of jobs is the outbox: an event exists exactly when the transaction that announced it committed. The
worker delivers it to each subscriber with retries of its own, at least once; the database sees it once.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, TypeVar
from uuid import UUID, uuid4

from django.db import connection, transaction

from yakuba.kernel import clock
from yakuba.kernel.jobs import enqueue, job

E = TypeVar("E", bound="Event")
DeliveryId = str
Subscriber = Callable[[Any, DeliveryId], None]

_events: dict[str, type["Event"]] = {}
_subscribers: dict[str, dict[str, Subscriber]] = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened in one module. Add fields only as optional ones: old events stay readable."""

    unheard: ClassVar[str] = ""  # why nobody listens yet, where nobody does

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        name = f"{cls.__module__.removeprefix('yakuba.').removesuffix('.events')}.{cls.__name__}"
        _events[name] = cls

    @classmethod
    def event_name(cls) -> str:
        """The name under which the event travels, e.g. `cases.CaseDecided`."""
        return f"{cls.__module__.removeprefix('yakuba.').removesuffix('.events')}.{cls.__name__}"


def all_events() -> dict[str, type[Event]]:
    """Every declared event by name."""
    return dict(sorted(_events.items()))


def subscribers(name: str) -> dict[str, Subscriber]:
    """The subscribers of an event: name of the reaction → function."""
    return dict(_subscribers.get(name, {}))


def when(event: type[E]) -> Callable[[Callable[[E, DeliveryId], None]], Callable[[E, DeliveryId], None]]:
    """Subscribe a reaction to an event. It runs in the worker, in one transaction, once for each event."""

    def subscribe(reaction: Callable[[E, DeliveryId], None]) -> Callable[[E, DeliveryId], None]:
        name = f"{reaction.__module__.removeprefix('yakuba.')}.{reaction.__qualname__}"
        known = _subscribers.setdefault(event.event_name(), {})
        if name in known:
            raise ValueError(f"reaction {name} subscribes twice")
        known[name] = reaction
        return reaction

    return subscribe


def announce(event: Event) -> UUID:
    """Tell the subscribers, by one durable job each, written in the transaction that is open now. Returns the id."""
    event_id, name = uuid4(), event.event_name()
    enqueue(
        deliver,
        *(
            {"event_id": str(event_id), "event": name, "values": asdict(event), "subscriber": subscriber}
            for subscriber in subscribers(name)
        ),
    )
    return event_id


@job(name="kernel.deliver", queue="events")
def deliver(*, event_id: str, event: str, values: dict[str, Any], subscriber: str) -> None:
    """Hand one event to one subscriber; a second delivery of the same pair changes nothing."""
    reaction = subscribers(event).get(subscriber)
    if reaction is None:
        raise LookupError(f"{subscriber} no longer listens to {event}")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_eventdelivery (event_id, event, subscriber, done_at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            [event_id, event, subscriber, clock.now()],
        )
        if cursor.rowcount:
            reaction(_events[event](**values), f"{event_id}:{subscriber}")
