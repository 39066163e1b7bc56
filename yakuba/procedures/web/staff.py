"""The staff's shelf: the procedures of one's sections, their versions, a version in words, what differs."""

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.safestring import SafeString

from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound
from yakuba.procedures.models import Procedure, Version
from yakuba.procedures.permissions import EDIT, PUBLISH, READ
from yakuba.procedures.queries import procedures_visible_to, shelf_of, versions_of
from yakuba.procedures.rules.analysis import analyse
from yakuba.procedures.rules.definition import Definition
from yakuba.procedures.rules.differences import Difference, differences
from yakuba.procedures.rules.dump import dump_toml
from yakuba.procedures.rules.telling import Teller
from yakuba.procedures.shelf import shelved
from yakuba.ui.components.lists import list_view, simple_table
from yakuba.ui.components.markup import markup
from yakuba.ui.components.navigation import Link
from yakuba.ui.components.notices import status_tag
from yakuba.ui.components.records import SummaryRow
from yakuba.ui.dates import day_words, moment_words
from yakuba.ui.pages import PageRequest, page, render
from yakuba.ui.tables import Column, ListPage, paged, read_query

ASSURANCES = {"none": "なし", "email": "メールアドレスの確認", "account": "アカウント"}
ORIGINALS = {"none": "写しでよい", "show": "原本を窓口で確かめる", "post": "原本を郵送してもらう"}


def _state(row: Any) -> object:
    if row.open_number is None:
        return status_tag("休止中" if row.newest else "版なし", "neutral")
    if not _open_today(row.window):
        return status_tag(f"第{row.open_number}版・受付期間外", "warning")
    return status_tag(f"第{row.open_number}版を公開中", "success")


def _newer(row: Any) -> object:
    return f"第{row.newest}版（未公開）" if row.newest != row.open_number else "—"


def _window(stored: dict[str, str] | None) -> str:
    first, last = ((stored or {}).get(name) for name in ("from", "until"))
    return f"{first or ''}〜{last or ''}" if first or last else "いつでも"


def _open_today(stored: dict[str, str] | None) -> bool:
    today = clock.today()
    first, last = ((stored or {}).get(name) for name in ("from", "until"))
    return not (first and date.fromisoformat(first) > today) and not (
        last and date.fromisoformat(last) < today
    )


def _link(row: Any) -> object:
    return markup('<a href="{}">{}</a>', reverse("procedure_shelf", args=[row.slug]), row.title or row.slug)


def _applications(row: Any) -> object:
    return f"{row.applications:,}件"


def _stored_window(row: Any) -> object:
    return _window(row.window)


SHELF: ListPage[Procedure] = ListPage(
    name="procedures",
    caption="手続",
    search_label="手続の名前・識別名",
    empty="手続はありません。",
    columns=(
        Column("title", "手続", _link, order=("title",), heads_row=True),
        Column("section", "受け付ける課", lambda row: identity.section_name(row.section_id)),
        Column("state", "状態", _state),
        Column("newer", "公開前の版", _newer, wrap=False),
        Column("window", "受付期間", _stored_window, wrap=False),
        Column("applications", "申請", _applications, order=("applications",), align="end", wrap=False),
    ),
)


@page(permission=READ)
def procedures(request: PageRequest) -> HttpResponse:
    """The procedures of the sections in which one may read them."""
    query = read_query(SHELF, request.GET)
    found = paged(SHELF, query, shelf_of(request.actor, query.word))
    may_load = bool(request.actor.sections_for(EDIT))
    return render(
        request,
        "procedures/staff/procedures.html",
        {"table": list_view(SHELF, query, found), "may_load": may_load},
    )


def of_mine(actor: Actor, slug: str) -> Procedure:
    """A procedure one may read, or NotFound."""
    row = procedures_visible_to(actor).select_related(None).filter(slug=slug).first()
    if row is None:
        raise NotFound()
    return row


def version_of(procedure: Procedure, number: int) -> Version:
    """A version of a procedure by its number, without its definition, or NotFound."""
    row = versions_of(procedure).defer("definition").filter(number=number).first()
    if row is None:
        raise NotFound()
    return row


@page(permission=READ)
def procedure(request: PageRequest, slug: str) -> HttpResponse:
    """One procedure: what is open, its versions, what can be done."""
    row = of_mine(request.actor, slug)
    versions = list(versions_of(row).defer("definition"))
    if not versions:
        raise NotFound()
    opened = next((one for one in versions if one.pk == row.current_id), None)
    newest = versions[0]
    shown = shelved((opened or newest).pk).definition
    may_publish = request.actor.may(PUBLISH, row.section_id)
    return render(
        request,
        "procedures/staff/procedure.html",
        {
            "breadcrumb": [Link("手続", reverse("procedures")), Link(shown.title.ja)],
            "title": shown.title.ja,
            "slug": slug,
            "opened": opened,
            "newest": newest,
            "published_before": any(one.published_at for one in versions),
            "rows": _about(shown, row),
            "versions": _versions(slug, versions, row.current_id),
            "may_publish": may_publish,
            "may_edit": request.actor.may(EDIT, row.section_id),
        },
    )


