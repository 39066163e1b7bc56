"""keep_open_deadlines: the deadlines of corrections that are out, once more, for whoever became reachable since."""

from yakuba.cases.days import keep_deadline, kept_among
from yakuba.cases.models import Correction
from yakuba.cases.permissions import RUN
from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor

AT_ONCE = 200


@action(permission=RUN, unaudited="求めたときに残した期限を、知らせ方の表に写すだけです")
def keep_open_deadlines(actor: Actor, *, after: int = 0) -> int:
    """Keep those of up to 200 open corrections beyond `after` whose day is still to come and is not kept yet; returns
    the last one looked at, 0 when none is left. Their rows are locked, so that none is answered meanwhile."""
    waits = Correction.objects.filter(pk__gt=after, answered_at=None, cancelled_at=None)
    rows = waits.filter(deadline__gte=clock.today()).select_related("case").order_by("pk")
    found = list(rows.select_for_update(of=("self",))[:AT_ONCE])
    kept = kept_among([one.pk for one in found])
    for one in found:
        if one.pk not in kept:
            keep_deadline(actor, one.case, one)
    return found[-1].pk if found else 0
