"""Read again, at night, what the ward holds on a legal basis about readers."""

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.actions.gather_readers import facts_by_resident, stale, take_facts
from yakuba.messaging.line_readers import AT_ONCE
from yakuba.messaging.models import Reader
from yakuba.messaging.permissions import SEND

COLUMNS = ["held_chome", "held_births", "held_facts", "ways"]


@action(permission=SEND, unaudited="届出の内容を、届ける先を選ぶ表に写すだけです")
def renew_facts(actor: Actor, *, after: int = 0) -> int:
    """Renew up to 2,000 rows whose number is above `after`; returns the last number, 0 when there is none left."""
    rows = list(Reader.objects.filter(stale(), pk__gt=after).order_by("pk")[:AT_ONCE])
    held = facts_by_resident([one.resident_id for one in rows if one.resident_id is not None])
    changed = []
    for row in rows:
        before = [getattr(row, name) for name in COLUMNS]
        take_facts(row, held.get(row.resident_id or 0, {}))
        if [getattr(row, name) for name in COLUMNS] != before:
            changed.append(row)
    Reader.objects.bulk_update(changed, COLUMNS, batch_size=500)
    return rows[-1].pk if rows else 0
