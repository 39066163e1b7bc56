"""transfer: a case goes to another section."""

from yakuba.cases.actions.writing import written
from yakuba.cases.models import Assignment, Case, Correction
from yakuba.cases.permissions import ASSIGN
from yakuba.cases.queries import office
from yakuba.cases.queries.visible import lock_for
from yakuba.cases.rules import clock as rules_clock
from yakuba.identity import api as identity
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal

REASON = 500


@action(permission=ASSIGN, audit="案件をほかの課へ移した")
def transfer(actor: Actor, *, case_id: int, section: int, reason: str, revision: int) -> Case:
    """Hand the case to another section of today, with a reason; it has no officer there yet.

    The day of arrival stays; the due day is counted anew, by the closed days of that section.
    """
    case = lock_for(actor, case_id, ASSIGN, "transfer", revision)
    if section == case.section_id or section not in {one.id for one in identity.open_sections()}:
        sentence = "移す先の課を選んでください。"
        raise Refusal("no_such_section", sentence, {"section": sentence})
    words = written("reason", reason, REASON)
    audit.note(before=case.section_id, after=section)
    case.section_id = section
    case.assignee_id = None
    set_due(case)
    case.save_change("section", "assignee", "due_on", "overdue_at")
    Assignment.objects.create(
        case=case, section_id=section, assignee_id=None, by_id=actor.staff_id, at=clock.now(), reason=words
    )
    return case


def set_due(case: Case) -> None:
    """Count the due day anew, from the arrival and the corrections that were out (1 SQL)."""
    moments = Correction.objects.filter(case_id=case.pk).values_list(
        "asked_at", "answered_at", "cancelled_at"
    )
    pauses = [rules_clock.pause(asked, answered or cancelled) for asked, answered, cancelled in moments]
    closed = office.closed_days(case.section_id)
    case.due_on = rules_clock.due_on(rules_clock.day_of(case.opened_at), case.standard_days, pauses, closed)
    if not rules_clock.is_overdue(case.due_on, clock.today()):
        case.overdue_at = None
