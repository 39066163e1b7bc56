"""Files brought to the workshop: the form, the progress, the report."""

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.characters import looks
from yakuba.characters.actions.bring_file import MOST_BYTES
from yakuba.characters.actions.forget_bearers import forget_bearers
from yakuba.characters.jobs import bring
from yakuba.characters.models import Gaiji, Intake
from yakuba.characters.permissions import IDENTIFY, RUN
from yakuba.characters.queries.gaiji import gaiji_visible_to, systems_visible_to
from yakuba.characters.queries.intakes import faults_of, intake_by_id, intakes_visible_to
from yakuba.characters.web import parts
from yakuba.kernel.refusals import NotAllowed, Refusal
from yakuba.ui.components.fields import Choice, FieldView, radio_group, select_field
from yakuba.ui.components.groups import file_field
from yakuba.ui.components.lists import list_view
from yakuba.ui.components.markup import joined, markup
from yakuba.ui.components.navigation import Link
from yakuba.ui.components.notices import ErrorLink, TagKind, status_tag
from yakuba.ui.components.records import SummaryRow, summary_list
from yakuba.ui.pages import PageRequest, page, render
from yakuba.ui.tables import Column, ListPage, paged, read_query

KINDS: dict[str, TagKind] = {"waiting": "info", "running": "info", "done": "success", "failed": "danger"}
HELP = {
    Intake.Kind.FONT: "私用領域（U+E000～）の字を、1字ずつ読み取ります。EUDC.TTE もそのまま読めます。",
    Intake.Kind.BDF: "24ドットや48ドットの外字ファイル",
    Intake.Kind.PICTURES: "1字1枚。ファイルの名前を、外字の番号にします（U+E000.png）。",
    Intake.Kind.USAGE: "見出しは「外字」と「人数」。または「外字」「宛名番号」「氏名」で1行1人",
}


def tag(row: Intake) -> object:
    """How far the reading is."""
    return status_tag(str(Intake.State(row.state).label), KINDS[row.state])


def _link(row: Intake) -> object:
    return markup('<a href="{}">{}</a>', reverse("gaiji_intake", args=[row.pk]), row.name)


LIST: ListPage[Intake] = ListPage(
    name="gaiji_intakes",
    caption="取り込んだファイル",
    columns=(
        Column(
            "brought", "受け取った日時", lambda row: parts.when(row.brought_at), ("brought_at",), wrap=False
        ),
        Column("name", "ファイル", _link, heads_row=True),
        Column("kind", "種類", lambda row: Intake.Kind(row.kind).label),
        Column("system", "システム", lambda row: row.system.name),
        Column("state", "状態", tag, wrap=False),
        Column("done", "読んだ", lambda row: f"{row.done:,}", align="end"),
        Column("faulty", "取り込めない", lambda row: f"{row.faulty:,}", align="end"),
    ),
    empty="まだ何も取り込んでいません。",
)


@page(permission=IDENTIFY)
@require_safe
def intakes(request: PageRequest) -> HttpResponse:
    """What was brought, newest first."""
    query = read_query(LIST, request.GET)
    found = paged(LIST, query, intakes_visible_to(request.actor))
    return render(
        request,
        "characters/staff/list.html",
        {
            "heading": "取込み",
            "tabs": parts.workshop_tabs("gaiji_intakes"),
            "table": list_view(LIST, query, found),
            "button": ("ファイルを取り込む", reverse("gaiji_intake_new")),
            "second": ("業務システムを登録する", reverse("gaiji_system_new")),
            "breadcrumb": parts.way(Link("取込み")),
        },
    )


@page(permission=IDENTIFY)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest) -> HttpResponse:
    """Bring a font, pictures or a list of use; the worker reads it."""
    if not systems_visible_to(request.actor).exists():
        return HttpResponseRedirect(reverse("gaiji_system_new"))
    if request.method != "POST":
        return _form(request, {})
    upload = request.FILES.get("file")
    if upload is None or upload.size is None or upload.size > MOST_BYTES:
        sentence = f"{MOST_BYTES // 1024 // 1024}MBまでのファイルを選んでください。"
        return _form(request, {"file": sentence})
    kind = request.POST.get("kind", "")
    if kind == Intake.Kind.NAMES:
        raise NotAllowed()
    system = parts.number(request.POST.get("system"))
    if not systems_visible_to(request.actor).filter(pk=system).exists():
        return _form(request, {"system": "業務システムを選んでください。"})
    try:
        made = bring(
            request.actor, system_id=system, kind=kind, name=upload.name or "", content=upload.read()
        )
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _form(request, {name: str(said) for name, said in refusal.fields.items()})
    return HttpResponseRedirect(reverse("gaiji_intake", args=[made.pk]))


