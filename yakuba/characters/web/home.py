"""The workshop at a glance: what is done, what waits, how long it will take; and the systems."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.characters import looks
from yakuba.characters.actions.register_system import register_system
from yakuba.characters.models import System
from yakuba.characters.permissions import IDENTIFY
from yakuba.characters.queries.progress import Dashboard, Progress, dashboard
from yakuba.characters.rules.gaiji import State
from yakuba.characters.rules.pace import LEAST, WINDOW
from yakuba.characters.web.judging import ENDED
from yakuba.characters.web.parts import way, workshop_tabs
from yakuba.kernel.refusals import Refusal
from yakuba.ui.components.fields import FieldView, text_field
from yakuba.ui.components.lists import simple_table
from yakuba.ui.components.markup import joined, markup
from yakuba.ui.components.navigation import Link
from yakuba.ui.components.notices import ErrorLink, notice
from yakuba.ui.components.records import Figure
from yakuba.ui.pages import PageRequest, page, render
from yakuba.ui.tables import Column, ListPage


@dataclass(frozen=True, slots=True)
class Line:
    """A system and how far it has come."""

    system: System
    progress: Progress


def bar(done: int, total: int, label: str) -> SafeString:
    """How much of a whole is done, drawn and in words."""
    share = f"{done * 100 // total}%" if total else "—"
    return markup(
        '<span class="bar"><progress max="{}" value="{}" aria-label="{}"></progress> <span class="bar__words">{}</span></span>',
        max(total, 1),
        done,
        label,
        share,
    )


def day(value: date) -> str:
    """2026年12月1日."""
    return f"{value.year}年{value.month}月{value.day}日"


def _list(line: Line, state: str, count: int) -> object:
    if not count:
        return "0"
    url = f"{reverse('gaiji_list')}?system={line.system.pk}&state={state}"
    return markup('<a href="{}">{}</a>', url, f"{count:,}")


def _in_force(line: Line) -> object:
    table = line.system.in_force
    if table is None:
        return "なし"
    return markup('<a href="{}">第{}版</a>', reverse("gaiji_table", args=[table.pk]), table.number)


def _ends(line: Line) -> str:
    pace = line.progress.pace
    if line.progress.total and not line.progress.left:
        return "終わりました"
    return f"あと{pace.days_left}開庁日" if pace else "データ不足"


SYSTEMS: ListPage[Line] = ListPage(
    name="gaiji_systems",
    caption="業務システムごとの進み",
    columns=(
        Column(
            "name",
            "業務システム",
            lambda one: markup(
                '<a href="{}?system={}">{}</a>', reverse("gaiji_list"), one.system.pk, one.system.name
            ),
            heads_row=True,
        ),
        Column(
            "bar",
            "進み",
            lambda one: bar(one.progress.done, one.progress.total, f"{one.system.name}の進み"),
            wrap=False,
        ),
        Column("total", "外字", lambda one: f"{one.progress.total:,}", align="end"),
        Column("done", "決定", lambda one: _list(one, State.AGREED, one.progress.done), align="end"),
        Column(
            "proposed",
            "確認待ち",
            lambda one: _list(one, State.PROPOSED, one.progress.states.get(State.PROPOSED, 0)),
            align="end",
        ),
        Column(
            "open",
            "未着手",
            lambda one: _list(one, State.OPEN, one.progress.states.get(State.OPEN, 0)),
            align="end",
        ),
        Column(
            "persons",
            "人（延べ）",
            lambda one: f"{one.progress.covered:,}／{one.progress.persons:,}",
            align="end",
            wrap=False,
        ),
        Column("ends", "この調子だと", _ends, wrap=False),
        Column("in_force", "使用中の変換表", _in_force, wrap=False),
    ),
)


@page(permission=IDENTIFY)
@require_safe
def home(request: PageRequest) -> HttpResponse:
    """What is done, what waits for me, how many days are left."""
    told = dashboard(request.actor)
    lines = [Line(system, progress) for system, progress in told.systems]
    ended = ENDED.get(request.GET.get("ended", ""))
    return render(
        request,
        "characters/staff/home.html",
        {
            "tabs": workshop_tabs("characters"),
            "figures": _figures(told),
            "whole": told.whole,
            "whole_bar": bar(told.whole.done, told.whole.total, "全体の進み"),
            "systems": simple_table(SYSTEMS, None, lines) if lines else "",
            "pace": _pace(told.whole),
            "ready": looks.ready(),
            "notices": [notice("success", ended, live=True)] if ended else [],
            "unlooked": told.unlooked,
            "open": told.whole.left - told.whole.states.get(State.PROPOSED, 0),
        },
    )


def _figures(told: Dashboard) -> list[Figure]:
    whole, listed = told.whole, reverse("gaiji_list")
    disputed = whole.states.get(State.DISPUTED, 0)
    conflicts = disputed + told.contradictions
    return [
        Figure(
            label="決定した外字",
            value=f"{whole.done:,}",
            unit=f"／{whole.total:,}字",
            url=f"{listed}?state={State.AGREED}",
        ),
        Figure(
            label="決定で足りる人",
            value=f"{whole.covered:,}",
            unit=f"／{whole.persons:,}人",
            note="延べ人数（字ごと）",
        ),
        Figure(
            label="未着手",
            value=f"{whole.states.get(State.OPEN, 0):,}",
            unit="字",
            url=f"{listed}?state={State.OPEN}",
        ),
        Figure(
            label="確認待ち",
            value=f"{whole.states.get(State.PROPOSED, 0):,}",
            unit="字",
            url=f"{listed}?state={State.PROPOSED}",
            note=f"うち、あなたが確認できるもの {whole.mine_to_confirm:,}字",
        ),
        Figure(
            label="食い違い",
            value=f"{conflicts:,}",
            unit="件",
            url=reverse("gaiji_conflicts"),
            kind="danger" if conflicts else "plain",
            note=f"異議 {disputed:,}、システム間 {told.contradictions:,}",
        ),
        _days_left(whole),
    ]


def _days_left(whole: Progress) -> Figure:
    if whole.total and not whole.left:
        return Figure(label="この調子だと", value="0", unit="開庁日", note="すべて決まりました")
    if whole.pace is None:
        return Figure(label="この調子だと", value="—", note="データが足りません")
    return Figure(
        label="この調子だと",
        value=f"あと{whole.pace.days_left:,}",
        unit="開庁日",
        note=f"{day(whole.pace.ends_on)}ごろ",
    )


def _pace(whole: Progress) -> str:
    """How the days left were reckoned, in words."""
    if whole.pace is None:
        return f"残りの日数は、決定が始まってから{LEAST}開庁日たつと出ます（直近{WINDOW}開庁日の中央値から計算します）。"
    return (
        f"1開庁日に{whole.pace.a_day:g}字（きょうを除く直近{WINDOW}開庁日までの中央値。決定のない日も数えます）。"
        "臨時閉庁日は考えに入れていません。"
    )


@page(permission=IDENTIFY)
@require_http_methods(["GET", "HEAD", "POST"])
def new_system(request: PageRequest) -> HttpResponse:
    """Register a business system."""
    given = {name: request.POST.get(name, "") for name in ("name", "code", "note")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            made = register_system(request.actor, **given)
        except Refusal as refusal:
            errors = {name: str(sentence) for name, sentence in refusal.fields.items()}
        else:
            return HttpResponseRedirect(f"{reverse('gaiji_intake_new')}?system={made.pk}")
    labels = {
        "name": ("業務システムの名前", "住民記録、税、国保など"),
        "code": ("記号", "半角の英小文字。使用状況の一覧や、表を受け取るシステムで使います（例: juki）"),
        "note": ("メモ（あれば）", "製品名、担当の会社、バージョンなど"),
    }
    fields = [
        text_field(
            FieldView(
                id=name,
                name=name,
                label=label,
                help=help_text,
                value=given[name],
                error=errors.get(name, ""),
                required=name != "note",
                mark=name != "note",
                width="l",
            )
        )
        for name, (label, help_text) in labels.items()
    ]
    return render(
        request,
        "characters/staff/form.html",
        {
            "heading": "業務システムを登録する",
            "button_label": "登録して、ファイルの取込みへ",
            "fields": joined(fields),
            "errors": [ErrorLink(name, sentence) for name, sentence in errors.items()],
            "has_errors": bool(errors),
            "back": reverse("characters"),
            "breadcrumb": way(Link("業務システムの登録")),
        },
        status=422 if errors else 200,
    )
