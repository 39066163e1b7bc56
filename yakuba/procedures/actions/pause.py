"""Close a procedure for the time being."""

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotAllowed
from yakuba.procedures import shelf
from yakuba.procedures.models import Procedure
from yakuba.procedures.permissions import PUBLISH


@action(permission=PUBLISH, audit="手続の受付を休止した")
def pause(actor: Actor, *, procedure: Procedure) -> Procedure:
    """Take no new applications; those that came in go on, and drafts are kept."""
    if not actor.may(PUBLISH, procedure.section_id):
        raise NotAllowed()
    procedure.current = None
    procedure.save(update_fields=["current"])
    shelf.forget_open()
    return procedure
