"""The same verb on many cases: chosen in the list, looked at once more, done, and answered for one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.cases import api as cases
from yakuba.cases.bulk import MOST
from yakuba.cases.options import UNDO_MINUTES
from yakuba.cases.web import listing, words
from yakuba.cases.web.asked import number_of, read
from yakuba.cases.web.forms import REASON, TEXT
from yakuba.identity import api as identity
from yakuba.kernel.actor import Actor
from yakuba.kernel.permissions import Permission
from yakuba.kernel.refusals import NotAllowed, Refusal
from yakuba.ui.components.fields import Choice, FieldView, select_field, textarea_field
from yakuba.ui.components.lists import simple_table
from yakuba.ui.components.markup import joined, markup
from yakuba.ui.components.navigation import Link
from yakuba.ui.components.notices import ErrorLink
from yakuba.ui.pages import PageRequest, page, render
from yakuba.ui.tables import Column, ListPage

KEPT = "cases.bulk"
LONGEST_BACK = 1_000


@dataclass(frozen=True, slots=True)
class Many:
    """A verb for many cases: its permission, words, and what it takes besides."""

    permission: Permission
    heading: str
    button: str
    done: str


VERBS = {
    "assign": Many(cases.ASSIGN, "件の担当を決める", "この職員を担当にする", "件の担当を決めました"),
    "accept": Many(cases.DECIDE, "件を承認する", "承認する", "件を承認しました"),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: the verb, the cases with the revisions that were read, the list to go back to."""

    action: str
    revisions: Mapping[int, int]
    back: str
    staff: int
    text: str


