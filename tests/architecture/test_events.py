"""Every event is a frozen fact in the past tense, made of plain values, and heard by somebody or said not to be."""

import dataclasses
import inspect
import re
import types
import typing
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import pytest

from tests.architecture import house
from yakuba.kernel import events
from yakuba.kernel.events import DeliveryId, Event

PLAIN = {int, str, bool, float, type(None)}
IRREGULAR = {
    "Sent",
    "Made",
    "Written",
    "Drawn",
    "Begun",
    "Overdue",
    "Withdrawn",
    "Lost",
    "Held",
    "Given",
    "Undone",
}

house.furnish()


def announced() -> list[type[Event]]:
    """The events of the house that can happen; those that only share fields with others are not among them."""
    return [
        kind
        for kind in events.all_events().values()
        if kind.__module__.startswith("yakuba.")
        and ".tests." not in kind.__module__
        and not kind.__subclasses__()
    ]


def faults(kind: type[Event]) -> Iterator[str]:
    """What is wrong with an event."""
    last = re.findall(r"[A-Z][a-z]+", kind.__name__)[-1]
    if not last.endswith("ed") and last not in IRREGULAR:
        yield "its name says what happened, in the past tense"
    if not dataclasses.is_dataclass(kind) or not kind.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        yield "is a frozen dataclass"
    if not kind.__doc__ or kind.__doc__.startswith(f"{kind.__name__}("):
        yield "has no docstring"
    if not kind.__module__.endswith(".events"):
        yield "stands in events.py"
    for name, hint in typing.get_type_hints(kind).items():
        if typing.get_origin(hint) is not ClassVar and not plain(hint):
            yield f"{name} travels as plain values, not as {hint}"


def plain(hint: Any) -> bool:
    """Whether values of a type travel as JSON and come back the same."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal or hint in PLAIN:
        return True
    return origin in {list, dict, typing.Union, types.UnionType} and all(map(plain, arguments))


def unheard(kind: type[Event]) -> bool:
    """Whether nobody listens, and nobody says why."""
    return not events.subscribers(kind.event_name()) and not vars(kind).get("unheard", "")


def reactions() -> list[tuple[type[Event], Callable[..., None]]]:
    return [(kind, react) for kind in announced() for react in events.subscribers(kind.event_name()).values()]


def misshapen(kind: type[Event], reaction: Callable[..., None]) -> Iterator[str]:
    """What is wrong with a reaction."""
    taken = inspect.signature(reaction).parameters
    hints = typing.get_type_hints(reaction)
    if list(taken) != ["event", "delivery"]:
        yield f"takes (event, delivery), not ({', '.join(taken)})"
    elif not issubclass(kind, hints.get("event", type(None))) or hints.get("delivery") is not DeliveryId:
        yield f"takes ({kind.__name__}, DeliveryId)"
    if not reaction.__module__.endswith(".reactions"):
        yield "stands in reactions.py"
    if not inspect.getdoc(reaction):
        yield "has no docstring"


def test_events_are_facts_of_plain_values() -> None:
    assert len(announced()) > 4
    house.none([f"{kind.event_name()}: {fault}" for kind in announced() for fault in faults(kind)])


def test_every_event_is_heard_or_says_why_not() -> None:
    house.none([kind.event_name() for kind in announced() if unheard(kind)])


def test_an_event_that_is_heard_does_not_say_otherwise() -> None:
    both = [
        kind.event_name()
        for kind in announced()
        if events.subscribers(kind.event_name()) and vars(kind).get("unheard", "")
    ]
    house.none(both)


def test_every_event_is_announced_somewhere() -> None:
    said = "\n".join(path.read_text("utf-8") for path in house.sources() if path.name != "events.py")
    silent = [kind.event_name() for kind in announced() if not re.search(rf"\b{kind.__name__}\(", said)]
    house.none(silent)


def test_reactions_are_well_shaped() -> None:
    found = [
        f"{react.__module__}.{react.__qualname__}: {fault}"
        for kind, react in reactions()
        for fault in misshapen(kind, react)
    ]
    house.none(found)


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the test plants is forgotten afterwards."""
    monkeypatch.setattr(events, "_events", dict(events._events))
    monkeypatch.setattr(events, "_subscribers", dict(events._subscribers))


@pytest.mark.usefixtures("registry")
def test_planted_events_are_caught() -> None:
    @dataclasses.dataclass
    class DecideCase:
        unheard: ClassVar[str] = ""
        case: Event
        numbers: list[int] | None = None

    assert list(faults(DecideCase)) == [  # type: ignore[arg-type]
        "its name says what happened, in the past tense",
        "is a frozen dataclass",
        "has no docstring",
        "stands in events.py",
        f"case travels as plain values, not as {Event}",
    ]

    @dataclasses.dataclass(frozen=True, kw_only=True)
    class CaseLost(Event):
        """Nobody listens."""

        case_id: int | None = None

    assert unheard(CaseLost)
    assert list(faults(CaseLost)) == ["stands in events.py"]

    @events.when(CaseLost)  # type: ignore[arg-type]
    def weep(happened: CaseLost) -> None: ...

    assert not unheard(CaseLost)
    assert list(misshapen(CaseLost, weep)) == [
        "takes (event, delivery), not (happened)",
        "stands in reactions.py",
        "has no docstring",
    ]
