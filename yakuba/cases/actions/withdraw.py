"""withdraw: the applicant takes the application back (取下げ)."""

from collections.abc import Collection

from yakuba.cases.actions.writing import named, written_or_empty
from yakuba.cases.days import drop_deadline
from yakuba.cases.events import CaseWithdrawn
from yakuba.cases.models import Case, Correction, Message, Outcome, Status
from yakuba.cases.permissions import OWN
from yakuba.cases.queries.visible import lock_own
from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce

REASON = 500


@action(permission=OWN, audit="申請を取り下げた")
def withdraw(actor: Actor, *, receipt: str, reason: str = "", receipts_shown: Collection[str] = ()) -> Case:
    """End one's own case before the decision; a correction that is out ends with it.

    A reason, where one is given, becomes a message to the office. Refuses a decided case and one withdrawn
    before. Announces CaseWithdrawn.
    """
    case = lock_own(actor, receipt, "withdraw", receipts_shown)
    words = written_or_empty("reason", reason, REASON)
    if case.status == Status.CORRECTION:
        _end_correction(actor, case)
    if words:
        Message(case=case, text=words, at=clock.now()).save(force_insert=True)
    case.status = Status.WITHDRAWN
    case.outcome = Outcome.WITHDRAWN
    case.closed_at = clock.now()
    case.due_on = None
    case.news = Case.News.WITHDRAWN
    case.save_change("status", "outcome", "closed_at", "due_on", "news")
    announce(CaseWithdrawn(**named(case)))
    return case


def _end_correction(actor: Actor, case: Case) -> None:
    waited = Correction.objects.filter(case=case, answered_at=None, cancelled_at=None)
    ended = list(waited.values_list("pk", flat=True))
    waited.update(cancelled_at=clock.now())
    for correction_id in ended:
        drop_deadline(actor, correction_id)
