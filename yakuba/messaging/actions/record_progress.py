"""Record how far a batch is whose members are told one after the other."""

from django.db import connection

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.models import Addressee
from yakuba.messaging.permissions import SEND

_ASIDE = """
WITH aside AS (UPDATE messaging_addressee a SET fate = %s FROM messaging_batch b
               WHERE b.id = %s AND a.run_id = b.run_id AND a.reader_id = %s AND a.batch = b.number AND a.fate = 0)
UPDATE messaging_batch SET done = %s, unsure = false WHERE id = %s
"""


@action(permission=SEND, unaudited="送信の経過は束の行そのものに残ります", one_statement=True)
def record_progress(
    actor: Actor, *, batch_id: int, done: int, aside: tuple[int, Addressee.Fate] | None = None
) -> None:
    """The first `done` members have been dealt with. Hundreds of times a second: no statement is composed anew.

    `aside` names the last of them where they were not told, and what is to become of them (`settle_aside`): noted in the
    same statement, so that a worker that dies loses nobody.
    """
    with connection.cursor() as cursor:
        if aside is None:
            cursor.execute(
                "UPDATE messaging_batch SET done = %s, unsure = false WHERE id = %s", [done, batch_id]
            )
        else:
            cursor.execute(_ASIDE, [int(aside[1]), batch_id, aside[0], done, batch_id])
