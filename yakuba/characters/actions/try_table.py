"""try_table: a dry run of a version over the names that were brought."""

import io

from yakuba.characters import streams
from yakuba.characters.actions.end_intake import end_intake
from yakuba.characters.actions.run_conversion import run_conversion
from yakuba.characters.models import ConversionRun, Intake
from yakuba.characters.permissions import RUN
from yakuba.characters.queries.gaiji_tables import own_of
from yakuba.characters.rules.outcomes import Target
from yakuba.kernel import audit
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound, Refusal


@action(permission=RUN, audit="外字変換表を氏名で試した")
def try_table(actor: Actor, *, intake_id: int) -> ConversionRun:
    """Convert the names of a file with a version of the table; nothing but the list of differences is kept.

    Refuses an unknown file, one that is no list of names, and one that cannot be read; then nothing is kept.
    """
    intake = Intake.objects.select_related("table", "system").filter(pk=intake_id).first()
    if intake is None or intake.table is None:
        raise NotFound()
    own, judged = own_of(intake.table)
    file = io.BytesIO(bytes(intake.content))
    try:
        rows = streams.Rows(streams.opened(file, streams.encoding_of(file)), intake.asked["name"])
        pairs = streams.pairs(rows, intake.asked["key"])
        run = run_conversion(
            actor,
            label=f"{intake.system.name} 外字変換表 第{intake.table.number}版",
            target=Target.STANDARD,
            rows=pairs,
            own=own,
            judged=judged,
        )
    except streams.BadFile as bad:
        raise Refusal("bad_file", bad.sentence) from bad
    Intake.objects.filter(pk=intake.pk).update(run=run, done=run.total, changed=run.changed)
    end_intake(actor, intake_id=intake.pk)
    audit.note(about=intake.table, run=run.pk, total=run.total)
    return run
