"""take: an officer takes a case on."""

from yakuba.cases.models import Assignment, Case, Status
from yakuba.cases.permissions import HANDLE
from yakuba.cases.queries.visible import lock_for, require_revision
from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal


@action(permission=HANDLE, audit="案件の担当になった")
def take(actor: Actor, *, case_id: int, revision: int) -> Case:
    """Become the officer of a case of one's section; a received one goes into review.

    Taking what is one's own already changes nothing. Refuses a case that changed since `revision`.
    """
    if actor.staff_id is None:
        raise Refusal("staff_only", "担当になれるのは職員だけです。")
    case = lock_for(actor, case_id, HANDLE, "take")
    if case.assignee_id == actor.staff_id:
        return case
    require_revision(case, revision)
    hand_to(case, staff_id=actor.staff_id, by=actor.staff_id, reason="")
    return case


def hand_to(case: Case, *, staff_id: int, by: int | None, reason: str) -> None:
    """Give the locked case to a member of staff, with a line in its history."""
    case.assignee_id = staff_id
    if case.status == Status.RECEIVED:
        case.status = Status.IN_REVIEW
    case.save_change("assignee", "status")
    Assignment.objects.create(
        case=case,
        section_id=case.section_id,
        assignee_id=staff_id,
        by_id=by,
        at=clock.now(),
        reason=reason,
    )
