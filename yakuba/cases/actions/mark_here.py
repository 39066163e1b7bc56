"""mark_here: an officer has the case open, so that colleagues see it."""

from django.db import connection

from yakuba.cases.models import Presence
from yakuba.cases.permissions import READ
from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor

_UPSERT = f"""
    INSERT INTO {Presence._meta.db_table} (case_id, staff_id, seen_at)
    SELECT id, %s, %s FROM cases_case WHERE id = %s
    ON CONFLICT (case_id, staff_id) DO UPDATE SET seen_at = EXCLUDED.seen_at
"""  # noqa: S608 - the name of our own table


@action(
    permission=READ,
    unaudited="画面を開いている印で、記録ではありません。閲覧そのものは記録されます",
    one_statement=True,
)
def mark_here(actor: Actor, *, case_id: int) -> None:
    """Say that the actor has the case open now; a page does so every half minute. Unknown cases are ignored."""
    if actor.staff_id is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [actor.staff_id, clock.now(), case_id])
