"""cancel_correction: the office no longer waits for a correction."""

from yakuba.cases.actions.transfer import set_due
from yakuba.cases.days import drop_deadline
from yakuba.cases.models import Correction, Status
from yakuba.cases.permissions import HANDLE
from yakuba.cases.queries.visible import lock_for
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor


@action(permission=HANDLE, audit="補正の依頼を取り消した")
def cancel_correction(actor: Actor, *, case_id: int, revision: int) -> Correction:
    """Take the open request back; the clock goes on. Refuses where none is out."""
    case = lock_for(actor, case_id, HANDLE, "cancel_correction", revision)
    correction = Correction.objects.get(case=case, answered_at=None, cancelled_at=None)
    correction.cancelled_at = clock.now()
    correction.save(update_fields=["cancelled_at"])
    case.status = Status.IN_REVIEW
    set_due(case)
    case.save_change("status", "due_on", "overdue_at")
    drop_deadline(actor, correction.pk)
    audit.note(case, correction=correction.pk)
    return correction
