"""take_usage: how many persons some 外字 touch, and who they are."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from yakuba.characters.models import Bearer, Gaiji, Intake, IntakeFault
from yakuba.characters.permissions import IDENTIFY
from yakuba.characters.rules.gaiji import Code
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound

MOST_FAULTS = 1_000


@dataclass(slots=True)
class Used:
    """A 外字 of the list: its code, the persons counted, and keys with names where the list has them."""

    code: Code
    persons: int = 0
    people: dict[str, str] = field(default_factory=dict)

    @property
    def touched(self) -> int:
        """The number the list gives, or the number of persons it names, whichever is more."""
        return max(self.persons, len(self.people))


@action(
    permission=IDENTIFY, unaudited="一つのファイルの途中経過です。読み終えたときに、件数とともに記録されます"
)
def take_usage(
    actor: Actor, *, intake_id: int, rows: Sequence[Used], faults: Sequence[tuple[str, str]] = ()
) -> Intake:
    """Set the persons of some 外字 to what the list says, all or none of these rows; unknown 外字 are taken into the
    inventory without a picture. Read twice it says the same. Refuses an unknown intake.
    """
    intake = Intake.objects.select_for_update().defer("content").filter(pk=intake_id).first()
    if intake is None:
        raise NotFound()
    known = {
        one.code: one
        for one in Gaiji.objects.select_for_update()
        .filter(system_id=intake.system_id, code__in=[row.code.text for row in rows])
        .order_by("id")
    }
    for row in rows:
        _take(intake, row, known.get(row.code.text))
    room = max(0, MOST_FAULTS - intake.faulty)
    IntakeFault.objects.bulk_create(
        IntakeFault(intake=intake, place=place[:60], sentence=sentence[:300])
        for place, sentence in faults[:room]
    )
    intake.done += len(rows)
    intake.faulty += len(faults)
    intake.save(update_fields=["done", "added", "changed", "same", "faulty"])
    return intake


def _take(intake: Intake, row: Used, found: Gaiji | None) -> None:
    if found is None:
        found = Gaiji.objects.create(
            system_id=intake.system_id,
            code=row.code.text,
            character=row.code.character,
            persons=row.touched,
        )
        intake.added += 1
    elif found.persons == row.touched:
        intake.same += 1
    else:
        found.persons = row.touched
        found.save(update_fields=["persons"])
        intake.changed += 1
    if row.people:
        Bearer.objects.filter(gaiji=found).exclude(key__in=row.people).delete()
        Bearer.objects.bulk_create(
            (Bearer(gaiji=found, key=key, name=name) for key, name in row.people.items()),
            update_conflicts=True,
            unique_fields=["gaiji", "key"],
            update_fields=["name"],
        )
