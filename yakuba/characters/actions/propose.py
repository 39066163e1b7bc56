"""propose: the first person says what a 外字 is (提案)."""

from django.db.models import Max

from yakuba.characters import tables
from yakuba.characters.models import Judgement
from yakuba.characters.permissions import IDENTIFY
from yakuba.characters.queries.gaiji import UNDECIDED, lock_gaiji
from yakuba.characters.rules.gaiji import Outcome, State, fault_of_proposal
from yakuba.characters.stepping import require_person
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Conflict, Refusal


@action(permission=IDENTIFY, audit="外字の同定を提案した")
def propose(
    actor: Actor, *, gaiji_id: int, outcome: str, glyph: str = "", reason: str = "", seen: int = 0
) -> Judgement:
    """Propose an outcome: 一致, デザイン差, 類似 with the name of a glyph, or 該当なし. Another person confirms it.

    `seen` is the number of the last proposal that stood on the page, 0 for none. Refuses an outcome or glyph that
    there is not, a missing reason (all but 一致), a 外字 that is decided or waits for a confirmation, and Conflict where
    somebody was faster. Whoever is no member of staff may not propose.
    """
    require_person(actor)
    if outcome not in list(Outcome):
        raise _refused("outcome", "同定の結果を選んでください。")
    glyph, reason = glyph.strip().upper(), reason.strip()
    field, sentence = fault_of_proposal(Outcome(outcome), glyph, reason)
    if field:
        raise _refused(field, sentence)
    if glyph and tables.repertoire().named(glyph) is None:
        raise _refused("glyph", f"「{glyph[:10]}」という文字図形は、一覧表にありません。")
    gaiji = lock_gaiji(actor, gaiji_id)
    last = Judgement.objects.filter(gaiji=gaiji).aggregate(last=Max("number"))["last"] or 0
    if last != seen:
        raise Conflict()
    if gaiji.state not in UNDECIDED:
        raise Refusal("state", "確認を待っているか、決定済みです。決定を変えるには、見直しから始めます。")
    made = Judgement.objects.create(
        gaiji=gaiji,
        number=last + 1,
        outcome=outcome,
        glyph=glyph,
        reason=reason,
        by_key=actor.key,
        by_label=actor.label,
        at=clock.now(),
    )
    gaiji.state, gaiji.judgement = State.PROPOSED, made
    gaiji.save(update_fields=["state", "judgement"])
    audit.note(about=gaiji, judgement=made.number, outcome=outcome, glyph=glyph)
    return made


def _refused(field: str, sentence: str) -> Refusal:
    return Refusal(f"bad_{field}", sentence, {field: sentence})
