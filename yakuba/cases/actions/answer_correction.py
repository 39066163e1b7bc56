"""answer_correction: the applicant answers, the clock goes on."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from yakuba.cases.actions.open_case import NewDocument, attach
from yakuba.cases.actions.transfer import set_due
from yakuba.cases.actions.writing import named
from yakuba.cases.days import drop_deadline
from yakuba.cases.events import CorrectionAnswered
from yakuba.cases.models import Case, Correction, Sheet, Status
from yakuba.cases.permissions import OWN
from yakuba.cases.queries.applicant import CORRECTION_FIELDS
from yakuba.cases.queries.visible import lock_own
from yakuba.cases.rules import sheets
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce
from yakuba.kernel.refusals import NotFound, Refusal


@action(permission=OWN, audit="補正に答えた")
def answer_correction(
    actor: Actor,
    *,
    receipt: str,
    correction_id: int,
    sheet: sheets.Pages,
    documents: Sequence[NewDocument] = (),
    receipts_shown: Collection[str] = (),
) -> Sheet:
    """Hand in the whole sheet again, with what was asked for answered; returns the new revision.

    The caller has rendered and checked the answers. An answer after the deadline is taken as long as the office
    still waits. Refuses somebody else's case (NotFound) and a correction that has ended. Announces
    CorrectionAnswered.
    """
    case = lock_own(actor, receipt, "answer_correction", receipts_shown)
    correction = Correction.objects.filter(pk=correction_id, case=case).only(*CORRECTION_FIELDS).first()
    if correction is None:
        raise NotFound()
    if not correction.is_open:
        raise Refusal("not_now", _("補正のお願いは、すでに終わっています。"))
    stored = _next_sheet(case, sheet)
    attach(case, documents, stored.number)
    correction.answered_at = clock.now()
    correction.sheet_number = stored.number
    correction.save(update_fields=["answered_at", "sheet_number"])
    case.status = Status.IN_REVIEW
    case.news = Case.News.CORRECTED
    set_due(case)
    case.save_change("status", "news", "due_on", "overdue_at")
    drop_deadline(actor, correction.pk)
    announce(CorrectionAnswered(**named(case), correction_id=correction.pk, sheet_number=stored.number))
    audit.note(case, correction=correction.pk, sheet=stored.number)
    return stored


def _next_sheet(case: Case, pages: sheets.Pages) -> Sheet:
    last = Sheet.objects.filter(case=case).order_by("-number").values_list("number", flat=True).first() or 0
    return Sheet.objects.create(
        case=case,
        number=last + 1,
        pages=sheets.to_json(pages),
        shape=sheets.shape(pages),
        made_at=clock.now(),
    )
