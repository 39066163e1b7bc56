"""Keep what somebody told the office, so that they are not asked again."""

from collections.abc import Mapping
from typing import Any

from yakuba.identity.models import Fact, Resident
from yakuba.identity.permissions import REMEMBER_FACTS
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound


@action(permission=REMEMBER_FACTS, audit="次の手続のために、わかったことを残した")
def remember_facts(actor: Actor, *, resident: Resident, values: Mapping[str, Any], source: str) -> Resident:
    """Keep facts (code → JSON value) of a resident with where they came from; a newer one replaces the older.

    A resident keeps facts of themselves only; for anybody else there is no such resident (NotFound). The trail
    holds the codes, never the values.
    """
    if actor.kind == "resident" and actor.resident_id != resident.pk:
        raise NotFound()
    now = clock.now()
    Fact.objects.bulk_create(
        [
            Fact(resident=resident, code=code, value=value, source=source[:100], known_at=now)
            for code, value in sorted(values.items())
        ],
        update_conflicts=True,
        unique_fields=["resident", "code"],
        update_fields=["value", "source", "known_at"],
    )
    name = values.get("person.name")
    if isinstance(name, Mapping):
        _take_name(resident, name)
    audit.note(codes=sorted(values))
    return resident


def _take_name(resident: Resident, name: Mapping[str, Any]) -> None:
    parts = ("family", "given", "family_kana", "given_kana")
    for part in parts:
        setattr(resident, part, str(name.get(part, ""))[:100])
    resident.save(update_fields=parts)
