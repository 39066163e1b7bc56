"""Take the second factors of a member of staff away who lost them."""

from yakuba.identity.models import Staff
from yakuba.identity.permissions import MANAGE_STAFF
from yakuba.identity.second_factors import rows_of
from yakuba.identity.sessions import end_sessions
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound, Refusal


@action(permission=MANAGE_STAFF, audit="二つめの手段をはじめに戻した")
def reset_second_factor(actor: Actor, *, staff_id: int) -> Staff:
    """Remove app, passkeys and recovery codes, end all sessions; at the next sign-in a new one is set up.

    Refuses oneself (change your own on your own page) and somebody unknown.
    """
    staff = Staff.objects.select_related("account").filter(pk=staff_id, left_on__isnull=True).first()
    if staff is None:
        raise NotFound()
    if staff.pk == actor.staff_id:
        raise Refusal("oneself", "自分の分は「サインインの設定」で変えてください。")
    rows_of(staff.account).delete()
    end_sessions(staff.account)
    return staff
