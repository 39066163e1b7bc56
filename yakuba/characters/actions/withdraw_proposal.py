"""withdraw_proposal: the first person takes the proposal back (取下げ)."""

from yakuba.characters.models import JudgementStep
from yakuba.characters.permissions import IDENTIFY
from yakuba.characters.rules.gaiji import Step
from yakuba.characters.stepping import take_step
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor


@action(permission=IDENTIFY, audit="外字の同定の提案を取り下げた")
def withdraw_proposal(actor: Actor, *, judgement_id: int) -> JudgementStep:
    """Take one's own proposal back before anybody confirmed it. Refuses somebody else's, and one that was overtaken."""
    return take_step(actor, Step.WITHDRAWN, judgement_id=judgement_id)
