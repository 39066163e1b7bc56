"""Permissions are data: they can be listed, documented, granted through roles and tested."""

from dataclasses import dataclass

from yakuba.kernel.actor import Assurance, Kind

PUBLIC: frozenset[Kind] = frozenset({"anonymous", "guest", "resident"})
RESIDENTS: frozenset[Kind] = frozenset({"guest", "resident"})
NOBODY: frozenset[Kind] = frozenset()

_registry: dict[str, "Permission"] = {}


@dataclass(frozen=True, slots=True)
class Permission:
    """Leave to do one thing.

    `open_to` names the kinds of actor who hold it without a role. Staff hold it through the roles of their
    appointments. `needs` is the least assurance of the session.
    """

    code: str
    label: str
    open_to: frozenset[Kind] = NOBODY
    needs: Assurance = Assurance.NONE

    def __post_init__(self) -> None:
        known = _registry.setdefault(self.code, self)
        if known != self:
            raise ValueError(f"permission {self.code} is declared twice")


def all_permissions() -> list[Permission]:
    """Every declared permission, by code."""
    return [_registry[code] for code in sorted(_registry)]


def permission(code: str) -> Permission | None:
    """The permission with this code, or None."""
    return _registry.get(code)
