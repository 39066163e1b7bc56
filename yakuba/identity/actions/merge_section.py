"""End a section; another carries its work on."""

from datetime import date

from yakuba.identity.models import Section, SectionTerm
from yakuba.identity.permissions import MANAGE_SECTIONS
from yakuba.identity.queries import read_tree
from yakuba.identity.rights import rights_changed
from yakuba.identity.rules.section_changes import fault_of_day, fault_of_ending
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound, Refusal


@action(permission=MANAGE_SECTIONS, audit="組織を統合した（終わらせた）")
def merge_section(actor: Actor, *, section_id: int, successor_id: int | None, on: date) -> Section:
    """The section ends; from `on` its work is the successor's (None: nobody's), whose staff then see its cases.

    Refuses a section that ended, one with sections still below it, and a successor that does not exist on that day.
    """
    section = Section.objects.select_for_update().filter(pk=section_id).first()
    if section is None:
        raise NotFound()
    wrong = fault_of_day(on, clock.today()) or fault_of_ending(read_tree(), section_id, successor_id, on)
    if wrong:
        raise Refusal("section", wrong, {"on": wrong})
    SectionTerm.objects.filter(section=section, until__isnull=True).update(until=on)
    section.successor_id = successor_id
    section.save(update_fields=["successor"])
    rights_changed()
    audit.note(successor=successor_id, on=on.isoformat())
    return section
