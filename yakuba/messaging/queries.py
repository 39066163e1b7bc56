"""Rows of messaging: an inbox for its owner, deliveries for staff, the words that hold."""

import unicodedata
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from yakuba.identity import api as identity
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotAllowed, NotFound
from yakuba.kernel.values.email_address import BadEmailAddress
from yakuba.messaging import declarations
from yakuba.messaging.models import Delivery, InboxItem, TemplateText
from yakuba.messaging.permissions import EDIT_TEMPLATES, READ_DELIVERIES
from yakuba.messaging.rules.wording import Words


def inbox_of(actor: Actor) -> QuerySet[InboxItem]:
    """The inbox of a resident (also what came to the address they verified) or guest; of others, none."""
    rows = InboxItem.objects.order_by("-written_at", "message_id")
    if actor.kind not in ("guest", "resident"):
        return rows.none()
    return rows.filter(reader__in=identity.keys_of(actor))


def inbox_item_for(actor: Actor, message_id: UUID) -> InboxItem:
    """One message of one's own inbox; somebody else's is as unknown as one that never was."""
    row = inbox_of(actor).select_related("message").filter(message_id=message_id).first()
    if row is None:
        raise NotFound()
    return row


def deliveries_visible_to(actor: Actor) -> QuerySet[Delivery]:
    """All deliveries, for staff who may read them, latest first."""
    rows = Delivery.objects.select_related("message").order_by("-written_at", "id")
    return rows if actor.may(READ_DELIVERIES) else rows.none()


def delivery_for(actor: Actor, delivery_id: UUID) -> Delivery:
    """One delivery. NotFound when there is none or the actor may not know."""
    row = deliveries_visible_to(actor).filter(pk=delivery_id).first()
    if row is None:
        raise NotFound()
    return row


def search_deliveries(
    actor: Actor, *, words: str = "", state: str = "", template: str = "", day: date | None = None
) -> QuerySet[Delivery]:
    """Deliveries by whole address or Message-ID (`words`), state, template and day of writing."""
    rows = deliveries_visible_to(actor)
    words = unicodedata.normalize("NFKC", words).strip()
    if words:
        rows = rows.filter(Q(header_id=f"<{words.strip('<>')}>") | Q(address_key=_address_key(words)))
    if state:
        rows = rows.filter(state=state)
    if template:
        rows = rows.filter(message__template=template)
    return rows.filter(written_at__date=day) if day else rows


def _address_key(words: str) -> str | None:
    try:
        return identity.guest_key(words)
    except BadEmailAddress:
        return None  # equals no row


def words_that_hold(template: str, language: str) -> Words:
    """The office's own words for a declared template where it wrote any, else those shipped."""
    own = TemplateText.objects.filter(template=template, language=language).order_by("-version").first()
    if own is None or not own.body:
        return declarations.shipped_words(template, language)
    return Words(own.subject, own.body)


def texts_visible_to(actor: Actor, template: str) -> QuerySet[TemplateText]:
    """Every version of the office's own words for a template, newest first."""
    if not actor.may(EDIT_TEMPLATES):
        raise NotAllowed()
    return TemplateText.objects.filter(template=template).order_by("language", "-version")