def _about(definition: Definition, row: Procedure) -> list[SummaryRow]:
    window = definition.window
    lines = (
        ("受け付ける課", identity.section_full_name(row.section_id)),
        ("申請できる方", definition.who.ja),
        ("根拠", definition.law.ja if definition.law else ""),
        ("受付期間", f"{window.from_ or ''}〜{window.until or ''}" if window else "いつでも"),
        ("標準処理期間", f"{definition.standard_days}日（開庁日）" if definition.standard_days else ""),
        ("手数料", definition.fee.ja if definition.fee else ""),
        ("必要な確認", ASSURANCES[definition.assurance]),
        ("受付番号の頭", definition.receipt_prefix),
        ("識別名", definition.slug),
    )
    return [SummaryRow(label=label, value=text) for label, text in lines if text]


def _versions(slug: str, versions: list[Version], current: int | None) -> SafeString:
    keys = [one.made_by for one in versions] + [one.published_by for one in versions]
    names = identity.staff_names(
        int(key[6:]) for key in keys if key.startswith("staff:") and key[6:].isdigit()
    )

    def who(key: str) -> str:
        number = key.removeprefix("staff:")
        return names.get(int(number), key) if number.isdigit() else "コマンド" if key else ""

    def differs(one: Version) -> object:
        if one.number == versions[-1].number:
            return "—"
        url = reverse("procedure_differences", args=[slug, one.number])
        return markup('<a href="{}">前の版との違い</a>', url)

    columns: tuple[Column[Version], ...] = (
        Column(
            "number",
            "版",
            lambda one: markup(
                '<a href="{}">第{}版</a>', reverse("procedure_version", args=[slug, one.number]), one.number
            ),
            heads_row=True,
            wrap=False,
        ),
        Column("state", "状態", lambda one: _version_state(one, current)),
        Column("made", "取り込み", lambda one: f"{moment_words(one.made_at)} {who(one.made_by)}"),
        Column("published", "公開", lambda one: f"{moment_words(one.published_at)} {who(one.published_by)}"),
        Column("differences", "違い", differs, wrap=False),
    )
    return simple_table(ListPage(name="versions", caption="版", columns=columns), None, versions)


def _version_state(one: Version, current: int | None) -> SafeString:
    if one.pk == current:
        return status_tag("公開中", "success")
    return status_tag("以前の版", "neutral") if one.published_at else status_tag("未公開", "info")


@page(permission=READ)
def version(request: PageRequest, slug: str, number: int) -> HttpResponse:
    """One version in words: every page, question and condition."""
    row = of_mine(request.actor, slug)
    one = version_of(row, number)
    definition = shelved(one.pk).definition
    teller = Teller(definition)
    return render(
        request,
        "procedures/staff/version.html",
        {
            **_head(row, one, definition),
            "state": _version_state(one, row.current_id),
            "hints": analyse(definition),
            "rows": _about(definition, row),
            "explanation": [
                line
                for line in (definition.explanation.ja if definition.explanation else "").split("\n")
                if line
            ],
            "documents": [
                {
                    "label": paper.label.ja,
                    "how": ORIGINALS[paper.originals],
                    "condition": teller.document_condition(paper.key),
                }
                for paper in definition.documents
            ],
            "pages": [
                {
                    "key": one.key,
                    "title": one.title.ja,
                    "intro": one.intro.ja if one.intro else "",
                    "condition": teller.page_condition(one.key),
                    "questions": list(teller.questions(one.key)),
                }
                for one in definition.pages
            ],
            "may_publish": one.pk != row.current_id and request.actor.may(PUBLISH, row.section_id),
        },
    )


def _head(row: Procedure, one: Version, definition: Definition, last: str = "") -> dict[str, object]:
    """What the pages of a version share."""
    here = reverse("procedure_version", args=[row.slug, one.number])
    trail = [
        Link("手続", reverse("procedures")),
        Link(definition.title.ja, reverse("procedure_shelf", args=[row.slug])),
        Link(f"第{one.number}版", here if last else ""),
    ]
    return {
        "breadcrumb": [*trail, *([Link(last)] if last else [])],
        "title": definition.title.ja,
        "slug": row.slug,
        "number": one.number,
        "made_on": day_words(one.made_at),
    }


COMPARED: ListPage[Difference] = ListPage(
    name="differences",
    caption="違うところ",
    columns=(
        Column("where", "どこが", lambda one: one.where, heads_row=True),
        Column("before", "前の版", lambda one: "—（なし）" if one.before is None else one.before),
        Column("after", "この版", lambda one: "—（なくなった）" if one.after is None else one.after),
    ),
)


@page(permission=READ)
def version_differences(request: PageRequest, slug: str, number: int) -> HttpResponse:
    """What a version says otherwise than the one before it."""
    row = of_mine(request.actor, slug)
    one, before = version_of(row, number), version_of(row, number - 1)
    definition = shelved(one.pk).definition
    found = differences(shelved(before.pk).definition, definition)
    return render(
        request,
        "procedures/staff/differences.html",
        {
            **_head(row, one, definition, "前の版との違い"),
            "before": before.number,
            "count": len(found),
            "table": simple_table(COMPARED, None, found) if found else "",
        },
    )


@page(permission=READ)
def export(request: PageRequest, slug: str, number: int) -> HttpResponseBase:
    """A version as a definition file, for the archive or another ward."""
    one = version_of(of_mine(request.actor, slug), number)
    answer = HttpResponse(
        dump_toml(shelved(one.pk).definition), content_type="application/toml; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{slug}-{number}.toml"'
    return answer
