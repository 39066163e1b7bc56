"""What is on file: answers, histories, conversations, figures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yakuba.ui.components.markup import NOTHING, attributes, joined, markup


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRow:
    """One answer: what was asked, what was said, where to change it. A text keeps its line breaks."""

    label: str
    value: object
    change_url: str = ""
    note: str = ""
    """Shown with emphasis, e.g. what the office asks to correct."""
    key: str = ""
    """Becomes the id of the row, so that links can point at it."""


def summary_list(rows: Sequence[SummaryRow]) -> SafeString:
    """List answers for checking, each with a link to change it where there is one."""
    return markup('<dl class="summary">{}</dl>\n', joined(map(_summary_row, rows)))


def _summary_row(row: SummaryRow) -> SafeString:
    change = NOTHING
    if row.change_url:
        change = markup(
            '<dd class="summary__change"><a href="{}">{}<span class="visually-hidden">（{}）</span></a></dd>',
            row.change_url,
            _("変更する"),
            row.label,
        )
    return markup(
        '<div class="summary__row"{}><dt class="summary__label">{}</dt><dd class="summary__value">{}{}</dd>{}</div>',
        attributes(("id", row.key)),
        row.label,
        row.value if row.value not in ("", None) else _("記入なし"),
        markup('<p class="summary__note">{}</p>', row.note) if row.note else NOTHING,
        change,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something that happened: when (as shown, and as ISO 8601), what, who, and more about it."""

    when: str
    iso: str
    what: str
    who: str = ""
    body: object = ""


def timeline(moments: Sequence[Moment]) -> SafeString:
    """Tell a history, in the order given (newest first reads best)."""
    return markup('<ol class="timeline">{}</ol>\n', joined(map(_moment, moments)))


def _moment(one: Moment) -> SafeString:
    return markup(
        '<li class="timeline__moment"><p class="timeline__what">{}</p><p class="timeline__when">'
        '<time datetime="{}">{}</time>{}</p>{}</li>',
        one.what,
        one.iso,
        one.when,
        markup('<span class="timeline__who">{}</span>', one.who) if one.who else NOTHING,
        markup('<div class="timeline__body">{}</div>', one.body) if one.body else NOTHING,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a thread; `mine` where the reader wrote it."""

    author: str
    when: str
    iso: str
    text: object
    mine: bool = False


def message_thread(messages: Sequence[Message]) -> SafeString:
    """Show a conversation, oldest first. Line breaks are kept."""
    return markup('<ol class="thread">{}</ol>\n', joined(map(_message, messages)))


def _message(one: Message) -> SafeString:
    return markup(
        '<li class="thread__message{}"><p class="thread__head"><b>{}</b> <time datetime="{}">{}</time></p>'
        '<div class="thread__text">{}</div></li>',
        " thread__message--mine" if one.mine else "",
        one.author,
        one.iso,
        one.when,
        one.text,
    )


FigureKind = Literal["plain", "warning", "danger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number the desk looks at, with its unit; `url` leads to what was counted."""

    label: str
    value: str
    unit: str = ""
    url: str = ""
    note: str = ""
    kind: FigureKind = "plain"


def figures(items: Sequence[Figure]) -> SafeString:
    """Show a row of numbers."""
    return markup('<ul class="figures">{}</ul>\n', joined(map(_figure, items)))


def _figure(one: Figure) -> SafeString:
    label = markup('<a href="{}">{}</a>', one.url, one.label) if one.url else one.label
    return markup(
        '<li class="figure" data-kind="{}"><p class="figure__label">{}</p>'
        '<p class="figure__value">{}<span class="figure__unit">{}</span></p>{}</li>',
        one.kind,
        label,
        one.value,
        one.unit,
        markup('<p class="figure__note">{}</p>', one.note) if one.note else NOTHING,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One line of a list of things to open: an application, a procedure, a draft."""

    title: str
    url: str
    text: str = ""
    facts: Sequence[str] = field(default_factory=tuple)
    tag: object = ""


def card_list(cards: Sequence[Card], *, level: int = 3) -> SafeString:
    """List things to open. The whole card is the target, its title is the link."""
    return markup('<ul class="cards">{}</ul>\n', joined(_card(one, level) for one in cards))


def _card(one: Card, level: int) -> SafeString:
    facts = joined(markup("<li>{}</li>", fact) for fact in one.facts)
    return markup(
        '<li class="card"><h{} class="card__title"><a class="card__link" href="{}">{}</a></h{}>{}{}{}</li>',
        level,
        one.url,
        one.title,
        level,
        markup('<p class="card__tag">{}</p>', one.tag) if one.tag else NOTHING,
        markup('<p class="card__text">{}</p>', one.text) if one.text else NOTHING,
        markup('<ul class="card__facts">{}</ul>', facts) if one.facts else NOTHING,
    )
