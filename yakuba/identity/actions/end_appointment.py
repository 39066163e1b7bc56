"""End an appointment."""

from datetime import date

from yakuba.identity.events import StaffMoved
from yakuba.identity.models import Appointment, Staff
from yakuba.identity.permissions import MANAGE_STAFF
from yakuba.identity.rights import rights_changed
from yakuba.kernel import audit
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce
from yakuba.kernel.refusals import Conflict, NotFound, Refusal


@action(permission=MANAGE_STAFF, audit="発令を終えた")
def end_appointment(actor: Actor, *, staff_id: int, appointment_id: int, until: date) -> Staff:
    """The appointment holds for the last time on the day before `until`. Announces StaffMoved.

    One that has not begun is taken back by ending it on its first day or before. Refuses one that ended already
    earlier (Conflict), and somebody's who is not named.
    """
    held = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("staff", "role")
        .filter(pk=appointment_id, staff_id=staff_id)
        .first()
    )
    if held is None:
        raise NotFound()
    if held.until is not None and held.until <= until:
        raise Conflict("already_ended", "この発令は、もう終わっています。")
    if until.year > held.since.year + 60:
        raise Refusal(
            "appointment", "終わる日を確かめてください。", {"until": "終わる日を確かめてください。"}
        )
    if until <= held.since:
        held.delete()
    else:
        held.until = until
        held.save(update_fields=["until"])
    rights_changed(held.staff)
    audit.note(about=held.staff, section=held.section_id, role=held.role.code, until=until.isoformat())
    announce(StaffMoved(staff_id=held.staff_id, section_id=held.section_id))
    return held.staff
