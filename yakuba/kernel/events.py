"""Events: what happened, told upwards. Frozen, past tense, ids and plain values only."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, TypeVar
from uuid import UUID, uuid4

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
    """Tell the subscribers, by durable jobs written in the transaction that is open now. Returns the id."""
    from yakuba.kernel.outbox import send_out  # the outbox reads the registry above

    event_id = uuid4()
    send_out(event_id, event.event_name(), asdict(event))
    return event_id


def rebuild(name: str, values: dict[str, Any]) -> Event:
    """The event again, from what travelled."""
    return _events[name](**values)
