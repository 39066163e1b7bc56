"""undo_decision: a slip is put right before anybody outside saw it."""

from yakuba.cases.actions.writing import written
from yakuba.cases.models import Case, Decision, Status
from yakuba.cases.permissions import DECIDE
from yakuba.cases.queries.visible import lock_for
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal

REASON = 500


@action(permission=DECIDE, audit="決定を取り消した（通知前）")
def undo_decision(actor: Actor, *, case_id: int, reason: str, revision: int) -> Case:
    """Take the decision back while its notice has not gone out; the case is under review again.

    The decision stays in the record with the reason, and its document number stays used. Refuses once the time
    for undoing is over: from then on the notice may be on its way.
    """
    case = lock_for(actor, case_id, DECIDE, "undo_decision", revision)
    words = written("reason", reason, REASON)
    decision = Decision.objects.select_for_update().get(case=case, undone_at=None)
    if decision.issued_at or decision.issue_after <= clock.now():
        raise Refusal("too_late", "通知書を送る手続きが始まったため、決定を取り消せません。")
    decision.undone_at = clock.now()
    decision.undone_by_id = actor.staff_id
    decision.undo_reason = words
    decision.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    case.status = Status.IN_REVIEW
    case.outcome = ""
    case.closed_at = None
    case.save_change("status", "outcome", "closed_at")
    audit.note(document_number=decision.document_number)
    return case
