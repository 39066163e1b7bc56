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
    """Open this version, and hand the procedure to the section it names; what is under way keeps its version.

    Refuses a definition in which the analysis finds a fault, and a section, the old or the new, in which the actor
    may not publish.
    """
    procedure = Procedure.objects.select_for_update().get(pk=version.procedure_id)
    section = shelf.shelved(version.pk).section_id
    if not (actor.may(PUBLISH, procedure.section_id) and actor.may(PUBLISH, section)):
        raise NotAllowed()
    faults = [found for found in analyse(shelf.shelved(version.pk).definition) if found.blocking]
    if faults:
        raise Refusal("faulty", "定義に直すところがあります。" + faults[0].sentence)
    if version.published_at is None:
        version.published_at = clock.now()
        version.published_by = actor.key
        version.save(update_fields=["published_at", "published_by"])
    procedure.current = version
    procedure.section_id = section
    procedure.save(update_fields=["current", "section"])
    shelf.forget_open()
    announce(ProcedurePublished(slug=procedure.slug, number=version.number))
    return version
