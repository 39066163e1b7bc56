"""Keep the days of drafts that nobody wrote at today."""

from datetime import datetime, time

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.procedures.days import keep_days
from yakuba.procedures.models import Draft
from yakuba.procedures.permissions import RUN

AT_ONCE = 200


@action(permission=RUN, unaudited="下書きは本人だけのもので、役所の記録ではありません")
def keep_days_of_drafts(actor: Actor, *, after: int = 0) -> int:
    """Keep those of up to 200 drafts beyond `after` that belong to somebody and lay since the day before; returns the
    last one looked at, 0 when none is left. Their rows are locked, so that none is handed in meanwhile."""
    midnight = datetime.combine(clock.today(), time(), clock.TOKYO)
    lie = Draft.objects.filter(pk__gt=after, submitted_at=None, saved_at__lt=midnight)
    rows = lie.filter(expires_at__gt=clock.now()).exclude(owner_key="").order_by("pk")
    last = 0
    for one in rows.select_for_update(of=("self",))[:AT_ONCE]:
        keep_days(actor, one)
        last = one.pk
    return last
