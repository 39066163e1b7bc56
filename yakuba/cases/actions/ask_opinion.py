"""ask_opinion: another section is asked for its view (意見照会)."""

from yakuba.cases.actions.writing import written
from yakuba.cases.models import Opinion
from yakuba.cases.permissions import HANDLE
from yakuba.cases.queries.visible import lock_for
from yakuba.identity import api as identity
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal


@action(permission=HANDLE, audit="ほかの課に意見を求めた")
def ask_opinion(actor: Actor, *, case_id: int, section: int, question: str) -> Opinion:
    """Ask a section of today for its opinion: from now on its readers may read the case, but not its notes.

    Refuses the section of the case itself, and one that still owes an answer.
    """
    case = lock_for(actor, case_id, HANDLE, "ask_opinion")
    words = written("question", question)
    if section == case.section_id or section not in {one.id for one in identity.open_sections()}:
        sentence = "意見を求める課を選んでください。"
        raise Refusal("no_such_section", sentence, {"section": sentence})
    waiting = Opinion.objects.filter(case=case, section=section, answered_at=None, cancelled_at=None)
    if waiting.exists():
        sentence = "この課には、すでに意見を求めています。"
        raise Refusal("asked_already", sentence, {"section": sentence})
    audit.note(case, section=section)
    return Opinion.objects.create(
        case=case, section_id=section, question=words, asked_by_id=actor.staff_id, asked_at=clock.now()
    )
