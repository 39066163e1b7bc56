"""reopen: a decision is looked at again (見直し)."""

from yakuba.characters.models import JudgementStep
from yakuba.characters.permissions import IDENTIFY
from yakuba.characters.rules.gaiji import Step
from yakuba.characters.stepping import take_step
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor


@action(permission=IDENTIFY, audit="外字の決定を見直すことにした")
def reopen(actor: Actor, *, judgement_id: int, reason: str) -> JudgementStep:
    """Open a decided 外字 again, with the reason. What was decided stays in its history and in the tables made from it. Refuses
    what is not decided, and a missing reason.
    """
    return take_step(actor, Step.REOPENED, judgement_id=judgement_id, words=reason)
