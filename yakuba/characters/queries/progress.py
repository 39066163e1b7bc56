"""Figures of the workshop: counted from the rows whenever somebody looks, so that they are never old."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncDate

from yakuba.characters.models import Gaiji, JudgementStep, Picture, System
from yakuba.characters.queries.gaiji import contradictions, systems_visible_to
from yakuba.characters.rules.gaiji import State, Step
from yakuba.characters.rules.pace import Pace, pace
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a system (or all) has come: 外字 by state, the persons they touch, the pace."""

    total: int = 0
    states: Mapping[str, int] = field(default_factory=dict)
    persons: int = 0
    covered: int = 0
    mine_to_confirm: int = 0
    pace: Pace | None = None

    @property
    def done(self) -> int:
        """外字 that two persons decided."""
        return self.states.get(State.AGREED, 0)

    @property
    def left(self) -> int:
        """外字 that are not decided yet."""
        return self.total - self.done


@dataclass(frozen=True, slots=True)
class Dashboard:
    """All systems together, and each."""

    whole: Progress
    systems: Sequence[tuple[System, Progress]]
    contradictions: int
    unlooked: int


def dashboard(actor: Actor) -> Dashboard:
    """The figures of the workshop (5 SQL whatever the number of systems and 外字)."""
    systems = list(systems_visible_to(actor).select_related("in_force"))
    counted = _counted(actor)
    decided = _decided()
    today = clock.today()
    each = []
    for system in systems:
        rows = [one for one in counted if one["system"] == system.pk]
        each.append((system, _progress(rows, decided.get(system.pk, {}), today)))
    together: dict[date, int] = {}
    for days in decided.values():
        for day, count in days.items():
            together[day] = together.get(day, 0) + count
    return Dashboard(
        whole=_progress(counted, together, today),
        systems=each,
        contradictions=contradictions().count(),
        unlooked=Picture.objects.filter(looked_at=None).count(),
    )


def _counted(actor: Actor) -> list[dict[str, Any]]:
    others = Q(state=State.PROPOSED) & ~Q(judgement__by_key=actor.key)
    rows = Gaiji.objects.order_by().values("system", "state")
    counted = rows.annotate(count=Count("pk"), touched=Sum("persons"), others=Count("pk", filter=others))
    return [dict(row) for row in counted]


def _decided() -> dict[int, dict[date, int]]:
    """Decisions that still stand, by system and day of the second person's word."""
    standing = JudgementStep.objects.filter(
        kind=Step.CONFIRMED, judgement__gaiji__judgement=F("judgement"), judgement__gaiji__state=State.AGREED
    )
    rows = (
        standing.annotate(system=F("judgement__gaiji__system"), day=TruncDate("at", tzinfo=clock.TOKYO))
        .order_by()
        .values("system", "day")
        .annotate(count=Count("pk"))
    )
    found: dict[int, dict[date, int]] = {}
    for row in rows:
        found.setdefault(row["system"], {})[row["day"]] = row["count"]
    return found


def _progress(rows: Sequence[Mapping[str, Any]], decided: Mapping[date, int], today: date) -> Progress:
    states: dict[str, int] = {}
    persons = covered = others = 0
    for row in rows:
        state = str(row["state"])
        states[state] = states.get(state, 0) + row["count"]
        persons += row["touched"] or 0
        others += row["others"]
        if state == State.AGREED:
            covered += row["touched"] or 0
    total = sum(states.values())
    left = total - states.get(State.AGREED, 0)
    return Progress(total, states, persons, covered, others, pace(decided, left, today))
