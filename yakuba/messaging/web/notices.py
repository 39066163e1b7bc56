"""A person's own page: what they are told, what is held about them for it, from where, on which basis; and its removal."""

from contextlib import suppress
from datetime import datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yakuba.kernel import clock
from yakuba.kernel.permissions import RESIDENTS
from yakuba.kernel.refusals import NotAllowed, Refusal
from yakuba.kernel.values.bad_value import BadValue
from yakuba.kernel.values.phone import parse_phone
from yakuba.messaging import dates, ward_audience
from yakuba.messaging.actions.forget_reader import forget_reader
from yakuba.messaging.actions.keep_wishes import MOST_CHILDREN, Wishes, keep_wishes
from yakuba.messaging.models import Reader
from yakuba.messaging.queries.audience import days_of, reader_of
from yakuba.messaging.queries.push import devices_of
from yakuba.messaging.rules.channels import Way, ways_in
from yakuba.messaging.ways import is_offered, open_bits
from yakuba.ui.components.notices import ErrorLink, notice
from yakuba.ui.components.records import SummaryRow, summary_list
from yakuba.ui.dates import day_words
from yakuba.ui.pages import LANGUAGES, PageRequest, page, render

CHILDREN_SHOWN = 3
HOURS = range(24)


@page(open_to=RESIDENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: PageRequest) -> HttpResponse:
    """Choose what to be told; see what is held."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            keep_wishes(request.actor, wishes=_chosen(request))
        except NotAllowed:
            raise
        except Refusal as refusal:
            errors = {name: str(said) for name, said in refusal.fields.items()} or {"": str(refusal.sentence)}
        else:
            return HttpResponseRedirect(f"{reverse('my_notices')}?kept")
    return _page(request, errors)


def _page(request: PageRequest, errors: dict[str, str]) -> HttpResponse:
    row = reader_of(request.actor)
    language = get_language() or "ja"
    notices = []
    if "kept" in request.GET and not errors:
        notices.append(notice("success", _("お知らせの希望を保存しました。"), live=True))
    if "forgotten" in request.GET and not errors:
        notices.append(notice("success", _("お知らせのための登録を消しました。"), live=True))
    topics, declined = set(row.topics if row else ()), set(row.declined if row else ())
    births = list(row.declared_births if row else ())
    context = {
        "row": row,
        "topics": [
            (one.number, one.label(language), one.number in topics, one.number in declined)
            for one in ward_audience.topics()
        ],
        "chome": [
            (one.number, one.said(language), row is not None and one.number == row.declared_chome)
            for one in ward_audience.chome()
        ],
        "languages": [(code, name, code == (row.language if row else language)) for code, name in LANGUAGES],
        "children": [
            (number, *_month(births, number)) for number in range(max(CHILDREN_SHOWN, len(births) + 1))
        ][:MOST_CHILDREN],
        "hours": list(HOURS),
        "quiet_from": row.quiet_from if row else 0,
        "quiet_until": row.quiet_until if row else 0,
        "mail": row is None or bool(row.ways & Way.MAIL.bit),
        "email": request.actor.email,
        "device_count": devices_of(request.actor).count() if row and row.ways & Way.PUSH.bit else 0,
        "sms": is_offered(Way.SMS),
        "phone": row is not None and bool(row.ways & Way.SMS.bit),
        "held": summary_list(_held(row, language)) if row else "",
        "notices": notices,
        "errors": [ErrorLink(name, said) for name, said in errors.items()],
        "phone_error": errors.get("phone", ""),
        "has_errors": bool(errors),
    }
    return render(request, "messaging/resident/notices.html", context, status=422 if errors else 200)


def _month(births: list[int], number: int) -> tuple[str]:
    if number >= len(births):
        return ("",)
    year, month = divmod(births[number], 12)
    return (f"{year}-{month + 1:02}",)


def _held(row: Reader, language: str) -> list[SummaryRow]:
    """Everything that is held to choose messages for this person: what, from where, on which basis."""
    own = _("あなたが登録したこと（同意）")
    names = {one.number: one.said(language) for one in ward_audience.chome()}
    topics = {one.number: one.label(language) for one in ward_audience.topics()}
    chosen = [way for way in ways_in(row.ways & open_bits()) if way is not Way.LETTER]
    lines = [SummaryRow(label=_("届け方"), value="・".join(map(_way, chosen)) or _("なし"), note=own)]
    if row.ways & Way.SMS.bit and Way.SMS not in chosen:
        lines.append(SummaryRow(label=_("電話番号"), value=_("あります（いまは使っていません）"), note=own))
    if row.declared_chome is not None:
        lines.append(SummaryRow(label=_("住んでいる町"), value=names.get(row.declared_chome, "—"), note=own))
    if row.topics:
        lines.append(
            SummaryRow(
                label=_("知りたいこと"), value="・".join(topics.get(one, "—") for one in row.topics), note=own
            )
        )
    if row.declined:
        lines.append(
            SummaryRow(
                label=_("止めたこと"), value="・".join(topics.get(one, "—") for one in row.declined), note=own
            )
        )
    if row.declared_births:
        lines.append(
            SummaryRow(label=_("子どもの生まれた年と月"), value=_births(row.declared_births), note=own)
        )
    for fact in ward_audience.facts():
        if fact.number in row.held_facts:
            area = fact.gives == ward_audience.AREA
            value = names.get(row.held_chome or 0, "—") if area else _births(row.held_births)
            note = _("区が持っている情報：%(source)s。根拠：%(basis)s") % {
                "source": fact.source(language),
                "basis": fact.basis,
            }
            lines.append(SummaryRow(label=fact.label(language), value=value, note=note))
            if area and row.ways & Way.LETTER.bit:
                lines.append(SummaryRow(label=_("郵便"), value=_("住所に手紙を送れます。"), note=note))
    return lines + _days(row, language)


def _days(row: Reader, language: str) -> list[SummaryRow]:
    """The days of one's own procedures of which a message may remind."""
    named = [(dates.date_called(code), day) for code, day in days_of(row)]
    return [
        SummaryRow(label=kind.said(language), value=day_words(day), note=_("あなたの手続から"))
        for kind, day in named
        if kind
    ]


