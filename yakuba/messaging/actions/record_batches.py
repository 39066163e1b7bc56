"""Record what became of batches that were handed to a gateway."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.models import Batch
from yakuba.messaging.permissions import SEND


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one batch. `wait` is set where it is tried again; `failed` counts members not reached."""

    batch_id: int
    state: Batch.State
    failed: int = 0
    request_id: str = ""
    error: str = ""
    wait: timedelta | None = None
    done: int = 0
    """How many members, from the first on, have certainly been dealt with."""


_RECORD = """
UPDATE messaging_batch b
SET state = w.state, failed = b.failed + w.failed, request_id = w.request_id, last_error = w.error, line = '',
    done = CASE WHEN w.state = 'sent' THEN b.size ELSE greatest(b.done, w.done) END,
    next_try = CASE WHEN w.state = 'waiting' THEN %s + make_interval(secs => w.wait) END,
    ended_at = CASE WHEN w.state <> 'waiting' THEN %s END
FROM (SELECT o.id, o.failed, o.request_id, o.error, o.wait, o.done,
             CASE WHEN o.state = 'waiting' AND r.state = 'stopped' THEN 'unknown'
                  WHEN o.state = 'stopped' AND r.state <> 'stopped' THEN 'waiting' ELSE o.state END AS state
      FROM unnest(%s::bigint[], %s::text[], %s::int[], %s::text[], %s::text[], %s::float[], %s::int[])
           AS o (id, state, failed, request_id, error, wait, done)
      JOIN messaging_batch held ON held.id = o.id JOIN messaging_run r ON r.id = held.run_id) w
WHERE b.id = w.id AND b.state = 'waiting'
"""


@action(permission=SEND, unaudited="送信の経過は束の行そのものに残ります")
def record_batches(actor: Actor, *, outcomes: Sequence[Outcome]) -> int:
    """Write the outcomes down in one statement; returns how many batches it changed.

    Of a run that was stopped meanwhile, a batch without a clear answer is not tried again: nobody knows (分からない).
    One that was not begun because its run stood still waits again, unless the run was stopped.
    """
    now = clock.now()
    columns: list[list[Any]] = [
        [one.batch_id for one in outcomes],
        [one.state.value for one in outcomes],
        [one.failed for one in outcomes],
        [one.request_id[:80] for one in outcomes],
        [one.error[:300] for one in outcomes],
        [one.wait.total_seconds() if one.wait else 0.0 for one in outcomes],
        [one.done for one in outcomes],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, [now, now, *columns])
        return int(cursor.rowcount)
