"""Send again what the office had given up, or at once what is waiting."""

from uuid import UUID

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal
from yakuba.messaging.models import Delivery
from yakuba.messaging.permissions import READ_DELIVERIES
from yakuba.messaging.queries import delivery_for


@action(permission=READ_DELIVERIES, audit="お知らせの再送を指示した")
def retry_delivery(actor: Actor, *, delivery_id: UUID) -> Delivery:
    """Make the delivery due now, with all its attempts before it again.

    Refuses one that was sent, whose words were forgotten, or whose address no mail can be sent to.
    """
    row = delivery_for(actor, delivery_id)
    if row.state == Delivery.State.SENT:
        raise Refusal("already_sent", "このお知らせは、もう送信済みです。")
    if not bytes(row.message.words):
        raise Refusal("forgotten", "このお知らせの文面は消去済みのため、送り直せません。")
    if not row.address_key:
        raise Refusal("bad_address", "あて先のメールアドレスの形が正しくないため、送り直せません。")
    now = clock.now()
    row.state, row.attempts, row.next_try, row.counted_from = Delivery.State.WAITING, 0, now, now
    row.save(update_fields=["state", "attempts", "next_try", "counted_from"])
    return row
