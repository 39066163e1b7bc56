"""What may be appointed, and when it ends. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

FURTHEST = timedelta(days=366 * 2)
"""How far ahead somebody is appointed; further is a slip of the pen."""
EARLIEST = date(1950, 1, 1)


@dataclass(frozen=True, slots=True)
class Held:
    """A role in a section over a period."""

    section_id: int
    role_id: int
    since: date
    until: date | None


def fault(new: Held, others: Sequence[Held], *, today: date) -> str:
    """Why an appointment cannot be written, as a sentence; "" where it can.

    Refuses dates far off, an end before the beginning, and the same role in the same section twice at a time.
    """
    if not EARLIEST <= new.since <= today + FURTHEST:
        return "始まる日は、1950年から2年後までの間で入れてください。"
    if new.until is not None and new.until <= new.since:
        return "終わる日は、始まる日と同じか、それより後にしてください。"
    for one in others:
        same = (one.section_id, one.role_id) == (new.section_id, new.role_id)
        if same and _overlap(one, new):
            return "同じ組織の同じ役割が、この期間にもう発令されています。"
    return ""


def _overlap(one: Held, other: Held) -> bool:
    return (one.until is None or other.since < one.until) and (other.until is None or one.since < other.until)
