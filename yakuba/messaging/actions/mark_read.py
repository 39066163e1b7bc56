"""Note that somebody opened a message of theirs."""

from uuid import UUID

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound
from yakuba.messaging.permissions import READ_INBOX
from yakuba.messaging.queries import inbox_of


@action(permission=READ_INBOX, unaudited="本人が自分のお知らせを開いただけで、役所の記録は変わりません")
def mark_read(actor: Actor, *, message_id: UUID) -> None:
    """Keep the moment of the first opening. Refuses a message that is somebody else's or was never there."""
    mine = inbox_of(actor).filter(message_id=message_id).order_by()
    if not mine.filter(read_at=None).update(read_at=clock.now()) and not mine.exists():
        raise NotFound()
