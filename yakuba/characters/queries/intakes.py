"""Files that were brought, and the reports on them."""

from django.db import models

from yakuba.characters.models import Intake, IntakeFault
from yakuba.characters.queries.gaiji import require
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound

MOST_FAULTS_SHOWN = 200


def intakes_visible_to(actor: Actor, *, system: int = 0) -> models.QuerySet[Intake]:
    """What was brought, newest first, without the contents. Refuses whoever has no part in the workshop."""
    require(actor)
    rows = Intake.objects.select_related("system", "table").defer("content")
    return (rows.filter(system_id=system) if system else rows).order_by("-id")


def intake_by_id(actor: Actor, intake_id: int) -> Intake:
    """One file that was brought. Refuses one that there is not."""
    found = intakes_visible_to(actor).filter(pk=intake_id).first()
    if found is None:
        raise NotFound()
    return found


def faults_of(intake: Intake) -> list[IntakeFault]:
    """The rows that were not taken, at most 200."""
    return list(IntakeFault.objects.filter(intake=intake).order_by("id")[:MOST_FAULTS_SHOWN])
