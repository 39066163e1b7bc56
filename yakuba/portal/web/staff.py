"""The desk: what waits for me, what is late, today's numbers; and the audit trail for those who may read it."""

from collections.abc import Sequence
from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse

from yakuba.cases import api as cases
from yakuba.kernel import audit, clock, jobs
from yakuba.kernel.actor import Actor, Kind
from yakuba.kernel.models import AuditEntry
from yakuba.portal.permissions import ANSWER_TALKS
from yakuba.portal.queries import waiting_talks
from yakuba.ui.components.lists import list_view, simple_table
from yakuba.ui.components.markup import markup
from yakuba.ui.components.records import Figure, FigureKind
from yakuba.ui.pages import PageRequest, page, render
from yakuba.ui.tables import Column, ListPage, paged, read_query

STAFF: frozenset[Kind] = frozenset({"staff"})
SHOWN = 15
LATE_JOB_S = 300


def _case_link(line: cases.Line) -> object:
    return markup('<a href="{}">{}</a>', reverse("case", args=[line.case.pk]), line.case.receipt)


def _due(line: cases.Line) -> object:
    if line.due_in is None:
        return "—"
    if line.overdue:
        return markup('<strong class="late">{}日超過</strong>', -line.due_in)
    return "今日" if line.due_in == 0 else f"あと{line.due_in}日"


QUEUE: ListPage[cases.Line] = ListPage(
    name="my_queue",
    caption="わたしの担当",
    columns=(
        Column("receipt", "受付番号", _case_link, heads_row=True, wrap=False),
        Column("title", "手続", lambda line: line.case.title),
        Column("applicant", "申請した方", lambda line: line.case.applicant_name),
        Column("status", "状況", lambda line: line.case.get_status_display()),
        Column("due", "期限", _due, wrap=False),
    ),
)


@page(open_to=STAFF)
def desk(request: PageRequest) -> HttpResponse:
    """My queue, what is overdue, today's numbers."""
    actor = request.actor
    may_read = bool(actor.sections_for(cases.READ))
    counted = cases.numbers(actor)
    mine = cases.queue(actor, cases.Filters(assignee=actor.staff_id, status="open"), size=SHOWN)
    late = cases.queue(actor, cases.Filters(overdue=True), size=SHOWN)
    return render(
        request,
        "portal/staff/desk.html",
        {
            "figures": [*(_figures(counted) if may_read else ()), *_talks(actor)],
            "mine": _table(mine.lines),
            "late": _table(late.lines),
            "late_count": counted.overdue,
            "worker_late": jobs.health().oldest_s > LATE_JOB_S,
            "may_read": may_read,
        },
    )


def _table(lines: Sequence[cases.Line]) -> object:
    return simple_table(QUEUE, None, lines) if lines else ""


def _figures(counted: cases.Numbers) -> list[Figure]:
    url = reverse("cases")
    lines = (
        ("わたしの担当", counted.mine, "mine=1"),
        ("担当なし", counted.unassigned, "unassigned=1"),
        ("期限超過", counted.overdue, "overdue=1"),
        ("7日以内に期限", counted.due_this_week, "due=week"),
        ("きょうの受付", counted.opened_today, "opened=today"),
        ("新しい連絡", counted.news, "news=1"),
    )
    late: FigureKind = "danger" if counted.overdue else "plain"
    return [
        Figure(
            label=label,
            value=str(value),
            unit="件",
            url=f"{url}?{query}",
            kind=late if query == "overdue=1" else "plain",
        )
        for label, value, query in lines
    ]


def _talks(actor: Actor) -> list[Figure]:
    """Talks on LINE that wait for one's section, for those who answer them."""
    if not actor.sections_for(ANSWER_TALKS):
        return []
    waiting = str(waiting_talks(actor))
    return [Figure(label="LINEの返事待ち", value=waiting, unit="件", url=reverse("line_talks"), kind="plain")]


TRAIL: ListPage[AuditEntry] = ListPage(
    name="audit_trail",
    caption="監査記録",
    search_label="対象の番号・職員の符号",
    columns=(
        Column(
            "at",
            "日時",
            lambda row: f"{row.at.astimezone(clock.TOKYO):%Y-%m-%d %H:%M:%S}",
            heads_row=True,
            wrap=False,
        ),
        Column("actor", "だれが", lambda row: f"{row.actor_label}（{row.actor_key}）"),
        Column("text", "なにを", lambda row: row.text),
        Column(
            "about", "対象", lambda row: f"{row.module}.{row.noun} {row.object_id}" if row.module else "—"
        ),
    ),
)


@page(permission=audit.READ)
def audit_trail(request: PageRequest) -> HttpResponse:
    """The trail, newest first, narrowed by object or actor; looking at it is an entry of its own."""
    query = read_query(TRAIL, request.GET)
    rows = audit.entries_visible_to(request.actor)
    if query.word:
        rows = rows.filter(audit.naming(query.word))
    since = clock.now() - timedelta(days=400)
    found = paged(TRAIL, query, rows.filter(at__gte=since))
    audit.record_read(
        request.actor, about=audit.Subject("kernel", "AuditEntry", ""), text="監査記録を閲覧した"
    )
    return render(request, "portal/staff/audit_trail.html", {"table": list_view(TRAIL, query, found)})