@page(permission=cases.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: PageRequest) -> HttpResponse:
    """Look once more at what was chosen, then do it."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("cases"))
    sent = _sent(request.POST)
    verb = VERBS.get(sent.action)
    if verb is None or not request.actor.may(verb.permission):
        raise NotAllowed()
    if not sent.revisions or len(sent.revisions) > MOST:
        sentence = f"案件を、1件から{MOST}件までの間で選んでください。"
        return listing.show(
            request, read(QueryDict(sent.back), request.session), [ErrorLink("selection", sentence)]
        )
    if request.POST.get("step") != "do":
        return _confirm(request, verb, sent)
    return _do(request, verb, sent)


def _sent(given: QueryDict) -> Sent:
    revisions = {}
    for text in given.getlist("selected"):
        case_id, _dot, revision = text.partition(".")
        if number_of(case_id):
            revisions[number_of(case_id)] = number_of(revision)
    return Sent(
        action=given.get("action", ""),
        revisions=revisions,
        back=given.get("back", "")[:LONGEST_BACK],
        staff=number_of(given.get("staff", "")),
        text=given.get("text", ""),
    )


def _confirm(
    request: PageRequest, verb: Many, sent: Sent, errors: Mapping[str, str] | None = None
) -> HttpResponse:
    """The chosen cases, and what the verb needs to know."""
    errors = errors or {}
    rows = _rows(request.actor, sent.revisions)
    fields = (
        _assign_fields(request.actor, rows, sent, errors)
        if sent.action == "assign"
        else _accept_fields(sent, errors)
    )
    return render(
        request,
        "cases/staff/bulk.html",
        {
            "heading": f"{len(rows)}{verb.heading}",
            "button": verb.button,
            "sent": sent,
            "selected": [f"{row.pk}.{sent.revisions[row.pk]}" for row in rows],
            "table": simple_table(CHOSEN, None, rows) if rows else "",
            "fields": fields,
            "errors": [ErrorLink(name, sentence) for name, sentence in errors.items()],
            "has_errors": bool(errors),
            "minutes": max(0, UNDO_MINUTES.value()) if sent.action == "accept" else None,
            "breadcrumb": [Link("案件", reverse("cases") + _query(request, sent.back)), Link("まとめて操作")],
        },
        status=422 if errors else 200,
    )


def _query(request: PageRequest, back: str) -> str:
    """The list to go back to, as its own address writes it."""
    return read(QueryDict(back), request.session).address() if back else ""


def _rows(actor: Actor, ids: Mapping[int, int]) -> list[cases.Case]:
    found = cases.cases_visible_to(actor).filter(pk__in=list(ids)).select_related("assignee")
    return list(found.order_by("due_on", "pk"))


def _receipt(case: cases.Case) -> SafeString:
    return markup('<a href="{}">{}</a>', reverse("case", args=[case.pk]), case.receipt)


CHOSEN: ListPage[cases.Case] = ListPage(
    name="chosen",
    caption="選んだ案件",
    columns=(
        Column("receipt", "受付番号", _receipt, heads_row=True, wrap=False),
        Column("title", "手続", lambda case: case.title),
        Column("applicant", "申請した方", words.applicant),
        Column("state", "状況", words.state, wrap=False),
        Column("assignee", "担当", lambda case: case.assignee.name if case.assignee else "なし"),
    ),
)


def _assign_fields(
    actor: Actor, rows: Sequence[cases.Case], sent: Sent, errors: Mapping[str, str]
) -> SafeString:
    sections = {row.section_id for row in rows} & actor.sections_for(cases.ASSIGN)
    people = {
        one.id: one.name
        for section in sorted(sections)
        for one in identity.staff_in_section(section, cases.HANDLE)
    }
    view = FieldView(
        id="staff",
        name="staff",
        label="担当にする職員",
        value=str(sent.staff or ""),
        required=True,
        error=errors.get("staff", ""),
    )
    reason = FieldView(id="text", name="text", label="理由", value=sent.text, limit=REASON)
    return joined(
        (
            select_field(view, [Choice(str(key), name) for key, name in people.items()]),
            textarea_field(reason, rows=2),
        )
    )


def _accept_fields(sent: Sent, errors: Mapping[str, str]) -> SafeString:
    view = FieldView(
        id="text",
        name="text",
        label="条件・備考",
        value=sent.text,
        limit=TEXT,
        help="選んだすべての通知書に入ります。なければ空のままにします。",
        error=errors.get("text", ""),
    )
    return textarea_field(view, rows=3)


def _do(request: PageRequest, verb: Many, sent: Sent) -> HttpResponse:
    if sent.action == "assign" and not sent.staff:
        return _confirm(request, verb, sent, {"staff": "担当にする職員を選んでください。"})
    try:
        results = _results(request.actor, sent)
    except Refusal as refusal:
        return _confirm(request, verb, sent, {"text": str(refusal.sentence)})
    request.session[KEPT] = {
        "action": sent.action,
        "back": sent.back,
        "done": [one.case_id for one in results if one.done],
        "refused": [[one.case_id, one.sentence] for one in results if not one.done],
    }
    return HttpResponseRedirect(reverse("cases_bulk_result"))


def _results(actor: Actor, sent: Sent) -> list[cases.Result]:
    if sent.action == "assign":
        return cases.bulk_assign(actor, revisions=sent.revisions, staff_id=sent.staff, reason=sent.text)
    return cases.bulk_decide(actor, revisions=sent.revisions, words=sent.text)


@dataclass(frozen=True, slots=True)
class Answer:
    """A case and what became of it."""

    case: cases.Case
    sentence: str


REFUSED: ListPage[Answer] = ListPage(
    name="refused",
    caption="できなかった案件",
    columns=(
        Column("receipt", "受付番号", lambda one: _receipt(one.case), heads_row=True, wrap=False),
        Column("title", "手続", lambda one: one.case.title),
        Column("applicant", "申請した方", lambda one: words.applicant(one.case)),
        Column("why", "できなかった理由", lambda one: one.sentence),
    ),
)
DONE: ListPage[Answer] = ListPage(name="done", caption="できた案件", columns=REFUSED.columns[:3])


@page(permission=cases.READ)
@require_safe
def bulk_result(request: PageRequest) -> HttpResponse:
    """What became of the chosen cases: done, or refused and why."""
    kept: dict[str, Any] = request.session.get(KEPT) or {}
    verb = VERBS.get(str(kept.get("action", "")))
    if verb is None:
        return HttpResponseRedirect(reverse("cases"))
    sentences = {int(case_id): str(sentence) for case_id, sentence in kept["refused"]}
    ids = dict.fromkeys([*kept["done"], *sentences], 0)
    rows = _rows(request.actor, ids)
    refused = [Answer(row, sentences[row.pk]) for row in rows if row.pk in sentences]
    finished = [Answer(row, "") for row in rows if row.pk not in sentences]
    return render(
        request,
        "cases/staff/bulk_result.html",
        {
            "heading": f"{len(kept['done'])}{verb.done}",
            "done_count": len(kept["done"]),
            "refused_count": len(sentences),
            "refused": simple_table(REFUSED, None, refused) if refused else "",
            "done": simple_table(DONE, None, finished) if finished else "",
            "back": reverse("cases") + _query(request, str(kept.get("back", ""))),
            "breadcrumb": [Link("案件", reverse("cases")), Link("まとめて操作した結果")],
        },
    )
