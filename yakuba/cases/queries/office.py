"""The office around the desk: signs for document numbers, closed days, names of staff."""

import time
from collections.abc import Iterable
from datetime import date

from yakuba.cases.models import ClosedDay
from yakuba.identity import api as identity

REMEMBERED_S = 60

_closed: dict[str, tuple[float, list[tuple[date, int | None]]]] = {}


def section_sign(section_id: int, on: date) -> str:
    """The sign of the section in document numbers; where it has none, that of the nearest above, else its name."""
    for one in (section_id, *identity.sections_above(section_id, on)):
        sign = identity.section_card(one, on).sign
        if sign:
            return sign
    return identity.section_name(section_id, on)


def closed_days(section_id: int) -> frozenset[date]:
    """The days closed besides weekends and holidays, for the whole office or this section.

    Remembered for a minute by each process: at most 1 SQL.
    """
    known = _closed.get("days")
    if known is None or time.monotonic() - known[0] > REMEMBERED_S:
        known = (time.monotonic(), list(ClosedDay.objects.values_list("on", "section_id")))
        _closed["days"] = known
    return frozenset(day for day, section in known[1] if section is None or section == section_id)


def forget_closed_days() -> None:
    """Read the closed days anew next time."""
    _closed.clear()


def names(ids: Iterable[int | None]) -> dict[int, str]:
    """Names of staff by id, for pages of staff (1 SQL, none where nobody is asked for)."""
    wanted = {one for one in ids if one is not None}
    return dict(identity.staff_names(wanted)) if wanted else {}
