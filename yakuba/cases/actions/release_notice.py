"""release_notice: the notice goes out now, without waiting for the time in which the decision can be undone."""

from yakuba.cases.actions.writing import named
from yakuba.cases.events import NoticeReleased
from yakuba.cases.models import Decision
from yakuba.cases.permissions import DECIDE
from yakuba.cases.queries.visible import lock_for
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce


@action(permission=DECIDE, audit="通知書をすぐに送ることにした")
def release_notice(actor: Actor, *, case_id: int) -> Decision:
    """End the time for undoing; the next run of the worker issues the notice. Again changes nothing."""
    case = lock_for(actor, case_id, DECIDE, "release_notice")
    decision = Decision.objects.select_for_update().get(case=case, undone_at=None)
    if decision.issued_at is None and decision.issue_after > clock.now():
        decision.issue_after = clock.now()
        decision.save(update_fields=["issue_after"])
        announce(NoticeReleased(**named(case), decision_id=decision.pk))
    audit.note(case)
    return decision
