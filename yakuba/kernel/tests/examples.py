"""Verbs and events to try the kernel with."""

from dataclasses import dataclass

from yakuba.kernel import audit
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import Event, announce
from yakuba.kernel.models import OptionValue
from yakuba.kernel.permissions import RESIDENTS, Permission
from yakuba.kernel.refusals import Refusal

CHANGE = Permission("kernel.test_change", "試しに変える")
OPEN = Permission("kernel.test_open", "試しに開く", open_to=RESIDENTS)


@dataclass(frozen=True, kw_only=True)
class Changed(Event):
    """Something was changed, for a test."""

    code: str


@action(permission=CHANGE, audit="試しに変えた")
def change(actor: Actor, *, code: str, value: int) -> OptionValue:
    """Set a value; refuses 13."""
    row, _made = OptionValue.objects.update_or_create(code=code, defaults={"value": value})
    announce(Changed(code=code))
    audit.note(value=value)
    if value == 13:
        raise Refusal("unlucky", "13は使えません。")
    return row


@action(permission=CHANGE, audit="二つ続けて変えた")
def change_twice(actor: Actor, *, code: str, values: tuple[int, int]) -> OptionValue:
    """A verb that calls another verb."""
    change(actor, code=code, value=values[0])
    return change(actor, code=code, value=values[1])


@action(permission=OPEN, unaudited="試しなので記録しない", one_statement=True)
def quick(actor: Actor, *, times: int) -> None:
    """As many statements as asked; one is allowed."""
    for number in range(times):
        OptionValue.objects.create(code=f"quick{times}-{number}", value=number)
