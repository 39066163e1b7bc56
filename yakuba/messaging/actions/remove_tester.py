"""Let somebody get campaigns as a test no more."""

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound
from yakuba.messaging.models import Reader
from yakuba.messaging.permissions import WRITE_CAMPAIGNS


@action(permission=WRITE_CAMPAIGNS, audit="試し送りの受取人から外した")
def remove_tester(actor: Actor, *, reader_id: int) -> Reader:
    """Take somebody out of the test group. Refuses, as not found, who is not in it."""
    row = Reader.objects.filter(pk=reader_id, tester=True).first()
    if row is None:
        raise NotFound()
    row.tester = False
    row.save(update_fields=["tester"])
    return row