def _form(request: PageRequest, errors: dict[str, str]) -> HttpResponse:
    return render(
        request,
        "characters/staff/form.html",
        {
            "heading": "ファイルを取り込む",
            "button_label": "取り込む",
            "multipart": True,
            "fields": _fields(request, errors),
            "errors": [ErrorLink(name, said) for name, said in errors.items()],
            "has_errors": bool(errors),
            "back": reverse("gaiji_intakes"),
            "breadcrumb": parts.way(Link("取込み", reverse("gaiji_intakes")), Link("ファイルを取り込む")),
        },
        status=422 if errors else 200,
    )


def _fields(request: PageRequest, errors: dict[str, str]) -> SafeString:
    """System, kind, file."""
    given = request.POST if request.method == "POST" else request.GET
    systems = [Choice(str(one.pk), one.name) for one in systems_visible_to(request.actor)]
    only = systems[0].value if len(systems) == 1 else ""

    def view(name: str, label: str, value: str = "", help_text: str = "") -> FieldView:
        return FieldView(
            id=name,
            name=name,
            label=label,
            value=value,
            help=help_text,
            error=errors.get(name, ""),
            width="l",
            mark=False,
        )

    size = f"{MOST_BYTES // 1024 // 1024}MBまで。同じファイルをもう一度取り込んでも、二重にはなりません。"
    kinds = [Choice(one.value, str(one.label), HELP[one]) for one in HELP]
    return joined(
        (
            select_field(view("system", "業務システム", given.get("system", "") or only), systems),
            radio_group(view("kind", "種類", given.get("kind", "") or Intake.Kind.FONT), kinds),
            file_field(view("file", "ファイル", help_text=size), largest=MOST_BYTES),
        )
    )


@page(permission=RUN)
@require_POST
def forget(request: PageRequest, system_id: int) -> HttpResponse:
    """Remove the names of a system's lists of use; the numbers stay."""
    if request.POST.get("sure") != "yes":
        raise Refusal("not_sure", "消してよいことを確かめて、印を付けてください。")
    forget_bearers(request.actor, system_id=system_id)
    return HttpResponseRedirect(f"{reverse('gaiji_list')}?system={system_id}")


@dataclass(frozen=True, slots=True)
class Comparing:
    """How many pictures of a system wait for their candidates."""

    left: int
    total: int

    @property
    def done(self) -> int:
        """Pictures that were compared."""
        return self.total - self.left


@page(permission=IDENTIFY)
@require_safe
def intake(request: PageRequest, intake_id: int) -> HttpResponse:
    """How far the reading is, then the report on it."""
    one = intake_by_id(request.actor, intake_id)
    running = one.state in (Intake.State.WAITING, Intake.State.RUNNING)
    names = one.kind == Intake.Kind.NAMES
    comparing = None if names or one.kind == Intake.Kind.USAGE else _comparing(request, one)
    return render(
        request,
        "characters/staff/intake.html",
        {
            "intake": one,
            "state": tag(one),
            "running": running,
            "names": names,
            "may_forget": one.kind == Intake.Kind.USAGE and not running and request.actor.may(RUN),
            "comparing": comparing,
            "ready": looks.ready(),
            "alive": running or bool(comparing and comparing.left and looks.ready()),
            "summary": summary_list(_summary(one)),
            "faults": [] if running else faults_of(one),
            "listed": f"{reverse('gaiji_list')}?system={one.system_id}",
            "next": f"{reverse('gaiji_next', args=['propose'])}?system={one.system_id}",
            "breadcrumb": parts.way(Link("取込み", reverse("gaiji_intakes")), Link(one.name)),
        },
    )


def _comparing(request: PageRequest, one: Intake) -> Comparing:
    rows = gaiji_visible_to(request.actor, system=one.system_id).filter(picture__isnull=False)
    left = Gaiji.objects.filter(system_id=one.system_id, picture__isnull=False, picture__looked_at=None)
    return Comparing(left.count(), rows.count())


def _summary(one: Intake) -> list[SummaryRow]:
    if one.kind == Intake.Kind.NAMES:
        counted = [("読んだ人", one.done), ("氏名が変わる人", one.changed)]
    else:
        counted = [
            ("新しく入った外字", one.added),
            ("変わった外字", one.changed),
            ("前と同じ外字", one.same),
            ("取り込めなかった行", one.faulty),
        ]
    return [
        SummaryRow(label="業務システム", value=one.system.name),
        SummaryRow(label="種類", value=str(Intake.Kind(one.kind).label)),
        SummaryRow(label="受け取った", value=markup("{}（{}）", parts.when(one.brought_at), one.by_label)),
        *(SummaryRow(label=label, value=f"{count:,}") for label, count in counted),
    ]
