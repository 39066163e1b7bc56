"""Stop a topic from the link of a message."""

from django.db import connection

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging import campaign_texts
from yakuba.messaging.permissions import STOP_BY_LINK

_STOP = """
UPDATE messaging_reader SET declined = array_append(array_remove(declined, %(topic)s::smallint), %(topic)s::smallint),
                            topics = array_remove(topics, %(topic)s::smallint)
WHERE id = %(reader)s
"""


@action(
    permission=STOP_BY_LINK,
    unaudited="本人が知らせを止めるだけで、役所の記録ではありません",
    one_statement=True,
)
def stop_by_link(actor: Actor, *, token: str) -> bool:
    """Decline the topic that a sealed link names for the reader it names (RFC 8058); once more changes nothing.

    Returns False for what is no link of ours, and does nothing then.
    """
    named = campaign_texts.read_stop_token(token)
    if named is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_STOP, {"reader": named[0], "topic": named[1]})
        return bool(cursor.rowcount)
