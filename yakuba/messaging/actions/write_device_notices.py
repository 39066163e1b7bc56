"""Write down that a message goes to devices."""

from collections.abc import Sequence

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.actions.write_message import identity_of
from yakuba.messaging.models import Delivery, Message, PushDevice
from yakuba.messaging.permissions import SEND


@action(permission=SEND, unaudited="知らせる理由になった出来事のほうに記録が残ります")
def write_device_notices(actor: Actor, *, message: Message, devices: Sequence[PushDevice]) -> int:
    """Write a delivery of a message for each device; for whom there is one already, nothing changes.

    A delivery names its device by the keyed digest alone: of a device that its owner takes out nothing is left, and
    what waits for it goes nowhere.
    """
    now = clock.now()
    rows = []
    for device in devices:
        key = f"{message.id}:push:{device.pk}"
        rows.append(
            Delivery(
                id=identity_of(key),
                message_id=message.id,
                channel=Delivery.Channel.PUSH,
                key=key,
                address=b"",
                address_key=device.key,
                next_try=now,
                header_id=message.id.hex,
                written_at=now,
                counted_from=now,
            )
        )
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
