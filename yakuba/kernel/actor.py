"""Who acts: one frozen value that every verb receives first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal, Protocol

Kind = Literal["anonymous", "guest", "resident", "staff", "system"]


class Assurance(IntEnum):
    """How sure the office is of who is there; later identity providers only add a level."""

    NONE = 0
    EMAIL = 10
    ACCOUNT = 20
    TWO_FACTOR = 30
    PROVEN = 40


class Leave(Protocol):
    """What an actor may hold: `kernel.permissions.Permission` is one."""

    @property
    def code(self) -> str: ...
    @property
    def open_to(self) -> frozenset[Kind]: ...
    @property
    def needs(self) -> Assurance: ...


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who reads or changes something.

    `key` names the actor for machines and holds no personal data (`resident:17`, `guest:<hmac>`).
    `label` is what the audit trail shows to people: a section's name for staff.
    `grants` maps a permission code to the ids of the sections in which a member of staff holds it.
    """

    kind: Kind
    key: str
    label: str
    assurance: Assurance = Assurance.NONE
    email: str = ""
    resident_id: int | None = None
    staff_id: int | None = None
    grants: Mapping[str, frozenset[int]] = field(default_factory=dict)
    sections: frozenset[int] = frozenset()

    def may(self, permission: Leave, section: int | None = None) -> bool:
        """Whether the actor holds the permission, in the given section or anywhere."""
        if self.kind == "system":
            return True
        if self.kind in permission.open_to:
            return self.assurance >= permission.needs
        held = self.grants.get(permission.code)
        if not held or self.assurance < permission.needs:
            return False
        return section is None or section in held

    def sections_for(self, permission: Leave) -> frozenset[int]:
        """The sections in which a member of staff holds the permission."""
        return self.grants.get(permission.code, frozenset())


ANONYMOUS = Actor(kind="anonymous", key="anonymous", label="本人確認なし")


def anonymous() -> Actor:
    """Somebody on the Internet who has not said who they are."""
    return ANONYMOUS


def system(name: str) -> Actor:
    """The house itself at work, e.g. `system("worker")`."""
    return Actor(kind="system", key=f"system:{name}", label="システム", assurance=Assurance.PROVEN)
