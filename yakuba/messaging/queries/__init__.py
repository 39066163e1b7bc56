"""Rows of messaging: an inbox for its owner, deliveries for staff, the words that hold."""

import unicodedata
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from yakuba.identity import api as identity
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound
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


def deliveries_in(
    actor: Actor, *, state: str = "", template: str = "", words: str = ""
) -> QuerySet[Delivery]:
    """Deliveries in a state, of a template, to a whole address (or with a Message-ID); "" stands for all."""
    rows = _to(deliveries_visible_to(actor), words) if words else deliveries_visible_to(actor)
    if state:
        rows = rows.filter(state=state)
    return rows.filter(message__template=template) if template else rows


def _to(rows: QuerySet[Delivery], words: str) -> QuerySet[Delivery]:
    words = unicodedata.normalize("NFKC", words).replace("\x00", "").strip()
    header_id = f"<{words.strip('<>')}>"
    return rows.filter(Q(header_id=header_id) | Q(address_key=_address_key(words)))


def _address_key(words: str) -> str | None:
    try:
        return identity.guest_key(words)
    except BadEmailAddress:
        return None  # equals no row


def latest_own(template: str, language: str) -> TemplateText | None:
    """The office's own words where they hold now, or None."""
    own = TemplateText.objects.filter(template=template, language=language).order_by("-version").first()
    return own if own is not None and own.body else None


def words_that_hold(template: str, language: str) -> Words:
    """The office's own words for a declared template where it wrote any, else those shipped."""
    own = latest_own(template, language)
    return Words(own.subject, own.body) if own else declarations.shipped_words(template, language)


def texts_visible_to(actor: Actor, template: str) -> QuerySet[TemplateText]:
    """Every version of the office's own words for a template, newest first."""
    rows = TemplateText.objects.filter(template=template).order_by("language", "-version")
    return rows if actor.may(EDIT_TEMPLATES) else rows.none()


def latest_version(template: str, language: str) -> int:
    """The number of the latest version of the office's own words, 0 where it never wrote any."""
    rows = TemplateText.objects.filter(template=template, language=language)
    return rows.aggregate(latest=Max("version"))["latest"] or 0


def templates_with_own_words() -> set[tuple[str, str]]:
    """The templates and languages in which the office's own words hold."""
    rows = TemplateText.objects.order_by("template", "language", "-version").distinct("template", "language")
    return {(row.template, row.language) for row in rows if row.body}
