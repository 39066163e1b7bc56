"""forget_bearers: the names in which the 外字 of a system stand are no longer needed."""

from yakuba.characters.models import Bearer
from yakuba.characters.permissions import RUN
from yakuba.characters.queries.gaiji import system_by_id
from yakuba.kernel import audit
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor


@action(permission=RUN, audit="外字を名前に持つ人の一覧を削除した")
def forget_bearers(actor: Actor, *, system_id: int) -> int:
    """Remove keys and names of the persons of a system; how many each 外字 touches stays. Returns how many rows went.

    Names are kept no longer than the work on them lasts. Refuses an unknown system, and whoever may not read names.
    """
    system = system_by_id(actor, system_id)
    gone, _ = Bearer.objects.filter(gaiji__system=system).delete()
    audit.note(about=system, persons=gone)
    return gone
