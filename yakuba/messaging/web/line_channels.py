"""Official accounts of LINE: which are connected, how they are, connecting one, changing one."""

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods

from yakuba.kernel.jobs import enqueue
from yakuba.kernel.refusals import Conflict, Refusal
from yakuba.messaging import line, queries_line
from yakuba.messaging.actions.change_line_channel import change_line_channel
from yakuba.messaging.actions.connect_line_channel import connect_line_channel
from yakuba.messaging.gateways.line.wire import API_BASE, DATA_BASE
from yakuba.messaging.models import LineChannel
from yakuba.messaging.permissions import CONNECT_CHANNELS
from yakuba.messaging.web.deliveries import section_tabs, when
from yakuba.messaging.web.forms import ChangeLineChannelForm, LineChannelForm, NewLineChannelForm
from yakuba.ui.components.lists import simple_table
from yakuba.ui.components.markup import markup
from yakuba.ui.components.navigation import Link
from yakuba.ui.components.notices import TagKind, notice, status_tag
from yakuba.ui.components.records import SummaryRow, summary_list
from yakuba.ui.pages import PageRequest, page, render
from yakuba.ui.tables import Column, ListPage

KINDS: dict[str, TagKind] = {"unchecked": "info", "well": "success", "refused": "danger"}


def _state(row: LineChannel) -> SafeString:
    if not row.active:
        return status_tag("休ませています", "warning")
    if row.finding and row.state == LineChannel.State.WELL:
        return status_tag("送れます（受け取れません）", "warning")
    return status_tag(str(LineChannel.State(row.state).label), KINDS[row.state])


def _left(row: LineChannel) -> str:
    if row.used_at is None:
        return ""
    return f"{row.used:,}通" if row.quota is None else f"{row.used:,} / {row.quota:,}通"


CHANNELS: ListPage[LineChannel] = ListPage(
    name="line_channels",
    caption="LINEの公式アカウント",
    columns=(
        Column(
            "name",
            "公式アカウント",
            lambda row: markup('<a href="{}">{}</a>', reverse("line_channel", args=[row.code]), row.name),
            heads_row=True,
        ),
        Column("basic_id", "LINEでの名前", lambda row: row.basic_id),
        Column("state", "状態", _state, wrap=False),
        Column("friends", "友だち", lambda row: f"{row.friends:,}人", align="end"),
        Column("used", "今月の通数", _left, align="end"),
        Column("checked", "確かめた時刻", lambda row: when(row.checked_at), wrap=False),
    ),
)


@page(permission=CONNECT_CHANNELS)
@require_GET
def channels(request: PageRequest) -> HttpResponse:
    """Every account."""
    rows = list(queries_line.channels_visible_to(request.actor)[:100])
    context = {
        "table": simple_table(CHANNELS, None, rows) if rows else "",
        "tabs": section_tabs(request, "line_channels"),
        "connect_url": reverse("connect_line"),
    }
    return render(request, "messaging/staff/line_channels.html", context)


@page(permission=CONNECT_CHANNELS)
@require_http_methods(["GET", "HEAD", "POST"])
def connect(request: PageRequest) -> HttpResponse:
    """The form for a new account."""
    form = NewLineChannelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                row = connect_line_channel(
                    request.actor, **form.cleaned_data, api_base=API_BASE, data_base=DATA_BASE
                )
                enqueue(line.check_line, {"code": row.code})
        except Refusal as refusal:
            _show(form, refusal)
        else:
            return redirect(f"{reverse('line_channel', args=[row.code])}?saved")
    return _form(request, form, "公式アカウントをつなぐ", None)


@page(permission=CONNECT_CHANNELS)
@require_http_methods(["GET", "HEAD", "POST"])
def channel(request: PageRequest, code: str) -> HttpResponse:
    """One account: how it is, and the form to change it."""
    row = queries_line.channel_for(request.actor, code)
    kept = {
        "name": row.name,
        "channel_id": row.channel_id,
        "active": row.active,
        "app_url": row.app_url,
        "seen_version": row.version,
    }
    form = ChangeLineChannelForm(request.POST if request.method == "POST" else None, initial=kept)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                change_line_channel(request.actor, code=code, **form.cleaned_data)
                enqueue(line.check_line, {"code": code})
        except Conflict:
            raise
        except Refusal as refusal:
            _show(form, refusal)
        else:
            return redirect(f"{reverse('line_channel', args=[code])}?saved")
    return _form(request, form, row.name, row)


def _show(form: LineChannelForm, refusal: Refusal) -> None:
    for field, sentence in refusal.fields.items():
        form.add_error(field if field in form.fields else None, str(sentence))
    if not refusal.fields:
        form.add_error(None, str(refusal.sentence))


def _form(request: PageRequest, form: LineChannelForm, title: str, row: LineChannel | None) -> HttpResponse:
    told = []
    if "saved" in request.GET:
        told.append(notice("success", "保存しました。LINEに確かめています。", "数秒後にこのページを開き直すと、結果が分かります。", live=True))  # fmt: skip
    if row is not None and row.finding:
        told.append(notice("warning", row.finding))
    context = {
        "form": form,
        "title": title,
        "summary": _summary(row) if row else "",
        "webhook": f"{settings.PUBLIC_URL}{line.WEBHOOK_PATH}",
        "notices": told,
        "breadcrumb": [Link("LINE", reverse("line_channels")), Link(title)],
    }
    status = 422 if form.errors else 200
    return render(request, "messaging/staff/line_channel.html", context, status=status)


def _summary(row: LineChannel) -> SafeString:
    return summary_list(
        [
            SummaryRow(label="状態", value=_state(row)),
            SummaryRow(label="LINEでの名前", value=row.basic_id or "まだ分かりません"),
            SummaryRow(label="友だち", value=f"{row.friends:,}人（ブロック {row.blocked:,}人）"),
            SummaryRow(label="今月の通数", value=_left(row) or "まだ分かりません"),
            SummaryRow(label="確かめた時刻", value=when(row.checked_at) or "まだ確かめていません"),
            SummaryRow(label="記号", value=row.code),
        ]
    )
