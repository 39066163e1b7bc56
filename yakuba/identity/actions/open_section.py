"""Open a section."""

from datetime import date

from django.db import IntegrityError, transaction

from yakuba.identity.models import Section, SectionTerm
from yakuba.identity.permissions import MANAGE_SECTIONS
from yakuba.identity.queries import read_tree
from yakuba.identity.rights import rights_changed
from yakuba.identity.rules.section_changes import fault_of_day, fault_of_parent
from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal


@action(permission=MANAGE_SECTIONS, audit="組織を開いた")
def open_section(
    actor: Actor,
    *,
    code: str,
    kind: str,
    name: str,
    parent_id: int | None,
    since: date,
    phone: str = "",
    sign: str = "",
) -> Section:
    """A new section from a day, below another or at the top. Refuses a code that is taken and a parent not there."""
    if kind not in Section.Kind.values:
        raise Refusal("section", "組織の種類を選んでください。", {"kind": "組織の種類を選んでください。"})
    wrong = fault_of_day(since, clock.today()) or fault_of_parent(read_tree(), None, parent_id, since)
    if wrong:
        raise Refusal("section", wrong, {"since": wrong})
    try:
        with transaction.atomic():
            section = Section.objects.create(code=code, kind=kind)
    except IntegrityError:
        sentence = "このコードは、もう使われています。"
        raise Refusal("section", sentence, {"code": sentence}) from None
    SectionTerm.objects.create(
        section=section, name=name, parent_id=parent_id, since=since, phone=phone, sign=sign
    )
    rights_changed()
    return section
