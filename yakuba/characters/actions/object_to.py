"""object_to: the second person does not agree (異議)."""

from yakuba.characters.models import JudgementStep
from yakuba.characters.permissions import IDENTIFY
from yakuba.characters.rules.gaiji import Step
from yakuba.characters.stepping import take_step
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor


@action(permission=IDENTIFY, audit="外字の同定に異議を述べた")
def object_to(actor: Actor, *, judgement_id: int, reason: str) -> JudgementStep:
    """Object to a proposal of somebody else, with the reason; the 外字 goes to the list of conflicts until a new proposal is
    confirmed. Refuses the own proposal, one that was overtaken, and an objection without a reason.
    """
    return take_step(actor, Step.OBJECTED, judgement_id=judgement_id, words=reason)
