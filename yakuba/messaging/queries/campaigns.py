"""Rows of campaigns: those of one's sections, what is due, how far a run is, what one person was sent."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Exists, OuterRef, Q, QuerySet

from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.clock import TOKYO
from yakuba.kernel.permissions import Permission
from yakuba.kernel.refusals import NotAllowed, NotFound
from yakuba.messaging.models import Addressee, Batch, Campaign, Reader, ReaderAddress, Run, RunFile
from yakuba.messaging.options import QUIET_FROM, QUIET_UNTIL
from yakuba.messaging.permissions import APPROVE_CAMPAIGNS, EXPORT_LETTERS, WRITE_CAMPAIGNS
from yakuba.messaging.queries.audience import reader_of
from yakuba.messaging.rules.campaign_timing import BEGUN, Plan, Reminder, Repeat, quiet
from yakuba.messaging.rules.channels import Way

MOST_TESTERS = 200


def campaigns_visible_to(actor: Actor) -> QuerySet[Campaign]:
    """The campaigns of the sections for which one writes, approves or exports, latest first."""
    held = (WRITE_CAMPAIGNS, APPROVE_CAMPAIGNS, EXPORT_LETTERS)
    sections = frozenset[int]().union(*(actor.sections_for(one) for one in held))
    return Campaign.objects.filter(section_id__in=sections).order_by("-changed_at", "-id")


def campaign_for(actor: Actor, campaign_id: int, *, lock: bool = False) -> Campaign:
    """One of them; somebody else's is as unknown as one that never was."""
    rows = campaigns_visible_to(actor)
    row = (rows.select_for_update() if lock else rows).filter(pk=campaign_id).first()
    if row is None:
        raise NotFound()
    return row


def campaign_to_change(actor: Actor, campaign_id: int, *, by: Sequence[Permission]) -> Campaign:
    """One of them, locked; NotAllowed where one holds none of these permissions in its section: who may write for another
    section sees it perhaps, no more."""
    row = campaign_for(actor, campaign_id, lock=True)
    if not any(row.section_id in actor.sections_for(one) for one in by):
        raise NotAllowed()
    return row


def plan_of(campaign: Campaign, now: datetime) -> Plan:
    """When a campaign goes out; one without a first time goes at once."""
    first = (campaign.first_at or now).astimezone(TOKYO)
    return Plan(first, Repeat(campaign.repeat), campaign.until)


def reminder_of(campaign: Campaign, due: datetime) -> Reminder | None:
    """Whose date a run of this time reminds of; None for a campaign that is no reminder."""
    if campaign.repeat != Repeat.BEFORE:
        return None
    return Reminder(campaign.date_kind, due.astimezone(TOKYO).date() + timedelta(days=campaign.days_before))


def due_campaigns() -> list[Campaign]:
    """Those whose time has come, the earliest first."""
    return list(Campaign.objects.filter(next_at__lte=clock.now()).order_by("next_at"))


def begun_after(now: datetime) -> datetime:
    """Runs frozen after this moment may leave now, whatever they are: at night the last hour's, by day all."""
    if quiet(now.astimezone(TOKYO), QUIET_FROM.value(), QUIET_UNTIL.value()):
        return now - BEGUN
    return datetime(2000, 1, 1, tzinfo=UTC)


def leaving() -> Q:
    """Of batches: those of runs that are being sent, and may be at this hour."""
    timely = Q(run__urgent=True) | Q(run__test=True) | Q(run__frozen_at__gt=begun_after(clock.now()))
    return Q(run__state=Run.State.SENDING) & timely


def leaves_now(run: Run) -> bool:
    """Whether what waits of a run may leave at this hour."""
    return run.urgent or run.test or run.frozen_at > begun_after(clock.now())


def runs_of(campaign: Campaign) -> QuerySet[Run]:
    """Every time it went out, latest first."""
    return Run.objects.filter(campaign=campaign).order_by("-frozen_at", "-id")


