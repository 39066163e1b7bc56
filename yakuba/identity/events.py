"""What identity tells the floors above."""

from dataclasses import dataclass
from typing import ClassVar

from yakuba.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ResidentVerified(Event):
    """A resident's account stands on a verified address; `assurance` is the level it gives."""

    unheard: ClassVar[str] = "アカウントができたことで動き出す仕事は、まだありません。"
    resident_id: int
    assurance: int


@dataclass(frozen=True, kw_only=True)
class EmailChanged(Event):
    """A resident's account stands on another verified address from now on."""

    resident_id: int


@dataclass(frozen=True, kw_only=True)
class AccountClosed(Event):
    """A resident gave their account up."""

    resident_id: int


@dataclass(frozen=True, kw_only=True)
class StaffMoved(Event):
    """What a member of staff may do changed: appointed, an appointment ended, or left the office."""

    unheard: ClassVar[str] = "担当の付け替えは係が画面で行います。"
    staff_id: int
    section_id: int | None = None
