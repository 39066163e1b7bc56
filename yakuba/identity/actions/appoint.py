"""Appoint a member of staff: a role in a section, from a day."""

from datetime import date

from yakuba.identity.events import StaffMoved
from yakuba.identity.models import Appointment, Role, Staff
from yakuba.identity.permissions import MANAGE_STAFF
from yakuba.identity.queries import tree
from yakuba.identity.rights import rights_changed
from yakuba.identity.rules.appointments import Held, fault
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce
from yakuba.kernel.refusals import NotFound, Refusal


@action(permission=MANAGE_STAFF, audit="発令した")
def appoint(
    actor: Actor, *, staff_id: int, section_id: int, role_id: int, since: date, until: date | None = None
) -> Staff:
    """Give a role in a section from a day until the day before `until` (None: until further notice).

    Announces StaffMoved; acts at the next request. Refuses somebody who left, a section that does not exist on the
    first day, and what `rules.appointments.fault` names.
    """
    staff = Staff.objects.select_for_update().filter(pk=staff_id, left_on__isnull=True).first()
    role = Role.objects.filter(pk=role_id).first()
    if staff is None or role is None or section_id not in tree().nodes:
        raise NotFound()
    if not tree().is_open(section_id, since):
        raise Refusal(
            "section_closed",
            "その日には、その組織がありません。",
            {"section": "その日には、その組織がありません。"},
        )
    new = Held(section_id, role_id, since, until)
    others = Appointment.objects.filter(staff=staff)
    wrong = fault(
        new, [Held(one.section_id, one.role_id, one.since, one.until) for one in others], today=clock.today()
    )
    if wrong:
        raise Refusal("appointment", wrong, {"since": wrong})
    Appointment.objects.create(staff=staff, section_id=section_id, role=role, since=since, until=until)
    rights_changed(staff)
    audit.note(section=section_id, role=role.code, since=since.isoformat(), until=until and until.isoformat())
    announce(StaffMoved(staff_id=staff.pk, section_id=section_id))
    return staff
