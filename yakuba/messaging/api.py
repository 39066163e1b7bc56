"""The door of messaging: declare what can be said, say it, read one's own inbox.

RECEIPT = messaging.declare_template(messaging.Template("procedures.receipt", "申請を受け付けたとき", (...,)))
messaging.notify(actor, recipient=…, template=RECEIPT.code, context={…}, key=delivery_id)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language

from yakuba.kernel.actor import Actor
from yakuba.kernel.jobs import enqueue
from yakuba.messaging import campaign_files, campaign_texts, declarations, leaving, queries
from yakuba.messaging.actions.drop_date import drop_date
from yakuba.messaging.actions.forget_line_friend import forget_line_friend
from yakuba.messaging.actions.keep_date import keep_date
from yakuba.messaging.actions.keep_friend_wishes import keep_friend_wishes
from yakuba.messaging.actions.mark_read import mark_read
from yakuba.messaging.actions.retry_delivery import retry_delivery
from yakuba.messaging.actions.set_line_language import set_line_language
from yakuba.messaging.actions.set_line_only import set_line_only
from yakuba.messaging.actions.unlink_line import unlink_line
from yakuba.messaging.actions.write_message import write_message
from yakuba.messaging.dates import DateKind, declare_date
from yakuba.messaging.declarations import INBOX, LINE, MAIL, PUSH, Template, Variable
from yakuba.messaging.declarations import declare as declare_template
from yakuba.messaging.device_notices import tell_devices
from yakuba.messaging.events import (
    DeliveryFailed,
    LineAccountLinked,
    LineAccountUnlinked,
    LineChannelConnected,
    LineContentReceived,
    LineFollowed,
    LineMessageWithdrawn,
    LinePostbackReceived,
    LineTextReceived,
    LineUnfollowed,
)
from yakuba.messaging.friend_wishes import (
    FriendWishes,
    Town,
    chome_meant,
    chome_offered,
    friend_wishes,
    topics_offered,
    towns_offered,
)
from yakuba.messaging.line import (
    line_accounts_to_add,
    line_friends,
    line_link_back,
    line_link_url,
    line_push,
    line_reply,
    line_text,
)
from yakuba.messaging.line_menus import LineMenu, line_give_menu, line_set_menus
from yakuba.messaging.line_notices import friends_told, tell_on_line
from yakuba.messaging.line_people import (
    LinePerson,
    line_moment,
    line_page,
    line_people_of,
    line_person,
)
from yakuba.messaging.models import InboxItem, LineFriend, Run
from yakuba.messaging.permissions import EDIT_TEMPLATES, LINK_LINE, READ_DELIVERIES, READ_INBOX
from yakuba.messaging.queries import campaigns as campaign_queries
from yakuba.messaging.queries.audience import dates_kept
from yakuba.messaging.queries.push import reader_with_devices
from yakuba.messaging.rules import wording
from yakuba.messaging.sealing import Said, Unreadable, seal, unseal, unseal_words
from yakuba.messaging.sending import send

__all__ = [
    "EDIT_TEMPLATES",
    "INBOX",
    "LINE",
    "LINK_LINE",
    "MAIL",
    "PUSH",
    "READ_DELIVERIES",
    "READ_INBOX",
    "DateKind",
    "DeliveryFailed",
    "FriendWishes",
    "InboxMessage",
    "LineAccountLinked",
    "LineAccountUnlinked",
    "LineChannelConnected",
    "LineContentReceived",
    "LineFollowed",
    "LineFriend",
    "LineMenu",
    "LineMessageWithdrawn",
    "LinePerson",
    "LinePostbackReceived",
    "LineTextReceived",
    "LineUnfollowed",
    "Recipient",
    "Template",
    "Town",
    "Unreadable",
    "Variable",
    "chome_meant",
    "chome_offered",
    "dates_kept",
    "declare_date",
    "declare_template",
    "drop_date",
    "forget_line_friend",
    "friend_wishes",
    "inbox",
    "keep_date",
    "keep_friend_wishes",
    "line_accounts_to_add",
    "line_friends",
    "line_give_menu",
    "line_link_back",
    "line_link_url",
    "line_moment",
    "line_page",
    "line_people_of",
    "line_person",
    "line_push",
    "line_reply",
    "line_set_menus",
    "line_text",
    "mark_read",
    "message",
    "notify",
    "retry",
    "seal",
    "set_line_language",
    "set_line_only",
    "topics_offered",
    "towns_offered",
    "unlink_line",
    "unread_count",
    "unseal",
]

LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom to tell: an e-mail address ("" if unknown), a resident with an account (None if none), and in which
    language (ja, ja-easy, en; anything else is Japanese)."""

    email: str = ""
    resident_id: int | None = None
    language: str = "ja"


@dataclass(frozen=True, slots=True)
class InboxMessage:
    """A message as its owner reads it: plain text, `url` "" where it leads nowhere, `language` for `lang=`."""

    id: UUID
    subject: str
    body: str
    url: str
    language: str
    written_at: datetime
    read: bool


