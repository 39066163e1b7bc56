"""Remove what a run kept of persons."""

from yakuba.characters.models import ConversionRun, Difference, Intake, OpenCharacter
from yakuba.characters.permissions import RUN
from yakuba.characters.queries.runs import runs_visible_to
from yakuba.kernel import audit
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound


@action(permission=RUN, audit="一括変換の結果を削除した")
def discard_run(actor: Actor, *, run_id: int) -> None:
    """Remove a run with all its differences: names are kept no longer than the work on them lasts.

    Refuses a run that does not exist.
    """
    run = runs_visible_to(actor).filter(pk=run_id).first()
    if run is None:
        raise NotFound()
    audit.note(about=audit.Subject("characters", ConversionRun.__name__, str(run.pk)), total=run.total)
    Difference.objects.filter(run=run).delete()
    OpenCharacter.objects.filter(run=run).delete()
    Intake.objects.filter(run=run).update(run=None)
    run.delete()
