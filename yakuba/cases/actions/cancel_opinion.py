"""cancel_opinion: the view of a section is no longer needed."""

from yakuba.cases.models import Opinion
from yakuba.cases.permissions import HANDLE
from yakuba.cases.queries.visible import lock_opinion
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotAllowed, Refusal


@action(permission=HANDLE, audit="意見照会を取り消した")
def cancel_opinion(actor: Actor, *, opinion_id: int) -> Opinion:
    """Take the question back: the section can read the case no longer. Refuses one that was answered."""
    opinion = lock_opinion(actor, opinion_id)
    if not actor.may(HANDLE, opinion.case.section_id):
        raise NotAllowed()
    if opinion.answered_at:
        raise Refusal("not_now", "この意見照会には、すでに答えがあります。")
    if opinion.cancelled_at is None:
        opinion.cancelled_at = clock.now()
        opinion.save(update_fields=["cancelled_at"])
    audit.note(opinion.case, section=opinion.section_id)
    return opinion
