"""The staff face: the organisation today and on any day, its history, and its changes."""

from datetime import date

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from yakuba.identity.actions.merge_section import merge_section
from yakuba.identity.actions.name_section_otherwise import name_section_otherwise
from yakuba.identity.actions.open_section import open_section
from yakuba.identity.actions.rename_section import rename_section
from yakuba.identity.models import Section
from yakuba.identity.permissions import MANAGE_SECTIONS, READ_SECTIONS, READ_STAFF
from yakuba.identity.queries import find_staff, tree
from yakuba.identity.rules.section_tree import Tree
from yakuba.identity.web.answers import refuse_into, said, say, show_form
from yakuba.identity.web.forms.staff import (
    AsOfForm,
    MergeSectionForm,
    OpenSectionForm,
    OtherNamesForm,
    RenameSectionForm,
)
from yakuba.kernel import clock
from yakuba.kernel.refusals import NotFound, Refusal
from yakuba.kernel.values.wareki import format_both
from yakuba.ui.components.markup import joined, markup
from yakuba.ui.components.navigation import Link
from yakuba.ui.components.records import SummaryRow
from yakuba.ui.pages import PageRequest, page, render

KINDS = dict(Section.Kind.choices)


@page(permission=READ_SECTIONS)
def sections(request: PageRequest) -> HttpResponse:
    """The tree of the organisation on a day (today)."""
    form = AsOfForm(request.GET if "on" in request.GET else None)
    chosen = form.cleaned_data["on"] if form.is_bound and form.is_valid() else None
    on = chosen or clock.today()
    found = tree()
    context = {
        "form": form if form.is_bound else AsOfForm(initial={"on": on}),
        "on": on,
        "is_today": on == clock.today(),
        "tree": _drawn(found, found.children_on(on), None, on),
        "count": len(found.open_on(on)),
        "may_change": request.actor.may(MANAGE_SECTIONS),
        "notices": said(request),
        "has_errors": bool(form.errors),
    }
    return render(request, "identity/staff/sections.html", context, status=422 if form.errors else 200)


def _drawn(found: Tree, children: dict[int | None, list[int]], parent: int | None, on: date) -> SafeString:
    lines = [
        markup(
            '<li><a href="{}">{}</a> <span class="tree__kind">{}</span>{}</li>',
            reverse("section", args=[found.nodes[one].code]),
            found.name(one, on),
            KINDS.get(found.nodes[one].kind, ""),
            _drawn(found, children, one, on),
        )
        for one in children.get(parent, ())
    ]
    return markup('<ul class="tree">{}</ul>', joined(lines)) if lines else SafeString("")


@page(permission=READ_SECTIONS)
def section(request: PageRequest, code: str) -> HttpResponse:
    """One section: what it is called, what is above and below, who works there, what it was before."""
    found, here = _section(code)
    today = clock.today()
    term = found.nearest_term(here, today)
    if term is None:
        raise NotFound()
    node = found.nodes[here]
    open_now = found.is_open(here, today)
    people = find_staff(request.actor, words="", section=here, left="", on=today)
    context = {
        "name": term.name,
        "code": code,
        "rows": _about(found, here, today),
        "below": [
            Link(found.name(one, today), reverse("section", args=[found.nodes[one].code]))
            for one in found.children_on(today).get(here, ())
        ],
        "history": found.history(here),
        "people": list(people[:200]) if request.actor.may(READ_STAFF) else None,
        "heir": _link(found, node.successor_id, today),
        "may_change": open_now and request.actor.may(MANAGE_SECTIONS),
        "open_now": open_now,
        "breadcrumb": [Link("組織", reverse("sections")), Link(term.name)],
        "notices": said(request),
    }
    return render(request, "identity/staff/section.html", context)


def _about(found: Tree, here: int, today: date) -> list[SummaryRow]:
    term = found.nearest_term(here, today)
    if term is None:
        return []
    above = [found.name(one, today) for one in reversed(found.ancestors(here, today))]
    rows = (
        ("種類", KINDS.get(found.nodes[here].kind, "")),
        ("上の組織", " ＞ ".join(above) or "なし（区長の直下）"),
        ("電話", term.phone),
        ("開庁時間", term.hours),
        ("場所", term.place),
        ("文書番号の記号", term.sign),
        ("英語の名前", term.name_en),
        ("やさしい日本語の名前", term.name_easy),
        ("今の名前になった日", format_both(term.since)),
    )
    return [SummaryRow(label=label, value=value) for label, value in rows if value]


def _link(found: Tree, section_id: int | None, on: date) -> Link | None:
    if section_id is None:
        return None
    return Link(found.name(section_id, on), reverse("section", args=[found.nodes[section_id].code]))