def notify(
    actor: Actor, *, recipient: Recipient, template: str, context: Mapping[str, str], key: str
) -> None:
    """Tell somebody something: a mail if an address is known, a place in the inbox of an account or address, a
    message on LINE where the account is linked, its subject on devices that the person registered. Who wants LINE alone
    gets no mail while LINE reaches them.

    Written in the caller's transaction; a worker sends afterwards. The same `key` again changes nothing, so give
    the delivery id of the event, or the row the message is about (`correction:17:asked`). `key` and `context`
    hold no personal data beyond receipt number and title. Without address and account nothing is written.
    Raises LookupError for an undeclared template and ValueError when `context` does not hold exactly its
    variables: both are mistakes of the caller.
    """
    declared = declarations.find(template)
    if set(context) != declared.names:
        raise ValueError(f"{template} takes {sorted(declared.names)}, not {sorted(context)}")
    if not key or len(key) > LONGEST_KEY:
        raise ValueError(f"a key has 1 to {LONGEST_KEY} characters")
    email = recipient.email.strip()
    told = friends_told(recipient.resident_id) if LINE in declared.channels and not declared.secret else None
    mail = MAIL in declared.channels and bool(email) and not (told and told.only_line)
    inbox_too = INBOX in declared.channels and (bool(email) or recipient.resident_id is not None)
    if not (mail or inbox_too):
        return
    language = declarations.known_language(recipient.language)
    pushed = PUSH in declared.channels and not declared.secret
    reader = reader_with_devices(email, recipient.resident_id) if pushed else None
    values = {name: wording.clean(value) for name, value in context.items()}
    words = wording.fill(queries.words_that_hold(template, language), values)
    with transaction.atomic(savepoint=False):
        write_message(
            actor,
            key=key,
            template=template,
            language=language,
            words=Said(words.subject, words.body, values.get("url", "")),
            email=email,
            resident_id=recipient.resident_id,
            mail=mail,
            inbox=inbox_too,
        )
        if mail:
            enqueue(send, {"channel": MAIL})
        if told and told.anybody:
            enqueue(tell_on_line, {"key": key, "resident_id": recipient.resident_id})
        if reader is not None:
            enqueue(tell_devices, {"key": key, "reader_id": reader})


def inbox(actor: Actor, *, limit: int = 50, offset: int = 0) -> list[InboxMessage]:
    """What was said to a resident (also at the address they verified) or guest, latest first; to others, nothing.

    Campaigns stand among it: they are not written a second time for each person, but read from what was sent.
    """
    rows = queries.inbox_of(actor).select_related("message")
    said = [_shown(row) for row in rows[: offset + limit]]
    reader, runs = campaign_queries.runs_sent_to(actor, most=offset + limit)
    said += [_campaign(run, reader) for run in runs]
    return sorted(said, key=lambda one: one.written_at, reverse=True)[offset : offset + limit]


def message(actor: Actor, *, message_id: UUID) -> InboxMessage:
    """One message of one's own inbox, a campaign too. Refuses, as not found, one that is somebody else's."""
    reader, run = campaign_queries.run_sent_to(actor, message_id)
    return _campaign(run, reader) if run else _shown(queries.inbox_item_for(actor, message_id))


def unread_count(actor: Actor) -> int:
    """How many messages of the inbox were never opened."""
    return queries.inbox_of(actor).filter(read_at=None).count()


def retry(actor: Actor, *, delivery_id: UUID) -> None:
    """Send again now what was given up or waits; see `retry_delivery` for what is refused."""
    with transaction.atomic():
        row = retry_delivery(actor, delivery_id=delivery_id)
        enqueue(send, {"channel": row.channel})


def _campaign(run: Run, reader: int) -> InboxMessage:
    """A campaign as its reader finds it in the inbox; its link says why it came. Nobody notes who read it."""
    language = get_language() or "ja"
    try:
        texts = campaign_texts.unseal_texts(run.words)
    except Unreadable:
        texts = {}
    text = texts.get(language) or texts.get("ja")
    own = campaign_queries.personal_of(run.pk, [reader]).get(reader)
    values = campaign_texts.values(run.sender_in(language), language) | leaving.own_values(own, language)
    words = wording.fill(wording.Words(text.subject, text.body), values) if text else wording.Words("", "")
    files = campaign_files.line_of(run, language)
    return InboxMessage(
        id=run.public_id,
        subject=words.subject,
        body=f"{words.body}\n\n{files}".strip(),
        url=campaign_texts.why_url(run.public_id),
        language=language if language in texts else "ja",
        written_at=run.frozen_at,
        read=True,
    )


def _shown(row: InboxItem) -> InboxMessage:
    try:
        words = unseal_words(row.message.words)
    except Unreadable:
        words = Said("", "")
    return InboxMessage(
        id=row.message_id,
        subject=words.subject,
        body=words.body,
        url=words.url,
        language=row.message.language,
        written_at=row.written_at,
        read=row.read_at is not None,
    )
