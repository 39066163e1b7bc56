"""close_days: the mayor closes the office, or one section, on further days (臨時閉庁)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from yakuba.cases.models import ClosedDay
from yakuba.cases.permissions import SET_UP
from yakuba.cases.queries.office import forget_closed_days
from yakuba.kernel import audit
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Closing:
    """A day, the section that is closed (None: the whole office), and why."""

    on: date
    section: int | None = None
    reason: str = ""


@action(permission=SET_UP, audit="臨時閉庁日を登録した")
def close_days(actor: Actor, *, days: Sequence[Closing]) -> None:
    """Add closed days; those that are known stay as they are. Due days already counted do not change."""
    ClosedDay.objects.bulk_create(
        [ClosedDay(on=one.on, section_id=one.section, reason=one.reason) for one in days],
        ignore_conflicts=True,
    )
    transaction.on_commit(forget_closed_days)
    audit.note(days=[f"{one.on:%Y-%m-%d}" for one in days])
