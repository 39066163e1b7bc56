"""外字変換表: versions, what is in them, trying, approving, going back, and taking them along as files."""

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from yakuba.characters import exports
from yakuba.characters.actions import make_table as making
from yakuba.characters.actions import roll_back as rolling_back
from yakuba.characters.actions import sign_off as signing_off
from yakuba.characters.actions.bring_file import MOST_BYTES
from yakuba.characters.jobs import bring
from yakuba.characters.models import Enactment, GaijiTable, GaijiTableLine, Intake
from yakuba.characters.permissions import IDENTIFY, RUN, SIGN_OFF
from yakuba.characters.queries.gaiji import contradictions, systems_visible_to
from yakuba.characters.queries.gaiji_tables import enactments_of, lines_of, table_by_id, tables_visible_to
from yakuba.characters.queries.intakes import intakes_visible_to
from yakuba.characters.rules.gaiji import OUTCOME_LABELS, Outcome
from yakuba.characters.web import parts
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotAllowed, NotFound, Refusal
from yakuba.kernel.values.csv_text import csv_bytes
from yakuba.ui.components.lists import list_view
from yakuba.ui.components.markup import markup
from yakuba.ui.components.navigation import Link
from yakuba.ui.components.notices import ErrorLink, notice, status_tag
from yakuba.ui.components.records import Moment, timeline
from yakuba.ui.pages import PageRequest, page, render
from yakuba.ui.tables import Column, ListPage, paged, read_query

DONE = {
    "made": "新しい版を作りました。試してから、ほかの人が承認します。",
    "signed": "承認しました。この版が使われます。",
    "rolled": "前の版に戻しました。",
}


def _link(row: GaijiTable) -> object:
    return markup(
        '<a href="{}">{} 第{}版</a>', reverse("gaiji_table", args=[row.pk]), row.system.name, row.number
    )


def _standing(row: GaijiTable) -> object:
    return status_tag("使用中", "success") if row.system.in_force_id == row.pk else "—"


LIST: ListPage[GaijiTable] = ListPage(
    name="gaiji_tables",
    caption="外字変換表の版",
    columns=(
        Column("name", "版", _link, heads_row=True),
        Column("standing", "扱い", _standing, wrap=False),
        Column("lines", "決定した外字", lambda row: f"{row.lines:,}", align="end"),
        Column("undecided", "未決定", lambda row: f"{row.undecided:,}", align="end"),
        Column("made", "作った日時", lambda row: parts.when(row.made_at), wrap=False),
        Column("by", "作った課", lambda row: row.by_label),
        Column("note", "メモ", lambda row: row.note or "—"),
    ),
    empty="まだ版がありません。二人で決めた外字ができたら、作れます。",
)
LINES: ListPage[GaijiTableLine] = ListPage(
    name="gaiji_lines",
    caption="この版の外字",
    columns=(
        Column("code", "外字", lambda row: row.code, heads_row=True, wrap=False),
        Column("outcome", "結果", lambda row: OUTCOME_LABELS[Outcome(row.outcome)], ("outcome",), wrap=False),
        Column("glyph", "文字", lambda row: parts.glyph_words(row.glyph) if row.glyph else "—", ("glyph",)),
        Column("persons", "人数", lambda row: f"{row.persons:,}", ("persons",), align="end"),
        Column("reason", "理由", lambda row: row.reason or "—"),
        Column("proposed", "提案", lambda row: row.proposed_by),
        Column("confirmed", "確認", lambda row: row.confirmed_by),
        Column("on", "決定日", lambda row: row.decided_on.isoformat(), ("decided_on",), wrap=False),
    ),
)


@page(permission=IDENTIFY)
@require_safe
def tables(request: PageRequest) -> HttpResponse:
    """All versions, newest first, and the form to make one."""
    return _list(request)


def _list(request: PageRequest, refusal: Refusal | None = None) -> HttpResponse:
    query = read_query(LIST, request.GET)
    found = paged(LIST, query, tables_visible_to(request.actor))
    said = refusal.fields.items() if refusal else ()
    return render(
        request,
        "characters/staff/tables.html",
        {
            "tabs": parts.workshop_tabs("gaiji_tables"),
            "table": list_view(LIST, query, found),
            "systems": [(str(one.pk), one.name) for one in systems_visible_to(request.actor)],
            "contradictions": contradictions().count(),
            "errors": [ErrorLink(name, str(sentence)) for name, sentence in said],
            "notices": [notice("error", str(refusal.sentence), live=True)]
            if refusal and not refusal.fields
            else [],
            "has_errors": refusal is not None,
            "breadcrumb": parts.way(Link("外字変換表")),
        },
        status=422 if refusal else 200,
    )


@page(permission=IDENTIFY)
@require_POST
def make(request: PageRequest) -> HttpResponse:
    """Make a version from what is decided now."""
    try:
        made = making.make_table(
            request.actor,
            system_id=parts.number(request.POST.get("system")),
            note=request.POST.get("note", ""),
        )
    except NotFound:
        return _list(request, Refusal("system", "業務システムを選んでください。"))
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _list(request, refusal)
    return HttpResponseRedirect(f"{reverse('gaiji_table', args=[made.pk])}?done=made")


@page(permission=IDENTIFY)
@require_safe
def table(request: PageRequest, table_id: int) -> HttpResponse:
    """A version: its lines, what was tried, what became of it."""
    return _one(request, table_id)


