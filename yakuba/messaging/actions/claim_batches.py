"""Take batches of campaigns that are due, for a while."""

from datetime import timedelta

from django.db import connection

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.models import Batch
from yakuba.messaging.permissions import SEND
from yakuba.messaging.queries.campaigns import begun_after
from yakuba.messaging.rules.channels import Way

LEASE = timedelta(minutes=10)

_CLAIM = """
UPDATE messaging_batch SET attempts = least(attempts + 1, 30000), first_tried = coalesce(first_tried, %s), next_try = %s, line = %s
WHERE id IN (SELECT b.id FROM messaging_batch b JOIN messaging_run r ON r.id = b.run_id
             WHERE r.state = 'sending' AND b.way = %s AND b.next_try <= %s AND b.line = ''
             AND (%s OR r.account_id IS NOT DISTINCT FROM %s)
             AND (r.urgent OR r.test OR r.frozen_at > %s)
             ORDER BY r.urgent DESC, b.run_id, b.next_try, b.id LIMIT %s FOR UPDATE OF b SKIP LOCKED)
RETURNING id
"""


@action(permission=SEND, unaudited="送信の経過は束の行そのものに残ります")
def claim_batches(actor: Actor, *, way: Way, line: str, most: int, account: int | None = None) -> list[Batch]:
    """Take up to `most` batches of runs that are being sent: urgent ones first, then the oldest. By LINE, only those of
    one account (None: of runs that have none).

    A run that was stopped gives nothing any more; at night only those do that are urgent, a test, or began just before. `first_tried` stays the moment of the first attempt: the retry key
    of LINE holds from then on.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            [now, now + LEASE, line, int(way), now, way is not Way.LINE, account, begun_after(now), most],
        )
        ids = [row[0] for row in cursor.fetchall()]
    return (
        list(Batch.objects.filter(pk__in=ids).select_related("run").order_by("run_id", "number"))
        if ids
        else []
    )
