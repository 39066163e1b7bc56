"""Work of the workshop that takes longer than a page: reading files, comparing pictures."""

from typing import Any

from django.db import transaction

from yakuba.characters.actions.bring_file import bring_file
from yakuba.characters.models import Intake
from yakuba.characters.taking_in import compare, take_in
from yakuba.kernel.actor import Actor, system
from yakuba.kernel.jobs import enqueue, job

WORKER = system("worker")


@job(name="characters.read_file")
def read_file(*, intake_id: int) -> None:
    """Read one file that was brought, then look for candidates of the pictures in it."""
    take_in(WORKER, intake_id)
    compare(WORKER)


@job(name="characters.compare_pictures", every="*/10 * * * *")
def compare_pictures() -> None:
    """Look for candidates that are still missing: the index was set up later, or a worker stopped on the way."""
    compare(WORKER)


def bring(actor: Actor, **given: Any) -> Intake:
    """Take a file in and have it read: both or neither. A file that was read already is not read again."""
    with transaction.atomic():
        intake = bring_file(actor, **given)
        if intake.state == Intake.State.WAITING:
            enqueue(read_file, {"intake_id": intake.pk})
    return intake
