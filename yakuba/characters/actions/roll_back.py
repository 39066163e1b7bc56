"""roll_back: the version in force is taken back, and the former holds again (前の版に戻す)."""

from yakuba.characters.events import GaijiTableReverted
from yakuba.characters.models import Enactment, System
from yakuba.characters.permissions import SIGN_OFF
from yakuba.characters.rules.gaiji import LONGEST_REASON, former
from yakuba.characters.stepping import require_person
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce
from yakuba.kernel.refusals import Conflict, NotFound, Refusal


@action(permission=SIGN_OFF, audit="外字変換表を前の版に戻した")
def roll_back(actor: Actor, *, system_id: int, table_id: int, reason: str) -> Enactment:
    """Put the former version in force again (none, where there was none). `table_id` is the one seen in force.

    Refuses a missing reason, a system without a version in force, and Conflict where another is in force by now.
    """
    require_person(actor)
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        sentence = f"戻す理由を、{LONGEST_REASON}字までで書いてください。"
        raise Refusal("bad_reason", sentence, {"reason": sentence})
    system = System.objects.select_for_update().filter(pk=system_id).first()
    if system is None:
        raise NotFound()
    if system.in_force_id is None:
        raise Refusal("nothing_in_force", "使われている版がありません。")
    if system.in_force_id != table_id:
        raise Conflict()
    past = Enactment.objects.filter(system=system).order_by("id").values_list("kind", "table_id")
    back_to = former(list(past))
    system.in_force_id = back_to
    system.save(update_fields=["in_force"])
    made = Enactment.objects.create(
        system=system,
        table_id=back_to,
        kind=Enactment.Kind.ROLLED_BACK,
        reason=reason,
        by_key=actor.key,
        by_label=actor.label,
        at=clock.now(),
    )
    announce(GaijiTableReverted(system_code=system.code, table_id=back_to))
    audit.note(about=system, left=table_id, back_to=back_to)
    return made
