"""record_notices: lists and letters about changed names leave the house as a file."""

from yakuba.characters.permissions import RUN
from yakuba.characters.queries.runs import run_by_id
from yakuba.kernel import audit
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor

FORMS = {"list": "変わる人の一覧", "merge": "差し込み印刷用", "letters": "お知らせ文（PDF）"}


@action(permission=RUN, audit="氏名の変わる人の一覧・お知らせを書き出した")
def record_notices(actor: Actor, *, run_id: int, form: str, persons: int) -> None:
    """Note what leaves, and for how many persons, before the first byte does. Refuses an unknown run."""
    audit.note(about=run_by_id(actor, run_id), form=form, persons=persons)
