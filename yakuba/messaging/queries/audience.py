"""Rows of the audience: who meets a segment, one's own row, segments of one's section."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet

from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound
from yakuba.messaging import line_accounts, ward_audience
from yakuba.messaging.models import Campaign, LineFriend, Reader, ReaderDate, Run, Segment
from yakuba.messaging.permissions import APPROVE_CAMPAIGNS, WRITE_CAMPAIGNS
from yakuba.messaging.rules.channels import Way, reach
from yakuba.messaging.rules.segments import Ages, Group
from yakuba.messaging.rules.segments import Segment as Conditions
from yakuba.messaging.ways import open_bits

MOST_DAYS = 30


@dataclass(frozen=True, slots=True)
class Where:
    """A condition on `messaging_reader r`, in SQL, and its values."""

    sql: str
    values: tuple[Any, ...] = ()


def all_of(conditions: Sequence[Where]) -> Where:
    """Every one of them."""
    return _joined(conditions, " AND ", "true")


def any_of(conditions: Sequence[Where]) -> Where:
    """One of them at least."""
    return _joined(conditions, " OR ", "false")


def _joined(conditions: Sequence[Where], word: str, none: str) -> Where:
    if not conditions:
        return Where(none)
    if len(conditions) == 1:
        return conditions[0]
    sql = word.join(f"({one.sql})" for one in conditions)
    return Where(sql, tuple(value for one in conditions for value in one.values))


def meets(segment: Conditions, today: date) -> Where:
    """Who meets a segment on a day."""
    looks_at = {one.gives for one in ward_audience.facts() if one.number in segment.facts}
    return any_of([_group(one, looks_at, today) for one in segment.groups])


def _group(group: Group, looks_at: set[str], today: date) -> Where:
    conditions = []
    if group.chome or group.ring:
        numbers = sorted(ward_audience.chome_of(group))
        columns = ["declared_chome", *(["held_chome"] if ward_audience.AREA in looks_at else [])]
        conditions.append(any_of([Where(f"r.{one} = ANY(%s::smallint[])", (numbers,)) for one in columns]))
    if group.topics:
        conditions.append(Where("r.topics && %s::smallint[]", (sorted(group.topics),)))
    if group.ages:
        columns = ["declared_births", *(["held_births"] if ward_audience.CHILDREN in looks_at else [])]
        births = _births(group.ages, today)
        conditions.append(any_of([Where(f"r.{one} && %s::int[]", (births,)) for one in columns]))
    if group.languages:
        conditions.append(Where("r.language = ANY(%s)", (sorted(group.languages),)))
    if group.ways:
        conditions.append(Where("r.ways & %s <> 0", (reach(group.ways) & open_bits(),)))
    return all_of(conditions)


def _births(ages: Ages, today: date) -> list[int]:
    first, last = ages.births(today)
    return list(range(first, last + 1))


_FRIENDS_OF = """r.ways & 1 <> 0 AND (
r.friend_id IN (SELECT f.id FROM messaging_linefriend f WHERE f.channel_id = %s AND f.followed)
OR r.friend_id IN (SELECT p.id FROM messaging_linefriend f JOIN messaging_linefriend p ON p.user_key = f.user_key
WHERE f.channel_id = %s AND f.followed AND p.channel_id <> %s)
OR r.resident_id IN (SELECT p.resident_id FROM messaging_linefriend p
JOIN messaging_linefriend f ON f.user_key = p.user_key
WHERE f.channel_id = %s AND f.followed AND p.resident_id IS NOT NULL))"""


@dataclass(frozen=True, slots=True)
class Account:
    """The account at LINE that a campaign is sent from; None where it has none in use."""

    id: int | None


def account_asked(campaign: Campaign | Run) -> Account | None:
    """The account whose friends a campaign reaches by LINE; None where the ward has but one, and nobody need be asked."""
    account = line_accounts.account_of(campaign)
    return None if account is not None and not line_accounts.several() else Account(account)


def reached(way: Way, account: Account | None) -> Where:
    """Who can be reached by a way: by LINE, where the ward has several accounts, only friends of the one that is used."""
    if way is not Way.LINE or account is None:
        return Where(f"r.ways & {way.bit} <> 0")
    return Where("false") if account.id is None else Where(_FRIENDS_OF, (account.id,) * 4)


def may_get(topic: int, ways: Sequence[Way], account: Account | None) -> Where:
    """Who can be reached by one of these ways and has not stopped the topic."""
    wanted = Where("NOT (%s = ANY(r.declined))", (topic,))
    if account is None or Way.LINE not in ways:
        return all_of([Where("r.ways & %s <> 0", (reach(ways),)), wanted])
    others = Where("r.ways & %s <> 0", (reach(way for way in ways if way is not Way.LINE),))
    return all_of([any_of([others, reached(Way.LINE, account)]), wanted])


def ways_of(readers: Sequence[int], account: Account | None, topic: int | None) -> dict[int, int]:
    """By which ways each of these readers can be reached in a campaign that is sent from an account; by none where they
    stopped its topic (None: nobody asks)."""
    by_line = reached(Way.LINE, account)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id, CASE WHEN %s = ANY(r.declined) THEN 0"  # noqa: S608 - only columns named here
            f" WHEN {by_line.sql} THEN r.ways ELSE r.ways & ~1 END & %s"
            " FROM messaging_reader r WHERE r.id = ANY(%s)",
            [-1 if topic is None else topic, *by_line.values, open_bits(), list(readers)],
        )
        return dict(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class Counted:
    """How many, and the sum of their random numbers, by which the number is rounded (rules/figures.py)."""

    count: int
    keys: int


def counted(segment: Conditions, today: date) -> Counted:
    """How many readers meet a segment and can be reached at all (1 SQL)."""
    where = all_of([Where("r.ways & %s <> 0", (open_bits(),)), meets(segment, today)])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(sum(r.rounding), 0) FROM messaging_reader r"  # noqa: S608 - only columns named here
            f" WHERE {where.sql}",
            where.values,
        )
        count, keys = cursor.fetchone()
    return Counted(int(count), int(keys))


def reader_of(actor: Actor) -> Reader | None:
    """The row of a resident, or of a guest by the address they verified; None where nothing is held."""
    if actor.resident_id is not None:
        return Reader.objects.filter(resident_id=actor.resident_id).first()
    if actor.kind == "guest" and actor.email:
        return Reader.objects.filter(mail_key=identity.guest_key(actor.email)).first()
    return None


def days_of(reader: Reader) -> list[tuple[str, date]]:
    """The days to come that are kept for a reader: kind and day, the nearest first (1 SQL)."""
    rows = ReaderDate.objects.filter(reader=reader, day__gte=clock.today()).order_by("day", "id")
    return list(rows.values_list("kind", "day")[:MOST_DAYS])


def dates_kept(kind: str, keys: Collection[str]) -> frozenset[str]:
    """Those of these keys for which a day of this kind is kept (1 SQL). For the house itself."""
    return frozenset(ReaderDate.objects.filter(kind=kind, key__in=keys).values_list("key", flat=True))


def reader_of_friend(friend_id: int) -> Reader | None:
    """The row of a friend on LINE: their own, else that of the account they linked (1 SQL), else that of the friend of
    another of the ward's accounts who is the same person."""
    linked = LineFriend.objects.filter(pk=friend_id, resident__isnull=False).values("resident_id")
    rows = Reader.objects.order_by(F("resident_id").asc(nulls_last=True), "pk")
    found = rows.filter(Q(friend_id=friend_id) | Q(resident_id__in=linked)).first()
    if found is not None or LineFriend.objects.filter(pk=friend_id, resident__isnull=False).exists():
        return found
    same = LineFriend.objects.filter(user_key__in=LineFriend.objects.filter(pk=friend_id).values("user_key"))
    residents = same.filter(resident__isnull=False).values("resident_id")
    return rows.filter(Q(friend__in=same) | Q(resident_id__in=residents)).first()


def segments_visible_to(actor: Actor) -> QuerySet[Segment]:
    """The segments of the sections for which one writes or approves campaigns, by name."""
    sections = actor.sections_for(WRITE_CAMPAIGNS) | actor.sections_for(APPROVE_CAMPAIGNS)
    return Segment.objects.filter(section_id__in=sections).order_by("name", "id")


def segment_for(actor: Actor, segment_id: int) -> Segment:
    """One of them; somebody else's is as unknown as one that never was."""
    row = segments_visible_to(actor).filter(pk=segment_id).first()
    if row is None:
        raise NotFound()
    return row
