"""The resident's start page, マイページ and inbox."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yakuba.cases import api as cases
from yakuba.kernel import clock
from yakuba.kernel.permissions import PUBLIC, RESIDENTS
from yakuba.messaging import api as messaging
from yakuba.portal.words import status_words
from yakuba.procedures import api as procedures
from yakuba.ui.components.notices import TagKind, status_tag
from yakuba.ui.components.records import Card
from yakuba.ui.dates import day_words
from yakuba.ui.pages import PageRequest, page, render

LONGEST_WORDS = 100
INBOX = 20
LISTED_WHOLE = 24
"""Up to so many procedures the start page lists them all; beyond, it names the fields and how many each has."""


@page(open_to=PUBLIC)
def home(request: PageRequest) -> HttpResponse:
    """Find a procedure by word, life event or field; when nothing was asked, a short list is shown whole."""
    language = get_language() or "ja"
    words = request.GET.get("q", "").replace("\x00", "")[:LONGEST_WORDS].strip()
    life_event, field = request.GET.get("event", ""), request.GET.get("field", "")
    found = procedures.find(words=words, field=field, life_event=life_event, language=language)
    everything = procedures.find(language=language)
    events = {code for card in everything for code in card.life_events}
    groups = _groups(everything, language)
    short = len(everything) <= LISTED_WHOLE
    return render(
        request,
        "portal/resident/home.html",
        {
            "words": words,
            "asked": bool(words or life_event or field),
            "heading": _heading(words, life_event, field, language),
            "cards": [_card(card) for card in found],
            "events": [
                (one.label(language), f"?event={one.code}")
                for one in settings.WARD.life_events
                if one.code in events
            ],
            "groups": [(label, [_card(card) for card in cards]) for _code, label, cards in groups]
            if short
            else [],
            "fields": []
            if short
            else [(label, f"?field={code}", len(cards)) for code, label, cards in groups],
        },
    )


def _groups(everything: list[procedures.Card], language: str) -> list[tuple[str, str, list[procedures.Card]]]:
    """All procedures by field (code, heading), in the ward's order; those of a field it does not name come last."""
    headings = {one.code: one.label(language) for one in settings.WARD.fields}
    by_field: dict[str, list[procedures.Card]] = {code: [] for code in headings}
    for card in everything:
        by_field.setdefault(card.field, []).append(card)
    return [(code, headings.get(code, _("そのほか")), cards) for code, cards in by_field.items() if cards]


def _heading(words: str, life_event: str, field: str, language: str) -> str:
    if words:
        return _("「%(words)s」で見つかった手続") % {"words": words}
    for one in settings.WARD.life_events + settings.WARD.fields:
        if one.code in (life_event, field):
            return one.label(language)
    return ""


def _card(card: procedures.Card) -> Card:
    tag: object = ""
    if not card.open and card.opens and card.opens > clock.today():
        tag = status_tag(_("%(day)sから") % {"day": day_words(card.opens)}, "neutral")
    elif not card.open:
        tag = status_tag(_("受付期間外"), "neutral")
    elif card.closes:
        tag = status_tag(_("%(day)sまで") % {"day": day_words(card.closes)}, "info")
    return Card(title=card.title, url=reverse("procedure", args=[card.slug]), text=card.summary, tag=tag)


STATUS_KIND: dict[str, TagKind] = {
    "received": "info",
    "in_review": "info",
    "correction": "warning",
    "decided": "success",
    "withdrawn": "neutral",
}


@page(open_to=RESIDENTS)
def my_page(request: PageRequest) -> HttpResponse:
    """My applications, what I am still writing, what the office told me."""
    language = get_language() or "ja"
    words = status_words()
    applications = [
        Card(
            title=line.title,
            url=reverse("application", args=[line.receipt]),
            facts=(line.receipt, *_until(line), day_words(line.opened_at)),
            tag=status_tag(words[line.status], STATUS_KIND[line.status]),
        )
        for line in cases.applications_of(request.actor, language=language)
    ]
    drafts = [
        Card(
            title=line.title,
            url=reverse("procedure_go_on", args=[line.slug]),
            facts=(_("%(day)sまで残ります") % {"day": day_words(line.expires_at)},),
        )
        for line in procedures.drafts_of(request.actor, language=language)
    ]
    inbox = [
        Card(
            title=one.subject,
            url=reverse("my_message", args=[one.id]),
            facts=(day_words(one.written_at),),
            tag="" if one.read else status_tag(_("未読"), "info"),
        )
        for one in messaging.inbox(request.actor, limit=INBOX)
    ]
    return render(
        request,
        "portal/resident/my_page.html",
        {
            "applications": applications,
            "drafts": drafts,
            "inbox": inbox,
            "email": request.actor.email,
            "signed_in": request.actor.kind == "resident",
            "line": [
                _("%(name)s：%(when)sから") % {"name": one.channel_name, "when": day_words(one.linked_at)}
                for one in messaging.line_people_of(request.actor)
            ],
        },
    )


def _until(line: cases.ApplicationLine) -> tuple[str, ...]:
    """Until when something has to be corrected."""
    if line.status != "correction" or line.correction_deadline is None:
        return ()
    return (_("%(day)sまでに直してください。") % {"day": day_words(line.correction_deadline)},)


@page(open_to=RESIDENTS)
def my_message(request: PageRequest, message_id: UUID) -> HttpResponseBase:
    """One message; opening it marks it as read."""
    found = messaging.message(request.actor, message_id=message_id)
    if not found.read:
        messaging.mark_read(request.actor, message_id=message_id)
    return render(request, "portal/resident/message.html", {"message": found})
