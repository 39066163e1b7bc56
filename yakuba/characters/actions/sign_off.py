"""sign_off: a version of the 外字変換表 comes into force (承認)."""

from yakuba.characters.events import GaijiTableApproved
from yakuba.characters.models import Enactment, GaijiTable, Intake, System
from yakuba.characters.permissions import SIGN_OFF
from yakuba.characters.stepping import require_person
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce
from yakuba.kernel.refusals import NotFound, Refusal


@action(permission=SIGN_OFF, audit="外字変換表を承認した")
def sign_off(actor: Actor, *, table_id: int) -> Enactment:
    """Put a version in force. Refuses whoever made it, a version older than the one in force, and that one itself."""
    require_person(actor)
    table = GaijiTable.objects.filter(pk=table_id).first()
    if table is None:
        raise NotFound()
    system = System.objects.select_for_update().get(
        pk=table.system_id
    )  # without a join: it would read the past
    if table.by_key == actor.key:
        raise Refusal("own", "自分で作った版は、自分では承認できません。ほかの人が承認します。")
    if system.in_force is not None and table.number <= system.in_force.number:
        raise Refusal(
            "older", f"第{system.in_force.number}版が使われています。前の版には「前の版に戻す」で戻します。"
        )
    system.in_force = table
    system.save(update_fields=["in_force"])
    made = Enactment.objects.create(
        system=system,
        table=table,
        kind=Enactment.Kind.SIGNED_OFF,
        by_key=actor.key,
        by_label=actor.label,
        at=clock.now(),
    )
    tried = (
        Intake.objects.filter(table=table, run__isnull=False).order_by("-id").values_list("run_id", flat=True)
    )
    announce(
        GaijiTableApproved(
            system_code=system.code, table_id=table.pk, number=table.number, run_id=tried.first()
        )
    )
    audit.note(about=table, number=table.number, digest=table.digest)
    return made
