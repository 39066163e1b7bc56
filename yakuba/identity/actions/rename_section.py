"""Give a section another name or place, keeping what it was called before."""

from datetime import date

from yakuba.identity.models import Section, SectionTerm
from yakuba.identity.permissions import MANAGE_SECTIONS
from yakuba.identity.queries import read_tree
from yakuba.identity.rights import rights_changed
from yakuba.identity.rules.section_changes import fault_of_change, fault_of_day
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound, Refusal


@action(permission=MANAGE_SECTIONS, audit="組織の名前や場所を変えた")
def rename_section(
    actor: Actor, *, section_id: int, name: str, parent_id: int | None, since: date, phone: str, sign: str
) -> Section:
    """From a day the section has this name, parent, telephone and sign; before it, what it had. Under another name it
    has none in other languages until somebody writes one (`name_section_otherwise`).

    Refuses a section that ended, a day not after the beginning of the present term, and a place below itself.
    """
    section = Section.objects.select_for_update().filter(pk=section_id).first()
    if section is None:
        raise NotFound()
    wrong = fault_of_day(since, clock.today()) or fault_of_change(read_tree(), section_id, parent_id, since)
    if wrong:
        raise Refusal("section", wrong, {"since": wrong})
    last = SectionTerm.objects.filter(section=section, until__isnull=True).get()
    before, hours, place = last.name, last.hours, last.place
    other = {"name_en": last.name_en, "name_easy": last.name_easy} if name == before else {}
    last.until = since
    last.save(update_fields=["until"])
    SectionTerm.objects.create(
        section=section,
        name=name,
        parent_id=parent_id,
        phone=phone,
        sign=sign,
        hours=hours,
        place=place,
        since=since,
        **other,
    )
    rights_changed()
    audit.note(before=before, after=name, since=since.isoformat())
    return section
