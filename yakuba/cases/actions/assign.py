"""assign: a case is given to a member of staff of its section."""

from yakuba.cases.actions.take import hand_to
from yakuba.cases.actions.writing import written_or_empty
from yakuba.cases.models import Case
from yakuba.cases.permissions import ASSIGN, HANDLE
from yakuba.cases.queries.visible import lock_for, require_revision
from yakuba.identity import api as identity
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal

REASON = 500


@action(permission=ASSIGN, audit="案件の担当を決めた")
def assign(actor: Actor, *, case_id: int, staff_id: int, revision: int, reason: str = "") -> Case:
    """Give the case to somebody who may handle cases of its section today; re-assigning is the same verb.

    Giving it to whom it belongs already changes nothing. Refuses staff of other sections.
    """
    case = lock_for(actor, case_id, ASSIGN, "assign")
    if case.assignee_id == staff_id:
        return case
    require_revision(case, revision)
    words = written_or_empty("reason", reason, REASON)
    if staff_id not in {one.id for one in identity.staff_in_section(case.section_id, HANDLE)}:
        raise Refusal(
            "not_in_section",
            "その職員は、この課の案件を担当できません。",
            {"staff": "この課の職員を選んでください。"},
        )
    hand_to(case, staff_id=staff_id, by=actor.staff_id, reason=words)
    return case
