"""open_notice: the applicant opens the notice on the status page (到達)."""

from collections.abc import Collection

from yakuba.cases.models import Decision, Document
from yakuba.cases.permissions import OWN
from yakuba.cases.queries.applicant import DECISION_FIELDS
from yakuba.cases.queries.visible import case_for_applicant
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound


@action(permission=OWN, audit="申請した方が通知書を開いた")
def open_notice(actor: Actor, *, receipt: str, receipts_shown: Collection[str] = ()) -> Document:
    """The notice of one's own case, for download; the first opening is kept as the day of arrival (到達).

    Refuses (NotFound) somebody else's case, and one without a notice.
    """
    case = case_for_applicant(actor, receipt, receipts_shown)
    decision = (
        Decision.objects.filter(case=case, issued_at__isnull=False)
        .only(*DECISION_FIELDS, "notice_id", "notice__file")
        .select_related("notice__file")
        .first()
    )
    if decision is None or decision.notice is None:
        raise NotFound()
    audit.note(case, first=decision.opened_at is None)
    if decision.opened_at is None:
        decision.opened_at = clock.now()
        decision.save(update_fields=["opened_at"])
    return decision.notice
