"""Hand a member of staff a password for one sign-in."""

from dataclasses import dataclass

from yakuba.identity.models import Staff
from yakuba.identity.permissions import MANAGE_STAFF
from yakuba.identity.rules.password import initial_password
from yakuba.identity.sessions import end_sessions
from yakuba.kernel import audit
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound


@dataclass(frozen=True, slots=True, repr=False)
class Issued:
    """A password that was just made: the only moment at which it is known. Printing this does not show it."""

    staff: Staff
    password: str


@action(permission=MANAGE_STAFF, audit="はじめのパスワードを渡した")
def issue_password(actor: Actor, *, staff_id: int) -> Issued:
    """Make a password that must be changed at the first sign-in; the old one is dead, all sessions end.

    The second factor stays. Refuses somebody who left.
    """
    staff = Staff.objects.select_related("account").filter(pk=staff_id, left_on__isnull=True).first()
    if staff is None:
        raise NotFound()
    password = initial_password()
    staff.account.set_password(password)
    staff.account.password_is_initial = True
    staff.account.save(update_fields=["password", "password_is_initial"])
    end_sessions(staff.account)
    audit.note(about=staff)
    return Issued(staff, password)