def run_for(actor: Actor, run_id: int) -> Run:
    """One run of a campaign one may see."""
    row = Run.objects.filter(pk=run_id, campaign__in=campaigns_visible_to(actor)).first()
    if row is None:
        raise NotFound()
    return row


def anything_waiting(run_id: int) -> bool:
    """Whether a batch of a run still has to be sent."""
    return Batch.objects.filter(run_id=run_id, next_try__isnull=False).exists()


def runs_over() -> list[int]:
    """The runs that are being sent though no batch of theirs waits."""
    waiting = Batch.objects.filter(run_id=OuterRef("pk"), next_try__isnull=False)
    return list(Run.objects.filter(~Exists(waiting), state=Run.State.SENDING).values_list("pk", flat=True))


def letters_of(run: Run) -> list[int]:
    """The readers of a run who get a letter."""
    return [
        one for row in Batch.objects.filter(run=run, way=Way.LETTER).order_by("number") for one in row.members
    ]


def runs_sent_to(actor: Actor, *, most: int) -> tuple[int, list[Run]]:
    """One's own number among the readers (0: none), and the campaigns that one was sent, latest first."""
    reader = reader_of(actor)
    if reader is None:
        return 0, []
    rows = Addressee.objects.filter(reader_id=reader.pk).order_by("-run_id")
    ids = list(rows.values_list("run_id", flat=True)[:most])
    return reader.pk, list(
        Run.objects.filter(pk__in=ids, forgotten_at=None).order_by("-frozen_at")
    ) if ids else []


def run_sent_to(actor: Actor, public_id: UUID) -> tuple[int, Run | None]:
    """One's own number, and the campaign of this name if one was sent it oneself."""
    run = Run.objects.filter(public_id=public_id, forgotten_at=None).first()
    reader = reader_of(actor) if run else None
    if run is None or reader is None:
        return 0, None
    sent = Addressee.objects.filter(run_id=run.pk, reader_id=reader.pk).values_list("run_id")
    return (reader.pk, run) if list(sent) else (0, None)


def run_called(public_id: UUID) -> Run:
    """The run that a message's link names; NotFound where there is none, and once it is forgotten."""
    row = Run.objects.filter(public_id=public_id, forgotten_at=None).first()
    if row is None:
        raise NotFound()
    return row


def run_of_files(token: str) -> Run:
    """The run whose files a link opens; NotFound where there is none, and once it is forgotten."""
    row = Run.objects.filter(files_token=token, forgotten_at=None).first() if token else None
    if row is None:
        raise NotFound()
    return row


def files_of_run(run: Run) -> list[RunFile]:
    """The files of a run in their order."""
    return list(RunFile.objects.filter(run=run).select_related("file").order_by("number"))


def file_of(run: Run, number: int) -> RunFile:
    """One file of a run. NotFound where it has no such one."""
    row = RunFile.objects.filter(run=run, number=number).select_related("file").first()
    if row is None:
        raise NotFound()
    return row


_LINE_IDS = """
SELECT b.id, r.id, f.user_id FROM messaging_batch b JOIN messaging_run u ON u.id = b.run_id
CROSS JOIN unnest(b.members) WITH ORDINALITY m (reader_id, place)
JOIN messaging_reader r ON r.id = m.reader_id AND (u.test OR NOT u.topic = ANY(r.declined))
JOIN messaging_linefriend f ON f.id = r.friend_id AND f.followed
AND (u.account_id IS NULL OR f.channel_id = u.account_id)
WHERE b.id = ANY(%s) ORDER BY b.id, m.place
"""
_LINE_IDS_ELSEWHERE = """
SELECT DISTINCT ON (m.place) m.batch_id, m.reader_id, f.user_id
FROM unnest(%s::bigint[], %s::int[]) WITH ORDINALITY m (batch_id, reader_id, place)
JOIN messaging_batch b ON b.id = m.batch_id JOIN messaging_run u ON u.id = b.run_id
JOIN messaging_reader r ON r.id = m.reader_id AND (u.test OR NOT u.topic = ANY(r.declined)) JOIN messaging_linefriend p ON {whose}
JOIN messaging_linefriend f ON f.user_key = p.user_key AND f.channel_id = u.account_id AND f.followed
ORDER BY m.place, f.id
"""
_ELSEWHERE = ("p.id = r.friend_id", "p.resident_id = r.resident_id")
"""Those whose row holds a friend of another account: the same person as a friend of the one that is written from,
by their id at LINE or by the account they linked."""
_ADDRESSES = """
SELECT b.id, a.reader_id, a.address FROM messaging_batch b JOIN messaging_run u ON u.id = b.run_id
CROSS JOIN unnest(b.members) WITH ORDINALITY m (reader_id, place)
JOIN messaging_reader r ON r.id = m.reader_id AND (u.test OR NOT u.topic = ANY(r.declined))
JOIN messaging_readeraddress a ON a.reader_id = m.reader_id AND a.way = b.way
WHERE b.id = ANY(%s) ORDER BY b.id, m.place
"""


