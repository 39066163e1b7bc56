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
    """What became of one batch. `wait` is set where it is tried again; who failed, `fall_back` has counted."""

    batch_id: int
    state: Batch.State
    request_id: str = ""
    error: str = ""
    wait: timedelta | None = None
    done: int = 0
    """How many members, from the first on, have certainly been dealt with."""
    untried: bool = False
    """Certainly nobody was told since `done`: this attempt counts for nothing."""
    unsure: bool = False
    """Somebody after `done` may have been told, and nobody knows."""


_RECORD = """
UPDATE messaging_batch b
SET state = w.state, attempts = b.attempts - w.untried::int, unsure = b.unsure OR w.unsure,
    first_tried = CASE WHEN w.untried AND b.attempts <= 1 THEN NULL ELSE b.first_tried END, request_id = w.request_id, last_error = w.error, line = '',
    done = CASE WHEN w.state = 'sent' THEN b.size ELSE greatest(b.done, w.done) END,
    next_try = CASE WHEN w.state = 'waiting' THEN %s + make_interval(secs => w.wait) END,
    ended_at = CASE WHEN w.state <> 'waiting' THEN %s END
FROM (SELECT o.id, o.request_id, o.error, o.wait, o.done, o.untried, o.unsure,
             CASE WHEN o.state NOT IN ('waiting', 'stopped') THEN o.state
                  WHEN r.state <> 'stopped' THEN 'waiting'
                  WHEN o.unsure OR held.unsure OR NOT (o.untried OR o.state = 'stopped') THEN 'unknown'
                  ELSE 'stopped' END AS state
      FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::float[], %s::int[], %s::bool[], %s::bool[])
           AS o (id, state, request_id, error, wait, done, untried, unsure)
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
        [one.request_id[:80] for one in outcomes],
        [one.error[:300] for one in outcomes],
        [one.wait.total_seconds() if one.wait else 0.0 for one in outcomes],
        [one.done for one in outcomes],
        [one.untried for one in outcomes],
        [one.unsure for one in outcomes],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, [now, now, *columns])
        return int(cursor.rowcount)
