"""Telephones that do something by themselves at the first start of a demonstration."""

import asyncio
from pathlib import Path

import pytest

from yakuba.messaging.gateways.line_sandbox import sample
from yakuba.messaging.gateways.line_sandbox.faults import Faults
from yakuba.messaging.gateways.line_sandbox.state import World
from yakuba.messaging.gateways.line_sandbox.webhooks import Webhooks

TALKS = Path(__file__).resolve().parents[4] / "wards" / "toshima" / "talks.toml"


class House(Webhooks):
    """Answers whatever happens with one button, and remembers what it was told."""

    def __init__(self, world: World, label: str = "はい") -> None:
        super().__init__(world, Faults())
        self.world, self.label, self.heard = world, label, []  # type: ignore[var-annotated]

    def happened(self, person, kind, **more):  # type: ignore[no-untyped-def]
        """LINE's event, and an answer at once."""
        self.heard.append((kind, more.get("postback") or more.get("message")))
        action = {"type": "postback", "label": self.label, "data": "yes"}
        quick = {"items": [{"type": "action", "action": action}]}
        self.world.show(person, "house", {"type": "text", "text": "？", "quickReply": quick})
        return {}


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "LOOK_S", 0.01)
    monkeypatch.setattr(sample, "PATIENCE_S", 0.05)


def played(world: World, house: House, *steps: list[str]) -> House:
    asyncio.run(sample.play(world, house, {"taro": list(steps)}))
    return house


def test_a_person_follows_presses_and_writes() -> None:
    world = World()
    world.default_menu = "m"
    house = played(world, House(world), ["follow"], ["press", "はい"], ["say", "こんにちは"])
    assert [kind for kind, _ in house.heard] == ["follow", "postback", "message"]
    assert house.heard[1][1]["data"] == "yes" and house.heard[2][1]["text"] == "こんにちは"


def test_nothing_happens_before_a_house_is_there_and_to_a_telephone_in_use() -> None:
    world = World()
    assert not played(world, House(world), ["follow"]).heard
    world.default_menu = "m"
    world.phones["taro"].follows = True
    assert not played(world, House(world), ["follow"]).heard


def test_who_finds_no_such_button_stops_there() -> None:
    world = World()
    world.default_menu = "m"
    house = played(world, House(world), ["follow"], ["press", "いいえ"], ["say", "x"])
    assert [kind for kind, _ in house.heard] == ["follow"]


@pytest.mark.parametrize("step", ['["jump"]', '["press"]', '["follow", "x"]', "[]"])
def test_steps_that_are_none_are_refused(tmp_path: Path, step: str) -> None:
    file = tmp_path / "talks.toml"
    file.write_text(f'[[person]]\nphone = "taro"\nsteps = [{step}]\n', "utf-8")
    with pytest.raises(ValueError, match=r"talks\.toml"):
        sample.read(file)


def test_the_sample_ward_has_some_and_leaves_the_first_telephone_alone() -> None:
    told = sample.read(TALKS)
    assert set(told) == {"taro", "linh"} and set(told) <= set(World().phones)
