"""A member of staff leaves the office."""

from django.db.models import Q

from yakuba.identity.events import StaffMoved
from yakuba.identity.models import Appointment, Staff
from yakuba.identity.permissions import MANAGE_STAFF
from yakuba.identity.rights import rights_changed
from yakuba.identity.second_factors import rows_of
from yakuba.identity.sessions import end_sessions
from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce
from yakuba.kernel.refusals import NotFound, Refusal


@action(permission=MANAGE_STAFF, audit="職員の退職を登録した")
def retire_staff(actor: Actor, *, staff_id: int) -> Staff:
    """Sessions end now, appointments today, second factors are removed, the account is closed; the name stays.

    Announces StaffMoved. Refuses oneself (somebody must be left who can do it) and somebody who left already.
    """
    staff = (
        Staff.objects.select_for_update(of=("self",)).select_related("account").filter(pk=staff_id).first()
    )
    if staff is None or staff.left_on is not None:
        raise NotFound()
    if staff.pk == actor.staff_id:
        raise Refusal("oneself", "自分の退職は登録できません。ほかの管理者が行ってください。")
    today = clock.today()
    running = Appointment.objects.filter(Q(until__isnull=True) | Q(until__gt=today), staff=staff)
    running.filter(since__gte=today).delete()
    running.update(until=today)
    staff.left_on = today
    staff.save(update_fields=["left_on"])
    staff.account.is_active = False
    staff.account.set_unusable_password()
    staff.account.save(update_fields=["is_active", "password"])
    rows_of(staff.account).delete()
    end_sessions(staff.account)
    rights_changed(staff)
    announce(StaffMoved(staff_id=staff.pk))
    return staff
