"""Telephones that do something by themselves, once: a demonstration then has people who follow and who wait.

A file of the ward pack says who presses and writes what, as `[[person]]` with `phone` and `steps`: ["follow"],
["press", label], ["say", words]. Everything goes the same way as from a hand: what is pressed has to be there.
"""

import asyncio
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from yakuba.messaging.gateways.line_sandbox import deeds
from yakuba.messaging.gateways.line_sandbox.pressing import label_of
from yakuba.messaging.gateways.line_sandbox.state import Person, Said, World
from yakuba.messaging.gateways.line_sandbox.webhooks import Webhooks

LOOK_S = 0.2
PATIENCE_S = 120.0
STEPS = frozenset({"follow", "press", "say"})
Steps = Sequence[Sequence[str]]


def read(file: Path) -> dict[str, Steps]:
    """Telephone → steps. Raises ValueError for a step that is none."""
    told = tomllib.loads(file.read_text("utf-8"))
    found = {str(one["phone"]): one["steps"] for one in told.get("person", ())}
    for step in (step for steps in found.values() for step in steps):
        if not step or step[0] not in STEPS or len(step) != (1 if step[0] == "follow" else 2):
            raise ValueError(f"{file.name}: no telephone can do {step!r}")
    return found


async def play(world: World, webhooks: Webhooks, told: Mapping[str, Steps]) -> None:
    """Let every telephone that was never used do its steps, one person after the other.

    Begins once a house has put its menu on the account: before that nobody would hear. Who gets no answer, or finds
    no such button, stops there.
    """
    if not await _until(lambda: bool(world.default_menu)):
        return
    for phone, steps in told.items():
        person = world.phones.get(phone)
        if person is not None and not person.talk and not person.follows:
            await _do(world, webhooks, person, steps)


async def _do(world: World, webhooks: Webhooks, person: Person, steps: Steps) -> None:
    for step in steps:
        seen = len(person.talk)
        if step[0] == "follow":
            deeds.follow(world, webhooks, person, {})
        elif step[0] == "say":
            deeds.say(world, webhooks, person, {"words": step[1]})
        else:
            deeds.press(world, webhooks, person, {"at": _place(person, step[1])})
        if not await _until(lambda seen=seen: _answered(person, seen)):
            return


def _answered(person: Person, seen: int) -> bool:
    return any(one.side == "house" for one in person.talk[seen:])


def _place(person: Person, label: str) -> str:
    """Where a button with this label stands, the latest message first; "" where there is none."""
    for said in reversed(person.talk):
        if said.side == "house":
            for place, action in _actions(said):
                if label_of(action) == label:
                    return place
    return ""


def _actions(said: Said) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every action of a message with its place."""
    waiting: list[tuple[str, Any]] = [(said.id, said.message)]
    while waiting:
        place, part = waiting.pop(0)
        pairs = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
        for name, value in pairs:
            if name == "action" and isinstance(value, dict):
                yield f"{place}/{name}", value
            else:
                waiting.append((f"{place}/{name}", value))


async def _until(holds: Any) -> bool:
    """Wait until something holds; False where it never does."""
    for _ in range(int(PATIENCE_S / LOOK_S)):
        if holds():
            return True
        await asyncio.sleep(LOOK_S)
    return False
