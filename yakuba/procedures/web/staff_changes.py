"""Changes to the shelf: take a definition file in, open a version to residents, let a procedure rest."""

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from yakuba.kernel.refusals import NotAllowed, NotFound, Refusal
from yakuba.procedures.actions.load_definition import load_definition
from yakuba.procedures.actions.pause import pause as let_rest
from yakuba.procedures.actions.publish import publish as open_version
from yakuba.procedures.models import Procedure
from yakuba.procedures.permissions import EDIT, PUBLISH
from yakuba.procedures.rules.analysis import check_toml
from yakuba.procedures.rules.differences import differences
from yakuba.procedures.rules.kinds import MAX_TOML_CHARS
from yakuba.procedures.rules.mistakes import Mistake
from yakuba.procedures.shelf import shelved
from yakuba.procedures.web.staff import of_mine, version_of
from yakuba.ui.components.fields import FieldView
from yakuba.ui.components.groups import file_field
from yakuba.ui.components.lists import simple_table
from yakuba.ui.components.markup import markup
from yakuba.ui.components.navigation import Link
from yakuba.ui.components.notices import ErrorLink
from yakuba.ui.components.records import SummaryRow
from yakuba.ui.pages import PageRequest, page, render
from yakuba.ui.tables import Column, ListPage

BOX = "definition"
SHELL = "ui/shell_staff.html"


@page(permission=EDIT)
def load(request: PageRequest) -> HttpResponseBase:
    """Take a definition file in: judged first; nothing of a file with mistakes is kept."""
    if request.method != "POST":
        return _form(request)
    upload = request.FILES.get(BOX)
    if upload is None:
        return _form(request, "定義ファイルを選んでください。")
    try:
        text = upload.read(MAX_TOML_CHARS * 4 + 1).decode("utf-8-sig")
    except UnicodeDecodeError:
        return _form(request, "文字コードが UTF-8 ではありません。UTF-8 で保存しなおしてください。")
    definition, found = check_toml(text)
    if definition is None or any(one.blocking for one in found):
        return _form(request, "定義に直すところがあります。取り込んでいません。", found, text)
    try:
        version = load_definition(request.actor, definition=definition)
    except NotAllowed:
        return _form(request, f"「{definition.section}」の手続を取り込む権限がありません。")
    except Refusal as refusal:
        return _form(request, str(refusal.sentence))
    return HttpResponseRedirect(reverse("procedure_version", args=[definition.slug, version.number]))


def _form(
    request: PageRequest, wrong: str = "", found: list[Mistake] | None = None, text: str = ""
) -> HttpResponse:
    view = FieldView(
        id=BOX,
        name=BOX,
        label="定義ファイル（TOML）",
        help="書き方は「手続の定義」の説明書をご覧ください。まちがいがあれば、行番号といっしょに示します。",
        error=wrong,
        required=True,
    )
    lines = text.split("\n")
    columns: tuple[Column[Mistake], ...] = (
        Column(
            "line", "行", lambda one: f"{one.line}行目" if one.line else "全体", heads_row=True, wrap=False
        ),
        Column("sentence", "直すところ", lambda one: _said(one, lines)),
        Column("kind", "扱い", lambda one: "要修正" if one.blocking else "お知らせ", wrap=False),
    )
    table = simple_table(
        ListPage(name="mistakes", caption="見つかったこと", columns=columns), None, found or []
    )
    return render(
        request,
        "procedures/staff/load.html",
        {
            "breadcrumb": [Link("手続", reverse("procedures")), Link("定義を取り込む")],
            "field": file_field(view, accept=".toml"),
            "errors": [ErrorLink(BOX, wrong)] if wrong else [],
            "has_errors": bool(wrong),
            "mistakes": table if found else "",
        },
        status=422 if wrong else 200,
    )


def _said(one: Mistake, lines: list[str]) -> object:
    """What is wrong, and the line it stands on."""
    if not 0 < one.line <= len(lines):
        return one.sentence
    return markup("{}<br><code>{}</code>", one.sentence, lines[one.line - 1].strip()[:120])


@page(permission=PUBLISH)
def publish(request: PageRequest, slug: str, number: int) -> HttpResponseBase:
    """Ask, saying what changes for residents; then open the version."""
    row = of_mine(request.actor, slug)
    one = version_of(row, number)
    if request.method == "POST":
        open_version(request.actor, version=one)
        return HttpResponseRedirect(reverse("procedure_shelf", args=[slug]))
    _may_publish(request, row)
    definition = shelved(one.pk).definition
    rows = [
        SummaryRow(label="手続", value=definition.title.ja),
        SummaryRow(label="公開する版", value=f"第{number}版"),
    ]
    if row.current_id is not None:
        before = shelved(row.current_id)
        changed = len(differences(before.definition, definition))
        rows.append(SummaryRow(label="いまの版", value=f"第{before.number}版（違うところ {changed}か所）"))
    window = definition.window
    rows.append(
        SummaryRow(
            label="受付期間", value=f"{window.from_ or ''}〜{window.until or ''}" if window else "いつでも"
        )
    )
    return render(
        request,
        "ui/confirm.html",
        {
            "shell_template": SHELL,
            "heading": "この版を公開しますか",
            "consequence": "数秒後から、住民はこの版で申請します。書きかけの申請と出された申請は、はじめた版のままです。"
            "公開した版は、変えることも消すこともできません。",
            "rows": rows,
            "label": "公開する",
            "kind": "primary",
            "cancel_url": reverse("procedure_version", args=[slug, number]),
        },
    )


@page(permission=PUBLISH)
def pause(request: PageRequest, slug: str) -> HttpResponseBase:
    """Ask, then take no more applications."""
    row = of_mine(request.actor, slug)
    if row.current_id is None:
        raise NotFound()
    if request.method == "POST":
        let_rest(request.actor, procedure=row)
        return HttpResponseRedirect(reverse("procedure_shelf", args=[slug]))
    _may_publish(request, row)
    return render(
        request,
        "ui/confirm.html",
        {
            "shell_template": SHELL,
            "heading": "受付を休止しますか",
            "consequence": "数秒後から、新しい申請を受け付けません。出された申請の審査は続きます。書きかけの申請は残り、"
            "再開すると続きから書けます。再開するときは、版を選んで公開します。",
            "rows": [SummaryRow(label="手続", value=shelved(row.current_id).definition.title.ja)],
            "label": "休止する",
            "cancel_url": reverse("procedure_shelf", args=[slug]),
        },
    )


def _may_publish(request: PageRequest, row: Procedure) -> None:
    if not request.actor.may(PUBLISH, row.section_id):
        raise NotAllowed()