def _births(births: list[int]) -> str:
    return "・".join(f"{one // 12}-{one % 12 + 1:02}" for one in births)


def _way(way: Way) -> str:
    return {
        Way.LINE: "LINE",
        Way.PUSH: _("端末への通知"),
        Way.SMS: "SMS",
        Way.MAIL: _("メール"),
        Way.LETTER: _("郵便"),
    }[way]


def _chosen(request: PageRequest) -> Wishes:
    """What the form says. Raises Refusal for a telephone number that is none."""
    sent = request.POST
    chome, phone = sent.get("chome", ""), sent.get("phone", "").strip()[:40]
    number: str | None = None if not phone else _phone(phone)
    if sent.get("no_phone") == "yes":
        number = ""
    hours = [sent.get(name, "0") for name in ("quiet_from", "quiet_until")]
    return Wishes(
        language=sent.get("language", ""),
        chome=int(chome) if chome.isdecimal() and len(chome) < 5 else None,
        topics=_numbers(sent.getlist("topics")),
        declined=_numbers(sent.getlist("declined")),
        births=[
            month for text in sent.getlist("birth")[:MOST_CHILDREN] if (month := _born(text)) is not None
        ],
        mail=sent.get("mail") == "yes",
        phone=number,
        quiet_from=int(hours[0]) if hours[0].isdecimal() and len(hours[0]) < 3 else 0,
        quiet_until=int(hours[1]) if hours[1].isdecimal() and len(hours[1]) < 3 else 0,
    )


def _numbers(texts: list[str]) -> frozenset[int]:
    return frozenset(int(text) for text in texts if text.isdecimal() and len(text) < 5)


def _phone(text: str) -> str:
    try:
        return parse_phone(text).international
    except BadValue:
        sentence = _("電話番号を確かめてください。")
        raise Refusal("phone", sentence, {"phone": sentence}) from None


def _born(text: str) -> int | None:
    """A month (「2024-05」) as a number; None for nothing, the future and the far past."""
    with suppress(ValueError):
        month = datetime.strptime(text.strip()[:7], "%Y-%m").replace(tzinfo=clock.TOKYO)
        if 0 <= clock.today().year - month.year <= 25:
            return month.year * 12 + month.month - 1
    return None


@page(open_to=RESIDENTS)
@require_POST
def forget(request: PageRequest) -> HttpResponse:
    """Remove everything that is held for messages."""
    forget_reader(request.actor)
    return HttpResponseRedirect(f"{reverse('my_notices')}?forgotten")
