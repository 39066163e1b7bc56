"""Opinions (意見照会): those asked of one's section, giving one, taking a question back."""

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.cases import api as cases
from yakuba.cases.models import Opinion
from yakuba.cases.queries.asked_before import opinion_of
from yakuba.cases.web import words
from yakuba.cases.web.forms import AnswerForm
from yakuba.cases.web.officers import METHODS
from yakuba.cases.web.verbs import Order, Verb, answer
from yakuba.identity import api as identity
from yakuba.ui.components.lists import simple_table
from yakuba.ui.components.markup import markup
from yakuba.ui.components.navigation import Link
from yakuba.ui.pages import PageRequest, page, render
from yakuba.ui.tables import Column, ListPage

SHOWN = 60


def _link(one: Opinion) -> SafeString:
    return markup('<a href="{}">{}</a>', reverse("case", args=[one.case_id]), one.case.receipt)


def _question(one: Opinion) -> str:
    return one.question if len(one.question) <= SHOWN else f"{one.question[:SHOWN]}…"


OPINIONS: ListPage[Opinion] = ListPage(
    name="opinions",
    caption="答えを待っている意見照会",
    columns=(
        Column("receipt", "受付番号", _link, heads_row=True, wrap=False),
        Column("title", "手続", lambda one: one.case.title),
        Column("question", "聞かれていること", _question),
        Column("from", "聞いている課", lambda one: identity.section_name(one.case.section_id)),
        Column("asked", "聞かれた日時", lambda one: words.stamp(one.asked_at), wrap=False),
    ),
)


@page(permission=cases.READ)
@require_safe
def opinions(request: PageRequest) -> HttpResponse:
    """The opinions that one's sections have still to give."""
    waiting = cases.opinions_asked(request.actor)
    return render(
        request,
        "cases/staff/opinions.html",
        {
            "table": simple_table(OPINIONS, None, waiting) if waiting else "",
            "count": len(waiting),
            "breadcrumb": [Link("案件", reverse("cases")), Link("意見照会")],
        },
    )


ANSWER = Verb(
    name="answer_opinion",
    heading="意見を答える",
    button="答える",
    do=lambda order: None,
    form=AnswerForm,
    lead="答えは、聞いた課の職員が読みます。後から直すことはできません。",
    anchor="opinions",
)
CANCEL = Verb(
    name="cancel_opinion",
    heading="意見照会を取り消す",
    button="取り消す",
    do=lambda order: None,
    lead="聞かれた課は、この案件を読めなくなります。",
    kind="danger",
    anchor="opinions",
)


@page(permission=cases.READ)
@require_http_methods(METHODS)
def answer_opinion(request: PageRequest, case_id: int, opinion_id: int) -> HttpResponse:
    """Give the opinion that was asked for."""

    def give(order: Order) -> None:
        cases.answer_opinion(order.actor, opinion_id=opinion_id, answer=order.form.cleaned_data["answer"])

    return answer(request, case_id, _about(request, ANSWER, case_id, opinion_id, give))


@page(permission=cases.HANDLE)
@require_http_methods(METHODS)
def cancel_opinion(request: PageRequest, case_id: int, opinion_id: int) -> HttpResponse:
    """Take the question back."""

    def take_back(order: Order) -> None:
        cases.cancel_opinion(order.actor, opinion_id=opinion_id)

    return answer(request, case_id, _about(request, CANCEL, case_id, opinion_id, take_back))


def _about(
    request: PageRequest, verb: Verb, case_id: int, opinion_id: int, do: Callable[[Order], object]
) -> Verb:
    """The verb for one question; NotFound where the case has no such question, or the reader does not see it."""
    asked = opinion_of(request.actor, case_id, opinion_id)
    section = identity.section_name(asked.section_id)
    return replace(verb, do=do, quoted=f"{section}への照会：{asked.question}")
