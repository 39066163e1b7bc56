"""Open a version to residents."""

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce
from yakuba.kernel.refusals import NotAllowed, Refusal
from yakuba.procedures import shelf
from yakuba.procedures.events import ProcedurePublished
from yakuba.procedures.models import Procedure, Version
from yakuba.procedures.permissions import PUBLISH
from yakuba.procedures.rules.analysis import analyse


@action(permission=PUBLISH, audit="手続を公開した")
def publish(actor: Actor, *, version: Version) -> Version:
    """Open this version; applications under way keep the version they began with.

    Refuses a definition in which the analysis finds a fault.
    """
    procedure = Procedure.objects.select_for_update().get(pk=version.procedure_id)
    if not actor.may(PUBLISH, procedure.section_id):
        raise NotAllowed()
    faults = [found for found in analyse(shelf.shelved(version.pk).definition) if found.blocking]
    if faults:
        raise Refusal("faulty", "定義に直すところがあります。" + faults[0].sentence)
    if version.published_at is None:
        version.published_at = clock.now()
        version.published_by = actor.key
        version.save(update_fields=["published_at", "published_by"])
    procedure.current = version
    procedure.save(update_fields=["current"])
    shelf.forget_open()
    announce(ProcedurePublished(slug=procedure.slug, number=version.number))
    return version
