"""The kinds of days that modules keep for people (a deadline, an appointment), so that campaigns can remind of them."""

from dataclasses import dataclass

_registry: dict[str, "DateKind"] = {}


@dataclass(frozen=True, slots=True)
class DateKind:
    """A kind of day: `code` is `module.name`, `label` says to officers what day it is (「補正の期限」)."""

    code: str
    label: str


def declare_date(kind: DateKind) -> DateKind:
    """Take a kind of day into the registry. Raises ValueError for one without a module, or declared twice."""
    module, _, name = kind.code.partition(".")
    if not (module and name) or _registry.get(kind.code, kind) != kind:
        raise ValueError(f"kind of date {kind.code!r} has no module or is declared twice")
    _registry[kind.code] = kind
    return kind


def all_dates() -> list[DateKind]:
    """Every kind of day, by code."""
    return [_registry[code] for code in sorted(_registry)]
