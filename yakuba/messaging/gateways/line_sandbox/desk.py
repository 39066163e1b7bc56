"""The first page of the stand-in: whose telephones there are, what went through, the switches of bad days."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from yakuba.kernel.clock import TOKYO
from yakuba.messaging.gateways.line_sandbox.faults import Faults
from yakuba.messaging.gateways.line_sandbox.state import Person, World
from yakuba.messaging.gateways.line_sandbox.webhooks import Webhooks

PERCENTS = (
    ("fail", "送信に500を返す（何もしない）"),
    ("lose", "送信を受けたのに返事をしない"),
    ("busy", "送信に429を返す"),
    ("redeliver", "Webhookをもう一度送る"),
)
MILLISECONDS = (("hold_ms", "返事をしないまま待たせる"), ("late_ms", "どの返事も遅らせる"))
SWITCHES = (("reorder", "Webhookの順番を入れかえる"), ("empty", "空のWebhookを先に送る"))


def desk(world: World, faults: Faults, webhooks: Webhooks) -> dict[str, Any]:
    """What the page shows."""
    return {
        "account": world.account,
        "phones": [_card(one) for one in world.phones.values()],
        "friends": sum(one.reached() for one in world.people.values()),
        "counts": world.counts,
        "percents": [(name, label, _short(getattr(faults, name))) for name, label in PERCENTS],
        "milliseconds": [(name, label, getattr(faults, name)) for name, label in MILLISECONDS],
        "switches": [(name, label, getattr(faults, name)) for name, label in SWITCHES],
        "quota": "" if world.account.quota is None else world.account.quota,
        "log": [(datetime.fromtimestamp(one.at_ms / 1000, TOKYO), one) for one in reversed(webhooks.log)][
            :30
        ],
    }


def _card(person: Person) -> dict[str, Any]:
    last = person.talk[-1].message if person.talk else {}
    words = str(last.get("text") or last.get("altText") or "").split("\n")[0]
    state = "ブロック中" if person.blocks else "友だち" if person.follows else "まだ友だちではありません"
    return {"person": person, "last": words, "state": state, "reached": person.reached()}


def _short(value: float) -> str:
    return f"{value:g}"


def set_switches(world: World, faults: Faults, form: dict[str, str]) -> None:
    """Put what was entered in place; whatever is no number leaves the old one."""
    for name, _ in PERCENTS:
        with suppress(ValueError):
            setattr(faults, name, min(max(float(form.get(name, "")), 0.0), 100.0))
    for name, _ in MILLISECONDS:
        with suppress(ValueError):
            setattr(faults, name, min(max(int(form.get(name, "")), 0), 60_000))
    for name, _ in SWITCHES:
        setattr(faults, name, name in form)
    quota = form.get("quota", "").strip()
    if quota.isdecimal() and len(quota) < 10:
        world.account.quota = int(quota)
    elif not quota:
        world.account.quota = None
    world.dirty = True
