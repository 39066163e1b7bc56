"""What an office may choose: declared once in the module, with default, label and help.

Each process reads all choices at once and keeps them for `FRESH_S` seconds, so that asking costs nothing on the
way of a resident.
"""

import time
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.audit import note
from yakuba.kernel.models import OptionValue
from yakuba.kernel.permissions import Permission
from yakuba.kernel.refusals import Refusal

T = TypeVar("T", int, str, bool)
FRESH_S = 10.0
LONGEST = 2_000
SET_OPTIONS = Permission("kernel.set_options", "設定を変える")

_registry: dict[str, "AnyOption"] = {}
_kept: tuple[float, dict[str, Any]] | None = None


@dataclass(frozen=True)
class Option(Generic[T]):
    """One choice of the office: code `module.name`, default, label and help in Japanese."""

    code: str
    default: T
    label: str
    help: str

    def __post_init__(self) -> None:
        if self.code in _registry:
            raise ValueError(f"option {self.code} is declared twice")
        _registry[self.code] = self

    def value(self) -> T:
        """What holds now, at most `FRESH_S` seconds old."""
        return cast(T, _chosen().get(self.code, self.default))

    def read(self, text: str) -> int | str | bool:
        """The value a person typed. Refuses what is no value of this option, with the sentence for its field."""
        kind = type(self.default)
        if kind is bool:
            return text == "yes"
        if kind is int:
            if not (text.isascii() and text.isdigit() and len(text) <= 9):
                raise Refusal("option", "0以上の整数を入力してください。")
            return int(text)
        if len(text) > LONGEST or "\x00" in text:
            raise Refusal("option", f"{LONGEST}文字までで入力してください。")
        return text


AnyOption = Option[int] | Option[str] | Option[bool]


def all_options() -> list[AnyOption]:
    """Every declared option, by code."""
    return [_registry[code] for code in sorted(_registry)]


def option(code: str) -> AnyOption | None:
    """The option with this code, or None."""
    return _registry.get(code)


def forget_choices() -> None:
    """Ask the database again at the next call (after a change in this process, and between tests)."""
    global _kept
    _kept = None


@action(permission=SET_OPTIONS, audit="設定を変えた")
def choose(actor: Actor, *, code: str, value: int | str | bool) -> OptionValue:
    """Choose a value for an option. Refuses an unknown option and a value of another type."""
    known = _registry.get(code)
    if known is None or type(value) is not type(known.default):
        raise Refusal("option", "この設定に入れられる値ではありません。")
    row, _made = OptionValue.objects.update_or_create(code=code, defaults={"value": value})
    note(about=row, code=code)
    forget_choices()
    return row


def _chosen() -> dict[str, Any]:
    global _kept
    if _kept is None or time.monotonic() - _kept[0] > FRESH_S:
        _kept = (time.monotonic(), dict(OptionValue.objects.values_list("code", "value")))
    return _kept[1]
