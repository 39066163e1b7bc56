"""How many opened a message of a campaign: LINE counts it by the name of a unit, and tells numbers only.

Source: Messaging API reference, "Get statistics per unit" (figures come the next day, None below 20 people; a unit's
name has 1 to 30 of A-Z, a-z, 0-9 and _; 1,000 units a month).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from yakuba.kernel.clock import TOKYO

MOST_UNITS = 900
"""So many runs a month are counted: a hundred units are left for what else uses the account."""
ASKED_FOR = timedelta(days=14)
"""How long after it went out LINE is asked for the figures of a run."""
BLOCKED_WITHIN = timedelta(days=2)
"""A block within this time after a run is shown beside it."""


@dataclass(frozen=True, slots=True)
class Openings:
    """People who opened it, and who pressed a link in it; None where LINE gives no number (fewer than 20)."""

    opened: int | None
    pressed: int | None


def unit_of(run: UUID) -> str:
    """The name under which LINE counts a run."""
    return f"run_{run.hex[:24]}"


def period_of(frozen_at: datetime, today: date) -> tuple[date, date]:
    """First and last day to ask LINE for: from the day it went out to today, two weeks at most."""
    first = frozen_at.astimezone(TOKYO).date()
    return first, min(max(today, first), first + ASKED_FOR)