def _one(request: PageRequest, table_id: int, refusal: Refusal | None = None) -> HttpResponse:
    actor = request.actor
    one = table_by_id(actor, table_id)
    query = read_query(LINES, request.GET)
    found = paged(LINES, query, lines_of(one))
    in_force = one.system.in_force_id == one.pk
    done = DONE.get(request.GET.get("done", ""))
    notices = [notice("success", done, live=True)] if done else []
    if refusal is not None and not refusal.fields:
        notices = [notice("error", str(refusal.sentence), live=True)]
    enactments = enactments_of(one.system_id)
    newest = max((past.table.number for past in enactments if past.table), default=0)
    return render(
        request,
        "characters/staff/table.html",
        {
            "one": one,
            "in_force": in_force,
            "table": list_view(LINES, query, found),
            "trials": _trials(actor, one),
            "may_try": actor.may(RUN),
            "may_sign": actor.may(SIGN_OFF),
            "own": one.by_key == actor.key,
            "signable": not in_force and one.number > newest,
            "history": timeline([_moment(past) for past in enactments]),
            "enacted": bool(enactments),
            "made": parts.when(one.made_at),
            "notices": notices,
            "errors": [ErrorLink(name, str(said)) for name, said in refusal.fields.items()]
            if refusal
            else [],
            "has_errors": refusal is not None,
            "breadcrumb": parts.way(
                Link("外字変換表", reverse("gaiji_tables")), Link(f"{one.system.name} 第{one.number}版")
            ),
        },
        status=422 if refusal else 200,
    )


def _trials(actor: Actor, one: GaijiTable) -> list[dict[str, object]]:
    rows = intakes_visible_to(actor, system=one.system_id).filter(kind=Intake.Kind.NAMES, table=one)[:10]
    return [
        {
            "url": reverse("gaiji_run", args=[row.run_id])
            if row.run_id
            else reverse("gaiji_intake", args=[row.pk]),
            "at": parts.when(row.brought_at),
            "state": Intake.State(row.state).label,
            "done": f"{row.done:,}",
            "gone": row.state == Intake.State.DONE and row.run_id is None,
        }
        for row in rows
    ]


def _moment(past: Enactment) -> Moment:
    now = f"第{past.table.number}版" if past.table else "なし"
    return Moment(
        when=parts.when_words(past.at),
        iso=past.at.isoformat(),
        what=f"{Enactment.Kind(past.kind).label}（使用中: {now}）",
        who=past.by_label,
        body=markup("<p>{}</p>", past.reason) if past.reason else "",
    )


@page(permission=RUN)
@require_POST
def try_on_names(request: PageRequest, table_id: int) -> HttpResponse:
    """Try a version on a list of names; nothing of the names is changed."""
    one = table_by_id(request.actor, table_id)
    upload = request.FILES.get("file")
    if upload is None or upload.size is None or upload.size > MOST_BYTES:
        sentence = f"{MOST_BYTES // 1024 // 1024}MBまでのCSVを選んでください。"
        return _one(request, table_id, Refusal("file", sentence, {"file": sentence}))
    columns = {
        "key": request.POST.get("key", "") or "宛名番号",
        "name": request.POST.get("name", "") or "氏名",
    }
    try:
        made = bring(
            request.actor,
            system_id=one.system_id,
            kind=Intake.Kind.NAMES,
            name="氏名の一覧",
            content=upload.read(),
            columns=columns,
            table_id=one.pk,
        )
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _one(request, table_id, refusal)
    return HttpResponseRedirect(reverse("gaiji_intake", args=[made.pk]))


@page(permission=SIGN_OFF)
@require_POST
def sign_off(request: PageRequest, table_id: int) -> HttpResponse:
    """Approve a version that somebody else made."""
    return _done(request, table_id, lambda: signing_off.sign_off(request.actor, table_id=table_id), "signed")


@page(permission=SIGN_OFF)
@require_http_methods(["POST"])
def roll_back(request: PageRequest, table_id: int) -> HttpResponse:
    """Go back to the former version."""
    one = table_by_id(request.actor, table_id)
    reason = request.POST.get("reason", "")
    return _done(
        request,
        table_id,
        lambda: rolling_back.roll_back(
            request.actor, system_id=one.system_id, table_id=table_id, reason=reason
        ),
        "rolled",
    )


def _done(request: PageRequest, table_id: int, do: Callable[[], Enactment], word: str) -> HttpResponse:
    try:
        do()
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        return _one(request, table_id, refusal)
    return HttpResponseRedirect(f"{reverse('gaiji_table', args=[table_id])}?done={word}")


def _file(answer: HttpResponseBase, one: GaijiTable, form: str) -> HttpResponseBase:
    name = f"外字変換表_{one.system.code}_第{one.number}版.{form}"
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"  # noqa: FBT003
    return answer


@page(permission=IDENTIFY)
@require_GET
def export_csv(request: PageRequest, table_id: int) -> HttpResponseBase:
    """A version for spreadsheets and other systems."""
    one = table_by_id(request.actor, table_id)
    rows = csv_bytes(exports.TABLE_COLUMNS, exports.table_rows(lines_of(one).iterator()))
    return _file(StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8"), one, "csv")


@page(permission=IDENTIFY)
@require_GET
def export_json(request: PageRequest, table_id: int) -> HttpResponseBase:
    """A version for programs."""
    one = table_by_id(request.actor, table_id)
    content = exports.table_json(one, lines_of(one).iterator(), in_force=one.system.in_force_id == one.pk)
    return _file(HttpResponse(content, content_type="application/json"), one, "json")
