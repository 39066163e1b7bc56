"""What the four steps after a proposal share: the lock, the second person, the state that follows, the row that stays."""

from yakuba.characters.models import Gaiji, Judgement, JudgementStep
from yakuba.characters.queries.gaiji import lock_gaiji, require
from yakuba.characters.rules.gaiji import AFTER, State, Step, fault_of_step
from yakuba.kernel import audit, clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Conflict, NotAllowed, NotFound, Refusal


def require_person(actor: Actor) -> None:
    """Refuse whoever is no member of staff: characters are decided by people, not by programs."""
    if actor.kind != "staff":
        raise NotAllowed("no_person", "文字は、職員が決めます。")


def take_step(actor: Actor, step: Step, *, judgement_id: int, words: str = "") -> JudgementStep:
    """Write a step about a proposal that is still the present one of its 外字, and move the 外字 on.

    Refuses a proposal that there is not, one that was overtaken (Conflict), and what `fault_of_step` refuses.
    """
    require_person(actor)
    require(actor)
    known = Judgement.objects.filter(pk=judgement_id).first()
    if known is None:
        raise NotFound()
    gaiji = lock_gaiji(actor, known.gaiji_id)
    if gaiji.judgement_id != known.pk:
        raise Conflict()
    words = words.strip()
    own = known.by_key == actor.key
    code, sentence = fault_of_step(step, State(gaiji.state), own=own, words=words)
    if code:
        raise Refusal(code, sentence, {"reason": sentence} if code == "reason" else None)
    made = JudgementStep.objects.create(
        judgement=known, kind=step, words=words, by_key=actor.key, by_label=actor.label, at=clock.now()
    )
    _move(gaiji, known, step)
    audit.note(about=gaiji, judgement=known.number, outcome=known.outcome, glyph=known.glyph)
    return made


def _move(gaiji: Gaiji, judgement: Judgement, step: Step) -> None:
    """The state that follows; a proposal withdrawn after an objection leaves the 外字 disputed."""
    gaiji.state = AFTER[step]
    if step in (Step.WITHDRAWN, Step.REOPENED):
        gaiji.judgement = None
    if step is Step.WITHDRAWN:
        objected = JudgementStep.objects.filter(
            judgement__gaiji=gaiji, judgement__number=judgement.number - 1, kind=Step.OBJECTED
        ).select_related("judgement")
        if before := objected.first():
            gaiji.state, gaiji.judgement = State.DISPUTED, before.judgement
    gaiji.save(update_fields=["state", "judgement"])
