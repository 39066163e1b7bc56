"""Queues and search of the desk: filters, order, pages by keyset, and the numbers of the day."""

import base64
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from yakuba.cases.models import OPEN, Case, Opinion, Status
from yakuba.cases.permissions import READ
from yakuba.cases.queries.visible import cases_visible_to
from yakuba.characters import api as characters
from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.permissions import Permission
from yakuba.kernel.values.bad_value import BadValue
from yakuba.kernel.values.japanese_text import phone_key
from yakuba.kernel.values.receipt_number import parse

PAGE_SIZE = 50
COUNTED = 1_000
LONGEST_SEARCH = 100
SHORTEST_PHONE = 4
LARGEST = 2**63 - 1
FIRST, LAST = date(1900, 1, 1), date(9000, 1, 1)

_RECEIPT_BEGINS = re.compile(r"[A-Za-z]{1,3}[0-9]{2}[0-9A-Za-z-]*")

ORDERS: dict[str, str] = {
    "due": "期限が近い順",
    "newest": "新しい順",
    "oldest": "古い順",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of cases is narrowed to; the defaults narrow nothing.

    `status` is a status or "open"; `assignee` a member of staff; `section` takes in the sections below it;
    `due_from` and `due_by` bound the due day, `opened_from` and `opened_until` the day of arrival, all inclusive.
    """

    text: str = ""
    status: str = ""
    section: int | None = None
    assignee: int | None = None
    unassigned: bool = False
    overdue: bool = False
    due_from: date | None = None
    due_by: date | None = None
    kind: str = ""
    news: bool = False
    opened_from: date | None = None
    opened_until: date | None = None


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Line:
    """One case in a list. `due_in` counts calendar days to the due day, negative where it has passed."""

    case: Case
    section: str
    assignee: str
    due_in: int | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of a list. `total` is counted up to 1,000 (`total_is_more` then); `next_page` is a token or empty."""

    lines: Sequence[Line]
    total: int
    total_is_more: bool
    next_page: str


def matching(actor: Actor, filters: Filters, permission: Permission = READ) -> QuerySet[Case]:
    """The cases that the filters leave of those an actor may see (by this permission).

    Without words to search for they are the work of the actor's own sections; a search also finds cases about which
    these sections were asked for an opinion.
    """
    rows = cases_visible_to(actor, permission)
    if not filters.text.strip():
        rows = rows if actor.kind != "staff" else rows.filter(section__in=actor.sections_for(permission))
    else:
        rows = rows.filter(_text(_plain(filters.text)[:LONGEST_SEARCH]))
    if filters.status == "open":
        rows = rows.filter(status__in=OPEN)
    elif filters.status:
        rows = rows.filter(status=_plain(filters.status))
    if filters.section is not None:
        rows = rows.filter(section__in=identity.sections_below(filters.section))
    if filters.kind:
        rows = rows.filter(kind=_plain(filters.kind))
    if filters.news:
        rows = rows.exclude(news="")
    return _by_day(_by_officer(rows, filters), filters)


def _by_officer(rows: QuerySet[Case], filters: Filters) -> QuerySet[Case]:
    if filters.unassigned:
        return rows.filter(assignee=None)
    if filters.assignee is None:
        return rows
    return rows.filter(assignee=filters.assignee) if 0 < filters.assignee <= LARGEST else rows.none()


def _by_day(rows: QuerySet[Case], filters: Filters) -> QuerySet[Case]:
    if filters.overdue:
        rows = rows.filter(status__in=OPEN, due_on__lt=clock.today())
    if filters.due_from is not None:
        rows = rows.filter(status__in=OPEN, due_on__gte=filters.due_from)
    if filters.due_by is not None:
        rows = rows.filter(status__in=OPEN, due_on__lte=filters.due_by)
    if filters.opened_from is not None:
        rows = rows.filter(opened_at__gte=_midnight(filters.opened_from))
    if filters.opened_until is not None:
        rows = rows.filter(opened_at__lt=_midnight(filters.opened_until) + timedelta(days=1))
    return rows


def _plain(text: str) -> str:
    """The text without what no stored text holds, and what the database would choke on (NUL, lone surrogates)."""
    return "".join(letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cs")).strip()


def _text(text: str) -> Q:
    """Receipt number, name, reading or telephone number, whichever the text may be."""
    try:
        return Q(receipt=str(parse(text)))
    except BadValue:
        pass
    key, digits = characters.search_key(text), phone_key(text)
    found = Q(pk__in=())
    if key:
        found |= Q(name_key__contains=key) | Q(kana_key__contains=key)
    if _RECEIPT_BEGINS.fullmatch(text):
        found |= Q(receipt__startswith=text.upper())
    if len(digits) >= SHORTEST_PHONE and len(digits) * 2 > len(text):
        found |= Q(phone_key__contains=digits)
    return found


def queue(
    actor: Actor, filters: Filters = EVERYTHING, order: str = "due", after: str = "", size: int = PAGE_SIZE
) -> Queue:
    """A page of cases: 2 SQL, 3 with officers' names. An unknown order or a broken token begins at the start."""
    rows = matching(actor, filters)
    total = len(rows.order_by()[: COUNTED + 1].values_list("pk"))
    found = list(_after(_ordered(rows, order), order, after)[: size + 1])
    more = len(found) > size
    found = found[:size]
    today = clock.today()
    sections = identity.section_names({case.section_id for case in found})
    return Queue(
        lines=[
            Line(
                case=case,
                section=sections.get(case.section_id, ""),
                assignee=case.assignee.name if case.assignee else "",
                due_in=(case.due_on - today).days if case.due_on and case.is_open else None,
                overdue=bool(case.is_open and case.due_on and case.due_on < today),
            )
            for case in found
        ],
        total=min(total, COUNTED),
        total_is_more=total > COUNTED,
        next_page=_token(found[-1], order) if more else "",
    )


def _ordered(rows: QuerySet[Case], order: str) -> QuerySet[Case]:
    rows = rows.select_related("assignee")
    if order == "newest":
        return rows.order_by("-opened_at", "-pk")
    if order == "oldest":
        return rows.order_by("opened_at", "pk")
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def _token(last: Case, order: str) -> str:
    value = last.opened_at.isoformat() if order in ("newest", "oldest") else str(last.due_on or "")
    return base64.urlsafe_b64encode(json.dumps([value, last.pk]).encode()).decode()


def _after(rows: QuerySet[Case], order: str, token: str) -> QuerySet[Case]:
    place = _place(token, moment=order in ("newest", "oldest"))
    if place is None:
        return rows
    value, pk = place
    if order == "newest":
        return rows.filter(Q(opened_at__lt=value) | Q(opened_at=value, pk__lt=pk))
    if order == "oldest":
        return rows.filter(Q(opened_at__gt=value) | Q(opened_at=value, pk__gt=pk))
    if value is None:
        return rows.filter(due_on=None, pk__gt=pk)
    return rows.filter(Q(due_on__gt=value) | Q(due_on=value, pk__gt=pk) | Q(due_on=None))


def _place(token: str, *, moment: bool) -> tuple[Any, int] | None:
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(token.encode()))
        if not 0 < int(pk) <= LARGEST:
            return None
        if moment:
            return datetime.fromisoformat(value).astimezone(clock.TOKYO), int(pk)
        return (date.fromisoformat(value) if value else None), int(pk)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None


@dataclass(frozen=True, slots=True)
class Numbers:
    """The figures of the desk: open cases of mine, of nobody, overdue, due within the week; today's arrivals; what came
    from applicants and nobody has seen; opinions to give."""

    mine: int
    unassigned: int
    overdue: int
    due_this_week: int
    opened_today: int
    open: int
    news: int
    opinions: int


def numbers(actor: Actor) -> Numbers:
    """The figures for the sections an actor may read: 2 SQL. `due_this_week` is today and the six days after."""
    today = clock.today()
    still = Q(status__in=OPEN)
    sections = actor.sections_for(READ)
    rows = Case.objects.filter(section__in=sections)
    counted = rows.filter(still | Q(opened_at__gte=_midnight(today)) | ~Q(news="")).aggregate(
        mine=Count("pk", filter=still & Q(assignee=actor.staff_id)),
        unassigned=Count("pk", filter=still & Q(assignee=None)),
        overdue=Count("pk", filter=still & Q(due_on__lt=today)),
        due_this_week=Count("pk", filter=still & Q(due_on__range=(today, today + timedelta(days=6)))),
        opened_today=Count("pk", filter=Q(opened_at__gte=_midnight(today))),
        open=Count("pk", filter=still),
        news=Count("pk", filter=~Q(news="")),
    )
    asked = Opinion.objects.filter(
        section__in=sections, answered_at=None, cancelled_at=None, case__status__in=OPEN
    ).count()
    return Numbers(**counted, opinions=asked)


def opinions_asked(actor: Actor) -> list[Opinion]:
    """The opinions that the actor's sections have still to give, the oldest first."""
    return list(
        Opinion.objects.filter(
            section__in=actor.sections_for(READ),
            answered_at=None,
            cancelled_at=None,
            case__status__in=OPEN,
        )
        .select_related("case")
        .order_by("asked_at")[:200]
    )


def kinds(actor: Actor) -> list[tuple[str, str]]:
    """The procedures that occur among the actor's cases, as (kind, title), for the filter."""
    rows = cases_visible_to(actor).order_by("kind", "-pk").distinct("kind")
    return list(rows.values_list("kind", "title"))


def statuses() -> list[tuple[str, str]]:
    """The statuses with their Japanese names."""
    return [(value, str(label)) for value, label in Status.choices]


def _midnight(day: date) -> datetime:
    return datetime.combine(min(max(day, FIRST), LAST), time.min, clock.TOKYO)
