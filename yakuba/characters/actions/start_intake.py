"""start_intake: the worker begins to read a file (again, after it was interrupted)."""

from yakuba.characters.models import Intake, IntakeFault
from yakuba.characters.permissions import IDENTIFY
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound


@action(permission=IDENTIFY, unaudited="読み取りの始まりで、受け取りと結果はそれぞれ記録されます")
def start_intake(actor: Actor, *, intake_id: int) -> Intake | None:
    """The file with its content and all counts at nought; None where it was read already. Refuses an unknown one."""
    intake = Intake.objects.select_for_update().filter(pk=intake_id).first()
    if intake is None:
        raise NotFound()
    if intake.state in (Intake.State.DONE, Intake.State.FAILED):
        return None
    IntakeFault.objects.filter(intake=intake).delete()
    intake.state = Intake.State.RUNNING
    intake.done = intake.added = intake.changed = intake.same = intake.faulty = 0
    intake.save(update_fields=["state", "done", "added", "changed", "same", "faulty"])
    return intake
