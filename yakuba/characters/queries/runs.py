"""The only way to the rows of runs."""

from django.db import models

from yakuba.characters.models import ConversionRun, Difference, GaijiTable, Intake, OpenCharacter
from yakuba.characters.permissions import RUN
from yakuba.characters.rules.outcomes import Status
from yakuba.characters.rules.printed import Printed
from yakuba.kernel import audit
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotAllowed, NotFound


def runs_visible_to(actor: Actor) -> models.QuerySet[ConversionRun]:
    """All runs, newest first, for those who may run conversions. Refuses everybody else."""
    if not actor.may(RUN):
        raise NotAllowed()
    return ConversionRun.objects.order_by("-id")


def differences(
    actor: Actor,
    *,
    run_id: int,
    status: Status | None = None,
    printed: Printed | None = None,
    after: int = 0,
    limit: int = 100,
) -> list[Difference]:
    """The differences of a run in the order of the names that were brought, `limit` of them behind the id `after`.

    They are names of persons: reading is recorded. Refuses a run that does not exist.
    """
    run = _run(actor, run_id)
    audit.record_read(
        actor, about=run, text="一括変換で変わる氏名を閲覧した", status=status.value if status else ""
    )
    rows = Difference.objects.filter(run=run, id__gt=after)
    if printed:
        rows = rows.filter(printed=printed)
    return list((rows.filter(status=status) if status else rows).order_by("id")[:limit])


def run_by_id(actor: Actor, run_id: int) -> ConversionRun:
    """A run. Refuses one that there is not, and whoever may not run conversions."""
    return _run(actor, run_id)


def printed_counts(run: ConversionRun) -> dict[str, int]:
    """How many of a run's differing persons are printed how."""
    rows = Difference.objects.filter(run=run).order_by().values("printed").annotate(count=models.Count("pk"))
    return {row["printed"]: row["count"] for row in rows}


def open_characters(actor: Actor, *, run_id: int) -> list[OpenCharacter]:
    """The characters of a run that nothing decides, those that most persons wait for first. Refuses an unknown run."""
    return list(OpenCharacter.objects.filter(run=_run(actor, run_id)).order_by("-persons", "id"))


def _run(actor: Actor, run_id: int) -> ConversionRun:
    run = runs_visible_to(actor).filter(pk=run_id).first()
    if run is None:
        raise NotFound()
    return run


def all_differences(run: ConversionRun, printed: Printed | None = None) -> models.QuerySet[Difference]:
    """The differences of a run for a file; whoever calls this records the reading first."""
    rows = Difference.objects.filter(run=run).order_by("id")
    return rows.filter(printed=printed) if printed else rows.exclude(printed=Printed.SAME)


def table_tried(run: ConversionRun) -> GaijiTable | None:
    """The version of a 外字変換表 that a run tried, None for a run over something else."""
    intake = Intake.objects.defer("content").select_related("table__system").filter(run=run).first()
    return intake.table if intake else None
