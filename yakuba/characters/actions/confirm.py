"""confirm: the second person agrees (確認)."""

from yakuba.characters.models import JudgementStep
from yakuba.characters.permissions import IDENTIFY
from yakuba.characters.rules.gaiji import Step
from yakuba.characters.stepping import take_step
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor


@action(permission=IDENTIFY, audit="外字の同定を確認した")
def confirm(actor: Actor, *, judgement_id: int) -> JudgementStep:
    """Decide a 外字 as it was proposed by somebody else. Refuses the own proposal, one that was overtaken, and what waits for nothing."""
    return take_step(actor, Step.CONFIRMED, judgement_id=judgement_id)
