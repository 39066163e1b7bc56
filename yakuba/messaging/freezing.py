"""Fixes for ever who gets a run: batches with their members, and one row of the ledger for each person.

Two statements over the whole audience, inside the transaction of the verb that calls. Nothing is counted again later.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from yakuba.kernel import clock
from yakuba.kernel.clock import TOKYO
from yakuba.messaging.models import Run
from yakuba.messaging.queries.audience import Account, Where, all_of, reached
from yakuba.messaging.rules.campaign_timing import Reminder
from yakuba.messaging.rules.channels import LANES_OF_A_WAY, LANGUAGES, MULTICAST, Way

WEEK = timedelta(days=7)
NUMBERS_OF_A_LANE = 1 << 20
_WORK_MEM = "SET LOCAL work_mem = '64MB'"

_BATCHES = """
INSERT INTO messaging_batch (run_id, number, way, language, silent, members, size, done, failed, state, attempts,
                             next_try, line, last_error, request_id, ended_at)
SELECT %s, number, lane / {lanes}, (%s::text[])[lane %% {lanes} / 10 + 1], lane %% 10 = 1, array_agg(id), count(*), 0, 0,
       CASE WHEN lane / {lanes} = {letter} THEN 'listed' ELSE 'waiting' END, 0,
       CASE WHEN lane / {lanes} = {letter} THEN NULL ELSE %s::timestamptz END, '', '', '',
       CASE WHEN lane / {lanes} = {letter} THEN %s::timestamptz END
FROM (SELECT id, lane, lane * {numbers} + (row_number() OVER (PARTITION BY lane) - 1) / {size} AS number
      FROM (SELECT r.id, {lane} AS lane FROM messaging_reader r WHERE {where}) picked) numbered
GROUP BY number, lane
"""
_LEDGER = """
INSERT INTO messaging_addressee (run_id, reader_id, batch, fate)
SELECT run_id, member, number, 0 FROM messaging_batch, unnest(members) member WHERE run_id = %s
"""
_PERSONAL = """
INSERT INTO messaging_personal (run_id, reader_id, day, what)
SELECT %s, d.reader_id, d.day, array_agg(d.what ORDER BY d.key)
FROM messaging_readerdate d JOIN messaging_addressee a ON a.run_id = %s AND a.reader_id = d.reader_id
WHERE d.kind = %s AND d.day = %s GROUP BY d.reader_id, d.day
"""


def freeze(
    run: Run,
    who: Where,
    *,
    ways: Sequence[Way],
    languages: Mapping[str, str],
    at: datetime,
    account: Account | None = None,
    reminder: Reminder | None = None,
) -> int:
    """Write batches and ledger of a run for whoever meets `who`; returns how many people.

    `languages` says in which language a reader of each language gets it. `at` is now: who has quiet hours then gets
    it without a sound, unless the run is urgent. `account` is whose friends LINE reaches (None: the ward has but one).
    """
    who = all_of([who, *([_has_date(reminder)] if reminder else [])])
    lane = _lane(ways, languages, at, account, urgent=run.urgent)
    sql = _BATCHES.format(
        lanes=LANES_OF_A_WAY,
        letter=int(Way.LETTER),
        numbers=NUMBERS_OF_A_LANE,
        size=MULTICAST,
        lane=lane.sql,
        where=who.sql,
    )
    with connection.cursor() as cursor:
        cursor.execute(_WORK_MEM)
        cursor.execute(sql, [run.pk, list(LANGUAGES), at, at, *lane.values, *who.values])
        cursor.execute(_LEDGER, [run.pk])
        people = int(cursor.rowcount)
        if reminder:
            cursor.execute(_PERSONAL, [run.pk, run.pk, reminder.kind, reminder.day])
    return people


def foreseen(
    who: Where,
    *,
    ways: Sequence[Way],
    languages: Mapping[str, str],
    account: Account | None = None,
    reminder: Reminder | None = None,
) -> list[tuple[Way, str, int, int]]:
    """A dry run: way, language, how many, and the sum of their random numbers. Nothing is written."""
    who = all_of([who, *([_has_date(reminder)] if reminder else [])])
    lane = _lane(ways, languages, clock.now(), account, urgent=True)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {lane.sql} AS lane, count(*), sum(r.rounding) FROM messaging_reader r"  # noqa: S608 - only columns named here
            f" WHERE {who.sql} GROUP BY 1 ORDER BY 1",
            [*lane.values, *who.values],
        )
        return [
            (Way(lane // LANES_OF_A_WAY), LANGUAGES[lane % LANES_OF_A_WAY // 10], int(count), int(keys))
            for lane, count, keys in cursor.fetchall()
        ]


def days_ahead(who: Where, *, kind: str, first: date, last: date) -> list[tuple[date, int, int]]:
    """Of a kind of day, those from `first` to `last`: how many have one then, and the sum of their random numbers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT day, count(*), sum(rounding) FROM ("  # noqa: S608 - only columns named here
            "SELECT DISTINCT d.day, r.id, r.rounding FROM messaging_readerdate d"
            " JOIN messaging_reader r ON r.id = d.reader_id"
            f" WHERE d.kind = %s AND d.day BETWEEN %s AND %s AND {who.sql}) once GROUP BY day ORDER BY day",
            [kind, first, last, *who.values],
        )
        return [(day, int(count), int(keys)) for day, count, keys in cursor.fetchall()]


def _has_date(reminder: Reminder) -> Where:
    sql = "EXISTS (SELECT 1 FROM messaging_readerdate d WHERE d.reader_id = r.id AND d.kind = %s AND d.day = %s)"
    return Where(sql, (reminder.kind, reminder.day))


def _lane(
    ways: Sequence[Way], languages: Mapping[str, str], at: datetime, account: Account | None, *, urgent: bool
) -> Where:
    """The lane of a reader (`channels.lane`) as SQL: first way that reaches them, language, sound."""
    by_way = [(way, reached(way, account)) for way in ways]
    taken = " ".join(f"WHEN {one.sql} THEN {way * LANES_OF_A_WAY}" for way, one in by_way)
    values = tuple(value for _, one in by_way for value in one.values)
    said = " ".join(
        f"WHEN '{own}' THEN {LANGUAGES.index(given) * 10}"
        for own, given in languages.items()
        if own in LANGUAGES
    )
    hour = at.astimezone(TOKYO).hour
    silent = (
        "0"
        if urgent
        else "(CASE WHEN r.quiet_from > r.quiet_until THEN %s >= r.quiet_from OR %s < r.quiet_until"
        " ELSE %s >= r.quiet_from AND %s < r.quiet_until END)::int"
    )
    return Where(
        f"(CASE {taken} END) + (CASE r.language {said} ELSE 0 END) + {silent}",
        values + (() if urgent else (hour,) * 4),
    )


def heard_enough(most_a_week: int, at: datetime) -> Where | None:
    """Whoever has not had so many campaigns within a week; None where that cannot have happened to anybody."""
    recent: list[Any] = list(
        Run.objects.filter(frozen_at__gt=at - WEEK, test=False, urgent=False, recipients__gt=0).values_list(
            "pk", flat=True
        )
    )
    if not most_a_week or len(recent) < most_a_week:
        return None
    sql = (
        "r.id NOT IN (SELECT a.reader_id FROM messaging_addressee a WHERE a.run_id = ANY(%s)"
        " GROUP BY a.reader_id HAVING count(*) >= %s)"
    )
    return Where(sql, (recent, most_a_week))
