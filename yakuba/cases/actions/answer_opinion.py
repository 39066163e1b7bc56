"""answer_opinion: the asked section gives its view."""

from yakuba.cases.actions.writing import written
from yakuba.cases.models import Opinion
from yakuba.cases.permissions import READ
from yakuba.cases.queries.visible import lock_opinion
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound, Refusal


@action(permission=READ, audit="意見照会に答えた")
def answer_opinion(actor: Actor, *, opinion_id: int, answer: str) -> Opinion:
    """Answer for one's section. Refuses an opinion asked of others, and one answered, cancelled or too late."""
    opinion = lock_opinion(actor, opinion_id)
    if not actor.may(READ, opinion.section_id):
        raise NotFound()
    if opinion.answered_at or opinion.cancelled_at or not opinion.case.is_open:
        raise Refusal("not_now", "この意見照会は、すでに終わっています。")
    opinion.answer = written("answer", answer)
    opinion.answered_by_id = actor.staff_id
    opinion.answered_at = clock.now()
    opinion.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.note(opinion.case, section=opinion.section_id)
    return opinion
