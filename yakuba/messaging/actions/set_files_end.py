"""Close the files of a run at once, or open them again."""

from datetime import date, timedelta

from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotAllowed, NotFound, Refusal
from yakuba.messaging.models import Run
from yakuba.messaging.options import MOST_FILES_DAYS
from yakuba.messaging.permissions import WRITE_CAMPAIGNS
from yakuba.messaging.queries.campaigns import run_for


@action(permission=WRITE_CAMPAIGNS, audit="配信のファイルを開ける期限を変えた")
def set_files_end(actor: Actor, *, run_id: int, until: date) -> Run:
    """Let the link of a run open its files until a day; one in the past closes them at once.

    Refuses a section for which the actor may not write, a run without files, and a day beyond
    `messaging.most_files_days` from today.
    """
    run = run_for(actor, run_id)
    if run.campaign.section_id not in actor.sections_for(WRITE_CAMPAIGNS):
        raise NotAllowed()
    if not run.files_token:
        raise NotFound()
    if until > clock.today() + timedelta(days=MOST_FILES_DAYS.value()):
        raise Refusal("files_days", f"今日から{MOST_FILES_DAYS.value()}日までの日を選んでください。")
    run.files_until = until
    run.save(update_fields=["files_until"])
    audit.note(about=run.campaign, until=until.isoformat())
    return run