def _section(code: str) -> tuple[Tree, int]:
    found = tree()
    here = found.by_code.get(code)
    if here is None:
        raise NotFound()
    return found, here


def section_choices(on: date, *, without: int | None = None) -> list[tuple[str, str]]:
    """The sections of a day for a pull-down, indented by their depth."""
    found = tree()
    return [
        (str(one), "　" * len(found.ancestors(one, on)) + found.name(one, on))
        for one in found.open_on(on)
        if one != without
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@page(permission=MANAGE_SECTIONS)
def new_section(request: PageRequest) -> HttpResponse:
    """Open a section."""
    form = OpenSectionForm(request.POST or None, sections=section_choices(clock.today()))
    status = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = open_section(
                request.actor,
                code=data["code"],
                kind=data["kind"],
                name=data["name"],
                parent_id=_chosen(data["parent"]),
                since=data["since"],
                phone=data["phone"],
                sign=data["sign"],
            )
            return _done(request, made, "組織を開きました。")
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    return _change_page(request, form, status, "組織を開く", [Link("組織を開く")], back=reverse("sections"))


@require_http_methods(["GET", "HEAD", "POST"])
@page(permission=MANAGE_SECTIONS)
def change_section(request: PageRequest, code: str) -> HttpResponse:
    """Another name or place for a section."""
    found, here = _section(code)
    term = found.nearest_term(here, clock.today())
    initial = (
        {"name": term.name, "parent": term.parent_id, "phone": term.phone, "sign": term.sign} if term else {}
    )
    choices = section_choices(clock.today(), without=here)
    form = RenameSectionForm(request.POST or None, sections=choices, initial=initial)
    status = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            changed = rename_section(
                request.actor,
                section_id=here,
                name=data["name"],
                parent_id=_chosen(data["parent"]),
                since=data["since"],
                phone=data["phone"],
                sign=data["sign"],
            )
            return _done(request, changed, "組織の名前や場所を変えました。前の名前は履歴に残ります。")
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    return _change_page(
        request, form, status, "名前や場所を変える", _way(found, here, "名前や場所を変える"), back=_back(code)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(permission=MANAGE_SECTIONS)
def name_otherwise(request: PageRequest, code: str) -> HttpResponse:
    """The name of a section in English and in やさしい日本語."""
    found, here = _section(code)
    term = found.nearest_term(here, clock.today())
    initial = {"name_en": term.name_en, "name_easy": term.name_easy} if term else {}
    form = OtherNamesForm(request.POST or None, initial=initial)
    status = None
    if request.method == "POST" and form.is_valid():
        try:
            changed = name_section_otherwise(request.actor, section_id=here, **form.cleaned_data)
            return _done(request, changed, "ほかの言葉での名前を変えました。")
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    heading = f"{term.name if term else ''}の、ほかの言葉での名前"
    return _change_page(
        request, form, status, heading, _way(found, here, "ほかの言葉での名前"), back=_back(code)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(permission=MANAGE_SECTIONS)
def end_section(request: PageRequest, code: str) -> HttpResponse:
    """End a section; another carries its work on."""
    found, here = _section(code)
    form = MergeSectionForm(request.POST or None, sections=section_choices(clock.today(), without=here))
    status = None
    if request.method == "POST" and form.is_valid():
        try:
            ended = merge_section(
                request.actor,
                section_id=here,
                successor_id=_chosen(form.cleaned_data["successor"]),
                on=form.cleaned_data["on"],
            )
            return _done(request, ended, "統合（終了）を登録しました。")
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    return _change_page(
        request,
        form,
        status,
        "統合する・終わらせる",
        _way(found, here, "統合する・終わらせる"),
        back=_back(code),
    )


def _chosen(value: str) -> int | None:
    return int(value) if value else None


def _way(found: Tree, here: int, last: str) -> list[Link]:
    name = found.name(here, clock.today())
    return [Link(name, _back(found.nodes[here].code)), Link(last)]


def _back(code: str) -> str:
    return reverse("section", args=[code])


def _done(request: PageRequest, changed: Section, sentence: str) -> HttpResponse:
    say(request, sentence)
    return HttpResponseRedirect(_back(changed.code))


def _change_page(
    request: PageRequest,
    form: OpenSectionForm | RenameSectionForm | MergeSectionForm | OtherNamesForm,
    status: int | None,
    heading: str,
    way: list[Link],
    *,
    back: str,
) -> HttpResponse:
    crumbs = [Link("組織", reverse("sections")), *way]
    return show_form(
        request,
        "identity/staff/confirm.html",
        form,
        status=status,
        heading=heading,
        back=back,
        breadcrumb=crumbs,
    )
