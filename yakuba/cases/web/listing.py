"""The list of cases: views with their numbers, search, filters, selection, pages by keyset, exports."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from yakuba.cases import api as cases
from yakuba.cases.web import words
from yakuba.cases.web.asked import ANY, LIST, LONGEST_WORD, OPEN, Asked, keep, lost, read
from yakuba.cases.web.done import SENTENCES
from yakuba.identity import api as identity
from yakuba.kernel.actor import Actor
from yakuba.ui.components.fields import Choice, FieldView, select_input
from yakuba.ui.components.lists import lost_search, simple_table
from yakuba.ui.components.markup import joined, markup
from yakuba.ui.components.navigation import Link
from yakuba.ui.components.notices import ErrorLink, notice
from yakuba.ui.pages import PageRequest, page, render
from yakuba.ui.searches import WORDS
from yakuba.ui.tables import Bulk, Column, ListPage

LONGEST_KIND = 40


@dataclass(frozen=True, slots=True)
class View:
    """A view of the list: its name, what the address asks for, what its emptiness means."""

    name: str
    asked: Asked
    empty: str
    look: tuple[str, str] | None = None
    """What to look at instead: words and address."""


UNTAKEN = ("担当のいない案件を見る", "?unassigned=1")
VIEWS = (
    View("処理中", Asked(), "処理中の案件はありません。"),
    View("わたしの担当", Asked(mine="1"), "担当している案件はありません。", UNTAKEN),
    View("担当なし", Asked(unassigned="1"), "担当のいない案件はありません。"),
    View("期限超過", Asked(overdue="1"), "期限を過ぎた案件はありません。"),
    View("7日以内に期限", Asked(due="week"), "7日以内に期限が来る案件はありません。"),
    View("きょうの受付", Asked(opened="today"), "きょう受け付けた案件は、まだありません。"),
    View("新しい連絡", Asked(news="1"), "申請した方からの新しい連絡はありません。"),
)


def _receipt(line: cases.Line) -> SafeString:
    return markup('<a href="{}">{}</a>', reverse("case", args=[line.case.pk]), line.case.receipt)


def _title(line: cases.Line) -> SafeString:
    return joined((markup('<span class="kind">{}</span>', line.case.title), words.news(line.case)))


def _due(line: cases.Line) -> SafeString:
    said = words.due(line.case)
    return markup(
        '<span class="due" data-tone="{}">{}</span><span class="reading">{}</span>',
        said.tone,
        said.left,
        said.by if line.case.due_on and line.case.is_open else "",
    )


def _assignee(line: cases.Line) -> SafeString | str:
    return line.assignee or markup('<span class="quiet">なし</span>')


def _key(line: cases.Line) -> str:
    return f"{line.case.pk}.{line.case.revision}"


def _label(line: cases.Line) -> str:
    return line.case.receipt


_COLUMNS: tuple[Column[cases.Line], ...] = (
    Column("receipt", "受付番号", _receipt, heads_row=True, wrap=False),
    Column("title", "手続", _title),
    Column("applicant", "申請した方", lambda line: words.applicant(line.case)),
    Column("state", "状況", lambda line: words.state(line.case), wrap=False),
    Column("due", "期限", _due, wrap=False),
    Column("assignee", "担当", _assignee, wrap=False),
    Column("opened", "受付", lambda line: words.stamp(line.case.opened_at), wrap=False),
)
_SECTION: Column[cases.Line] = Column("section", "課", lambda line: line.section)


def table(*, sections: bool, selectable: bool) -> ListPage[cases.Line]:
    """The declared list: with the section where somebody works for several, with ticks where there is a verb for many."""
    return ListPage(
        name=LIST,
        caption="案件",
        search_label="受付番号・氏名・フリガナ・電話番号",
        private_search=True,
        longest_word=LONGEST_WORD,
        columns=(*_COLUMNS, _SECTION) if sections else _COLUMNS,
        row_key=_key if selectable else None,
        row_label=_label if selectable else None,
    )


def bulk_verbs(actor: Actor) -> tuple[Bulk, ...]:
    """What somebody may do with many cases at once."""
    offered = (
        (cases.ASSIGN, Bulk("assign", "担当を決める")),
        (cases.DECIDE, Bulk("accept", "承認する")),
    )
    return tuple(bulk for permission, bulk in offered if actor.may(permission))


@page(permission=cases.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: PageRequest) -> HttpResponse:
    """The list as the address asks for it; a search is sent by POST and leads to an address without its words."""
    if request.method == "POST":
        asked = keep(request.POST.get(WORDS, ""), request.session)
        return HttpResponseRedirect(reverse("cases") + asked.address().removesuffix("?"))
    return show(request, read(request.GET, request.session))


def show(request: PageRequest, asked: Asked, errors: Sequence[ErrorLink] = ()) -> HttpResponse:
    """Draw the list; `errors` say what was missing in what was sent from it."""
    actor = request.actor
    found = cases.queue(actor, asked.filters(actor), asked.order or "due", asked.after)
    roots = own_sections(actor)
    bulk = bulk_verbs(actor)
    declared = table(sections=len(roots) > 1, selectable=bool(bulk))
    return render(
        request,
        "cases/staff/list.html",
        {
            "asked": asked,
            "title": _title_of(asked),
            "views": _views(asked, cases.numbers(actor)),
            "filters": _filters(asked, cases.kinds(actor), roots),
            "search": declared,
            "words_name": WORDS,
            "kept": [("find", asked.find), *_flags(asked)],
            "found": found,
            "total": f"{found.total:,}{'件以上' if found.total_is_more else '件'}",
            "table": simple_table(declared, None, found.lines) if found.lines else "",
            "bulk": bulk,
            "empty": _empty(asked),
            "next": asked.address(after=found.next_page) if found.next_page else "",
            "first": asked.address(),
            "here": asked.address(after=asked.after).removeprefix("?"),
            "exports": _exports(actor, asked),
            "wider": asked.address(status=ANY) if asked.words and asked.shown_status != ANY else "",
            "notices": _told(request, asked),
            "errors": errors,
            "has_errors": bool(errors),
        },
        status=422 if errors else 200,
    )


def _told(request: PageRequest, asked: Asked) -> list[SafeString]:
    """What was done with a case that is no longer ours to read; that the words of a search are gone."""
    done = request.GET.get("done", "")
    said = [notice("success", SENTENCES[done], live=True)] if done in SENTENCES else []
    return [*said, lost_search()] if lost(request.GET, asked) else said


def own_sections(actor: Actor) -> list[identity.SectionCard]:
    """The topmost sections in which somebody reads cases: those below come along with them."""
    read_in = actor.sections_for(cases.READ)
    cards = [card for card in identity.open_sections() if card.id in read_in]
    return [card for card in cards if card.parent_id not in read_in]


def _views(asked: Asked, counted: cases.Numbers) -> list[Link]:
    figures = (
        counted.open,
        counted.mine,
        counted.unassigned,
        counted.overdue,
        counted.due_this_week,
        counted.opened_today,
        counted.news,
    )
    here = _view_of(asked)
    links = [
        Link(view.name, view.asked.address(order=asked.order), current=view is here, count=figure)
        for view, figure in zip(VIEWS, figures, strict=True)
    ]
    return [*links, Link("意見照会", reverse("cases_opinions"), count=counted.opinions)]


def _view_of(asked: Asked) -> View | None:
    """The view that the address shows; none where somebody searches or asks for another status."""
    if asked.words or asked.status not in ("", OPEN):
        return None
    return next((view for view in VIEWS if _flags(view.asked) == _flags(asked)), None)


def _title_of(asked: Asked) -> str:
    """The name of the page; the words searched for stay out of the titles that a browser keeps."""
    here = _view_of(asked)
    return "案件の検索" if asked.words else f"案件：{here.name}" if here else "案件"


def _flags(asked: Asked) -> list[tuple[str, str]]:
    names = ("mine", "unassigned", "overdue", "due", "opened", "news")
    return [(name, getattr(asked, name)) for name in names]


def _filters(
    asked: Asked, kinds: list[tuple[str, str]], roots: Sequence[identity.SectionCard]
) -> list[tuple[str, str, SafeString]]:
    """The pull-downs: id, label, control."""
    statuses = [(OPEN, "処理中"), *cases.statuses(), (ANY, "すべて")]
    offered = [("status", "状況", asked.shown_status, statuses)]
    if len(kinds) > 1:
        offered.append(("kind", "手続", asked.kind, [("", "すべて"), *map(_short, kinds)]))
    if len(roots) > 1:
        sections = [(str(card.id), card.name) for card in roots]
        offered.append(("section", "課", asked.section, [("", "すべて"), *sections]))
    offered.append(("order", "並び順", asked.order or "due", list(cases.ORDERS.items())))
    return [
        (f"cases-{name}", label, _pull_down(name, label, value, choices))
        for name, label, value, choices in offered
    ]


def _short(kind: tuple[str, str]) -> tuple[str, str]:
    code, title = kind
    return code, title if len(title) <= LONGEST_KIND else f"{title[:LONGEST_KIND]}…"


def _pull_down(name: str, label: str, value: str, choices: Sequence[tuple[str, str]]) -> SafeString:
    view = FieldView(id=f"cases-{name}", name=name, label=label, value=value, width="m")
    return select_input(view, [Choice(code, text) for code, text in choices])


def _empty(asked: Asked) -> View:
    """What to say where nothing was found."""
    if asked.after:
        return View("", asked, "ここから先に案件はありません。", ("最初から見る", asked.address()))
    here = _view_of(asked)
    if here is not None and not (asked.kind or asked.section):
        return here
    return View("", asked, "条件に合う案件はありません。", ("条件を外して、処理中の案件を見る", "?"))


def _exports(actor: Actor, asked: Asked) -> list[Link]:
    if not actor.may(cases.EXPORT):
        return []
    query = asked.address(status=asked.shown_status)
    answers = "（回答つき）" if asked.kind else ""
    return [
        Link(f"CSVで書き出す{answers}", reverse("cases_export_csv") + query),
        Link(f"Excelで書き出す{answers}", reverse("cases_export_xlsx") + query),
    ]
