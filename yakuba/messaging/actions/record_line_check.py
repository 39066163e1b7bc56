"""Record what LINE said of a channel's credentials, and how much of its quota is left."""

from dataclasses import dataclass

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce
from yakuba.messaging.events import LineChannelConnected
from yakuba.messaging.models import LineChannel
from yakuba.messaging.permissions import SEND


@dataclass(frozen=True, slots=True)
class Seen:
    """What LINE told of an account: its own id and name there, the month's quota (None: no limit) and use."""

    destination: str
    basic_id: str
    quota: int | None
    used: int


@action(permission=SEND, unaudited="LINEの返事の控えで、役所の判断は含みません")
def record_line_check(actor: Actor, *, channel_id: int, seen: Seen | None, finding: str) -> None:
    """Keep the answer: `seen` None where LINE did not take the credentials; `finding` says to staff what is amiss.

    Announces LineChannelConnected when the credentials are taken that were not before.
    """
    now = clock.now()
    row = LineChannel.objects.filter(pk=channel_id)
    before = row.select_for_update().values_list("state", "code").first()
    if seen is None:
        row.update(state=LineChannel.State.REFUSED, checked_at=now, finding=finding[:300])
        return
    row.update(
        state=LineChannel.State.WELL,
        checked_at=now,
        finding=finding[:300],
        destination=seen.destination,
        basic_id=seen.basic_id,
        quota=seen.quota,
        used=seen.used,
        used_at=now,
    )
    if before and before[0] != LineChannel.State.WELL:
        announce(LineChannelConnected(code=before[1]))
