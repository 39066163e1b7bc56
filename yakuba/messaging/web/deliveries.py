"""What went out and what did not: list, search by address, one delivery, sending again."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yakuba.kernel import audit
from yakuba.kernel.clock import TOKYO
from yakuba.kernel.refusals import Refusal
from yakuba.kernel.values.email_address import mask
from yakuba.messaging import api, declarations, queries
from yakuba.messaging.models import Delivery
from yakuba.messaging.permissions import (
    CONNECT_CHANNELS,
    EDIT_TEMPLATES,
    READ_DELIVERIES,
    WRITE_CAMPAIGNS,
)
from yakuba.messaging.sealing import Unreadable, unseal, unseal_words
from yakuba.ui.components.lists import list_view
from yakuba.ui.components.markup import markup
from yakuba.ui.components.navigation import Link, tabs
from yakuba.ui.components.notices import TagKind, notice, status_tag
from yakuba.ui.components.records import SummaryRow, summary_list
from yakuba.ui.pages import PageRequest, page, render
from yakuba.ui.searches import WORDS
from yakuba.ui.tables import Bulk, Column, Filter, ListPage, paged, read_query, searched

MOST_AT_ONCE = 100
LONGEST_ADDRESS = 300
KINDS: dict[str, TagKind] = {"waiting": "info", "sent": "success", "failed": "warning", "gave_up": "danger"}
TEMPLATES_SHOWN = 100


def in_words(moment: datetime) -> str:
    """A moment in Tokyo, e.g. 「2026年5月1日 12:00:00」."""
    local = moment.astimezone(TOKYO)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M:%S}"


def when(moment: datetime | None) -> object:
    """The same for a cell, "" for none."""
    if moment is None:
        return ""
    iso = moment.astimezone(TOKYO).isoformat(timespec="seconds")
    return markup('<time datetime="{}">{}</time>', iso, in_words(moment))


def masked(row: Delivery) -> str:
    """The address of a delivery as far as the list shows it; an id of LINE or a
    device says nothing to anybody and is not shown."""
    try:
        if row.channel == Delivery.Channel.LINE:
            return "LINEの友だち" if bytes(row.address) else "（消去済み）"
        if row.channel == Delivery.Channel.PUSH:
            return "登録した端末" if row.address_key else "（消去済み）"
        return mask(unseal(row.address))
    except Unreadable:
        return "（消去済み）"


def label_of(template: str) -> str:
    """What staff call a template; its code where the program no longer knows it."""
    if template in (declarations.LINE_TEMPLATE, declarations.LINE_PRIVATE):
        return declarations.LINE_LABEL
    try:
        return declarations.find(template).label
    except LookupError:
        return template


def section_tabs(request: PageRequest, current: str) -> SafeString:
    """The pages of messaging that this person may open."""
    places = [
        ("配信", "campaigns", WRITE_CAMPAIGNS),
        ("ひな形", "campaign_templates", WRITE_CAMPAIGNS),
        ("試し送りの受取人", "testers", WRITE_CAMPAIGNS),
        ("送信状況", "deliveries", READ_DELIVERIES),
        ("文例", "message_templates", EDIT_TEMPLATES),
        ("LINE", "line_channels", CONNECT_CHANNELS),
    ]
    links = [
        Link(label, reverse(name), current=name == current)
        for label, name, permission in places
        if request.actor.may(permission)
    ]
    return tabs(links, label="お知らせ")


def _state(row: Delivery) -> SafeString:
    return status_tag(str(Delivery.State(row.state).label), KINDS[row.state])


def _columns() -> tuple[Column[Delivery], ...]:
    return (
        Column("written", "書いた時刻", lambda row: when(row.written_at), ("written_at",), wrap=False),
        Column(
            "template",
            "お知らせ",
            lambda row: markup(
                '<a href="{}">{}</a>', reverse("delivery", args=[row.pk]), label_of(row.message.template)
            ),
            heads_row=True,
        ),
        Column("address", "あて先", masked),
        Column("channel", "経路", lambda row: Delivery.Channel(row.channel).label, wrap=False),
        Column("state", "状態", _state, wrap=False),
        Column("attempts", "回数", lambda row: row.attempts, align="end"),
        Column("next", "次に送る時刻", lambda row: when(row.next_try), ("next_try",), wrap=False),
    )


def _list() -> ListPage[Delivery]:
    """The list as it is declared now: templates come from every module that is loaded."""
    templates = [(one.code, one.label) for one in declarations.all_templates()[:TEMPLATES_SHOWN]]
    return ListPage(
        name="deliveries",
        caption="お知らせの送信状況",
        columns=_columns(),
        search_label="あて先のメールアドレス（全部）、または Message-ID",
        private_search=True,
        longest_word=LONGEST_ADDRESS,
        filters=(
            Filter("state", "状態", [("", "すべて"), *map(_choice, Delivery.State)]),
            Filter("template", "お知らせ", [("", "すべて"), *templates]),
        ),
        empty="当てはまるお知らせはありません。",
        row_key=lambda row: str(row.pk),
        row_label=lambda row: label_of(row.message.template),
    )


def _choice(state: Delivery.State) -> tuple[str, str]:
    return state.value, str(state.label)


@page(permission=READ_DELIVERIES)
@require_http_methods(["GET", "HEAD", "POST"])
def deliveries(request: PageRequest) -> HttpResponse:
    """The list; ticked rows are sent again. Searching for an address is recorded, without the address."""
    declared = _list()
    if request.method == "POST":
        return searched(request, declared) if WORDS in request.POST else _retry_many(request)
    query = read_query(declared, request.GET, request.session)
    rows = queries.deliveries_in(request.actor, words=query.word, **query.chosen)
    found = paged(declared, query, rows)
    if query.word:
        audit.record_read(
            request.actor,
            about=audit.Subject("messaging", "Delivery", ""),
            text="あて先からお知らせの送信状況を探した",
            found=found.count,
        )
    table = list_view(
        declared,
        query,
        found,
        bulk=[Bulk("retry", "もう一度送る")],
        csrf_field=_csrf(request),
    )
    context = {"table": table, "tabs": section_tabs(request, "deliveries"), "notices": _told(request)}
    return render(request, "messaging/staff/deliveries.html", context)


def _retry_many(request: PageRequest) -> HttpResponse:
    """Send the ticked rows again; says in the address how many were and were not."""
    done = refused = 0
    for text in request.POST.getlist("selected")[:MOST_AT_ONCE]:
        try:
            api.retry(request.actor, delivery_id=UUID(text))
            done += 1
        except (Refusal, ValueError):
            refused += 1
    return redirect(f"{reverse('deliveries')}?retried={done}&left={refused}")


def _told(request: HttpRequest) -> list[SafeString]:
    done, left = request.GET.get("retried", ""), request.GET.get("left", "")
    if not (done.isdecimal() and left.isdecimal()):
        return []
    body = (
        f"{int(left[:4])}件は送り直せませんでした（送信済み、文面の消去済みなど）。" if int(left[:4]) else ""
    )
    return [notice("success", f"{int(done[:4])}件を送り直します。", body, live=True)]


@page(permission=READ_DELIVERIES)
@require_GET
def delivery(request: PageRequest, delivery_id: UUID) -> HttpResponse:
    """One delivery with its words; the reading is recorded."""
    row = queries.delivery_for(request.actor, delivery_id)
    audit.record_read(request.actor, about=row, text="お知らせの文面を見た")
    try:
        words = None if declarations.is_secret(row.message.template) else unseal_words(row.message.words)
    except Unreadable:
        words = None
    rows = [
        SummaryRow(label="状態", value=_state(row)),
        SummaryRow(label="あて先", value=masked(row)),
        SummaryRow(label="経路", value=Delivery.Channel(row.channel).label),
        SummaryRow(label="書いた時刻", value=when(row.written_at)),
        SummaryRow(label="送った時刻", value=when(row.sent_at) or "まだ送っていません"),
        SummaryRow(label="試した回数", value=f"{row.attempts}回"),
        SummaryRow(label="次に送る時刻", value=when(row.next_try) or "ありません"),
        SummaryRow(label="最後の誤り", value=row.last_error or "ありません"),
        SummaryRow(label="Message-ID", value=row.header_id),
    ]
    context = {
        "delivery": row,
        "label": label_of(row.message.template),
        "summary": summary_list(rows),
        "words": words,
        "may_retry": row.state != Delivery.State.SENT
        and bool(bytes(row.message.words))
        and bool(row.address_key),
        "breadcrumb": [Link("送信状況", reverse("deliveries")), Link(label_of(row.message.template))],
        "notices": [notice("success", "すぐに送り直します。", live=True)] if "again" in request.GET else [],
    }
    return render(request, "messaging/staff/delivery.html", context)


@page(permission=READ_DELIVERIES)
@require_POST
def retry(request: PageRequest, delivery_id: UUID) -> HttpResponse:
    """Send one delivery again."""
    api.retry(request.actor, delivery_id=delivery_id)
    return redirect(f"{reverse('delivery', args=[delivery_id])}?again")


def _csrf(request: HttpRequest) -> SafeString:
    return markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))
