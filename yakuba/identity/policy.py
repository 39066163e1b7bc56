"""The office's choices about sessions, read together."""

from dataclasses import dataclass
from datetime import timedelta

from yakuba.identity.options import (
    RESIDENT_IDLE_HOURS,
    RESIDENT_SESSION_DAYS,
    STAFF_IDLE_MINUTES,
    STAFF_SESSION_HOURS,
)


@dataclass(frozen=True, slots=True)
class Policy:
    """How long a session may be quiet and how long it may last, by face."""

    staff_idle: timedelta
    staff_length: timedelta
    resident_idle: timedelta
    resident_length: timedelta

    def idle(self, face: str) -> timedelta:
        """How long a session of this face may be quiet."""
        return self.resident_idle if face == "public" else self.staff_idle

    def length(self, face: str) -> timedelta:
        """How long a session of this face may last, however busy."""
        return self.resident_length if face == "public" else self.staff_length


def policy() -> Policy:
    """What the office chose (the kernel remembers the choices for a short while)."""
    return Policy(
        staff_idle=timedelta(minutes=max(1, STAFF_IDLE_MINUTES.value())),
        staff_length=timedelta(hours=max(1, STAFF_SESSION_HOURS.value())),
        resident_idle=timedelta(hours=max(1, RESIDENT_IDLE_HOURS.value())),
        resident_length=timedelta(days=max(1, RESIDENT_SESSION_DAYS.value())),
    )
