"""Runs of campaigns in numbers, never in persons: how far they are, who was not reached, who opened, who blocked."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Sum

from yakuba.messaging.models import Batch, Run
from yakuba.messaging.rules.channels import ORDER, Way
from yakuba.messaging.rules.openings import BLOCKED_WITHIN


@dataclass(frozen=True, slots=True)
class WayReport:
    """What became of the people of a run who were tried by one way. `open` are those still waiting."""

    way: Way
    accepted: int = 0
    failed: int = 0
    unknown: int = 0
    open: int = 0
    stopped: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """A run in numbers, summed over its batches: never counted in the ledger."""

    recipients: int
    ways: Sequence[WayReport] = field(default_factory=tuple)
    unreached: int = 0
    """People whom no way of the campaign reached."""

    @property
    def accepted(self) -> int:
        """People whose message was taken by some way (or stands on the list of letters)."""
        return sum(one.accepted for one in self.ways)

    @property
    def open(self) -> int:
        """People still to be sent to."""
        return sum(one.open for one in self.ways)


_REPORT = """
SELECT way,
       coalesce(sum(CASE WHEN state IN ('sent', 'listed') THEN size - failed
                         WHEN state = 'refused' THEN 0 ELSE greatest(done - failed, 0) END), 0),
       coalesce(sum(CASE WHEN state = 'refused' THEN size ELSE failed END), 0),
       coalesce(sum(size - done) FILTER (WHERE state = 'unknown'), 0),
       coalesce(sum(size - done) FILTER (WHERE state = 'waiting'), 0),
       coalesce(sum(size - done) FILTER (WHERE state = 'stopped'), 0)
FROM messaging_batch WHERE run_id = %s GROUP BY way
"""


def report_of(run: Run) -> Report:
    """How far a run is (1 SQL over its few hundred batches)."""
    with connection.cursor() as cursor:
        cursor.execute(_REPORT, [run.pk])
        ways = [WayReport(Way(row[0]), *(int(one) for one in row[1:])) for row in cursor.fetchall()]
    ways.sort(key=lambda one: ORDER.index(one.way))
    accounted = sum(one.accepted + one.unknown + one.open + one.stopped for one in ways)
    return Report(run.recipients, ways, max(0, run.recipients - accounted))


def letters_in(run: Run) -> int:
    """How many get a letter."""
    return Batch.objects.filter(run=run, way=Way.LETTER).aggregate(all=Sum("size"))["all"] or 0


_BLOCKED = """
SELECT count(*) FROM messaging_linefriend f JOIN messaging_reader r ON r.friend_id = f.id
JOIN messaging_addressee a ON a.run_id = %s AND a.reader_id = r.id
WHERE f.blocked_at BETWEEN %s AND %s
"""


def blocked_after(run: Run) -> int:
    """How many of a run blocked the house on LINE within two days after it (1 SQL over those who blocked then)."""
    with connection.cursor() as cursor:
        cursor.execute(_BLOCKED, [run.pk, run.frozen_at, run.frozen_at + BLOCKED_WITHIN])
        return int(cursor.fetchone()[0])
