"""issue_notice: the decision goes out with its notice (通知)."""

from yakuba.cases.actions.writing import named
from yakuba.cases.events import CaseDecided
from yakuba.cases.models import Case, Decision, Document
from yakuba.cases.permissions import RUN
from yakuba.kernel import audit, clock, files
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce
from yakuba.kernel.models import StoredFile
from yakuba.kernel.refusals import NotFound


@action(permission=RUN, audit="決定を通知した")
def issue_notice(actor: Actor, *, decision_id: int, file: StoredFile | None, trouble: str = "") -> Decision:
    """Make the decision public on the status page, with the printed notice; announces CaseDecided.

    Without a file the notice could not be printed for want of a glyph: the decision stands, `trouble` names the
    characters, and the office prints it by hand. A second issue changes nothing; an undone decision is NotFound.
    """
    concerned = Decision.objects.filter(pk=decision_id).values("case_id")
    case = Case.objects.select_for_update().filter(pk__in=concerned).first()
    decision = Decision.objects.select_for_update().filter(pk=decision_id, undone_at=None).first()
    if case is None or decision is None:
        raise NotFound()
    audit.note(case, document_number=decision.document_number)
    if decision.issued_at is not None:
        return decision
    if file is not None:
        decision.notice = Document.objects.create(
            case=case,
            file=file,
            kind=Document.Kind.NOTICE,
            label="決定通知書",
            added_at=clock.now(),
        )
        files.keep([file])
    decision.notice_state = Decision.Notice.PRINTED if file else Decision.Notice.GLYPH
    decision.notice_trouble = trouble[:200]
    decision.issued_at = clock.now()
    decision.save(update_fields=["notice", "notice_state", "notice_trouble", "issued_at"])
    announce(CaseDecided(**named(case), decision_id=decision.pk, outcome=decision.outcome))
    return decision