def targets(batches: Sequence[Batch]) -> dict[int, list[tuple[int, bytes]]]:
    """Reader and sealed address of the members of batches of one way, in their order; who is gone is missing, and so is who
    stopped the topic after the run was frozen."""
    found: dict[int, list[tuple[int, bytes]]] = {one.pk: [] for one in batches}
    if not batches:
        return found
    by_line = batches[0].way == Way.LINE
    with connection.cursor() as cursor:
        cursor.execute(_LINE_IDS if by_line else _ADDRESSES, [list(found)])
        for batch_id, reader_id, address in cursor.fetchall():
            found[batch_id].append((reader_id, address))
        if by_line:
            _find_elsewhere(cursor, batches, found)
    return found


def _find_elsewhere(
    cursor: CursorWrapper, batches: Sequence[Batch], found: dict[int, list[tuple[int, bytes]]]
) -> None:
    for whose in _ELSEWHERE:
        missing = [
            (batch.pk, one)
            for batch in batches
            for one in {*batch.members}.difference(row[0] for row in found[batch.pk])
        ]
        if not missing:
            return
        cursor.execute(_LINE_IDS_ELSEWHERE.format(whose=whose), [*map(list, zip(*missing, strict=True))])
        for batch_id, reader_id, address in cursor.fetchall():
            found[batch_id].append((reader_id, address))


def accounts_due() -> list[int | None]:
    """The accounts of LINE from which something is to be sent, those of urgent runs first."""
    waiting = Batch.objects.filter(way=Way.LINE, next_try__isnull=False, run__state=Run.State.SENDING)
    rows = waiting.order_by("-run__urgent", "run_id").values_list("run__account_id", flat=True)
    return list(dict.fromkeys(rows.distinct()))


def runs_due(account: int | None) -> list[int]:
    """The runs that wait to be sent from an account."""
    waiting = Batch.objects.filter(way=Way.LINE, next_try__isnull=False, run__state=Run.State.SENDING)
    return list(waiting.filter(run__account_id=account).values_list("run_id", flat=True).distinct())


def personal_of(run_id: int, readers: Sequence[int]) -> dict[int, tuple[Any, Sequence[bytes]]]:
    """The date and the sealed names of what a reminder says of these readers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reader_id, day, what FROM messaging_personal WHERE run_id = %s AND reader_id = ANY(%s)",
            [run_id, list(readers)],
        )
        return {row[0]: (row[1], row[2]) for row in cursor.fetchall()}


def testers() -> list[tuple[Reader, bytes | memoryview | None]]:
    """Who gets campaigns as a test, and their sealed address for mail (2 SQL)."""
    rows = list(Reader.objects.filter(tester=True).order_by("pk")[:MOST_TESTERS])
    addresses = ReaderAddress.objects.filter(reader__in=rows, way=Way.MAIL)
    known = dict(addresses.values_list("reader_id", "address"))
    return [(row, known.get(row.pk)) for row in rows]
