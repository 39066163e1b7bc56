"""Take a browser out of those that get notifications."""

from uuid import UUID

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.actions.keep_wishes import settle_way
from yakuba.messaging.models import PushDevice
from yakuba.messaging.permissions import KEEP_WISHES
from yakuba.messaging.queries.push import device_of


@action(permission=KEEP_WISHES, unaudited="本人が自分への知らせ方を決めるだけで、役所の記録ではありません")
def remove_device(actor: Actor, *, device_id: UUID) -> None:
    """Forget one's own device; what waits for it is not sent any more. NotFound for another's."""
    row = device_of(actor, device_id)
    PushDevice.objects.filter(pk=row.pk).delete()
    settle_way([row.reader_id])
