"""Take along the names and addresses of those who get a letter."""

from dataclasses import dataclass

from yakuba.identity import api as identity
from yakuba.kernel import audit
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotAllowed
from yakuba.messaging.models import Reader
from yakuba.messaging.permissions import EXPORT_LETTERS
from yakuba.messaging.queries.campaigns import letters_of, run_for

CODES = ("person.name", "person.address")


@dataclass(frozen=True, slots=True)
class Letter:
    """One envelope."""

    name: str
    postcode: str
    address: str
    language: str


@action(permission=EXPORT_LETTERS, audit="郵便で送る方の宛名を書き出した")
def export_letters(actor: Actor, *, run_id: int) -> list[Letter]:
    """The envelopes of a run, by postcode and address; whose address is no longer known is left out.

    Refuses a run of a section for which the actor may not export.
    """
    run = run_for(actor, run_id)
    if run.campaign.section_id not in actor.sections_for(EXPORT_LETTERS):
        raise NotAllowed()
    languages = {
        row[0]: row[1]
        for row in Reader.objects.filter(pk__in=letters_of(run), resident__isnull=False).values_list(
            "resident_id", "language"
        )
    }
    facts: dict[int, dict[str, dict[str, str]]] = {}
    for resident_id, fact in identity.facts_held(list(languages), CODES):
        facts.setdefault(resident_id, {})[fact.code] = fact.value
    letters = [
        _letter(known, languages[resident_id])
        for resident_id, known in facts.items()
        if len(known) == len(CODES)
    ]
    audit.note(about=run, letters=len(letters))
    return sorted(letters, key=lambda one: (one.postcode, one.address, one.name))


def _letter(known: dict[str, dict[str, str]], language: str) -> Letter:
    name, address = known["person.name"], known["person.address"]
    parts = [address.get(part, "") for part in ("prefecture", "city", "town", "street")]
    building = address.get("building", "")
    return Letter(
        f"{name.get('family', '')} {name.get('given', '')}".strip(),
        address.get("postcode", ""),
        "".join(parts) + (f" {building}" if building else ""),
        language,
    )
