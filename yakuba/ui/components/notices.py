"""What the office has to say: notices, errors, states."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from yakuba.ui.components.icons import icon
from yakuba.ui.components.markup import NOTHING, attributes, joined, markup

NoticeKind = Literal["info", "success", "warning", "error"]
TagKind = Literal["neutral", "info", "success", "warning", "danger"]


def notice(
    kind: NoticeKind, heading: str, body: object = "", *, level: int = 2, live: bool = False
) -> SafeString:
    """Show a banner that stays. `live` reads it out when the page opens (something just happened)."""
    words = {
        "info": _("お知らせ"),
        "success": pgettext("notice", "完了"),
        "warning": _("注意"),
        "error": _("エラー"),
    }
    return markup(
        '<section class="notice" data-kind="{}"{}>{}<div class="notice__text"><h{} class="notice__heading">'
        '<span class="visually-hidden">{}：</span>{}</h{}>{}</div></section>\n',
        kind,
        attributes(("role", ("alert" if kind == "error" else "status") if live else "")),
        icon(kind),
        level,
        words[kind],
        heading,
        level,
        markup('<div class="notice__body">{}</div>', body) if body else NOTHING,
    )


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """One mistake: the id of the field it is about ("" when about none) and the sentence."""

    target: str
    sentence: str


def error_summary(errors: Sequence[ErrorLink], *, heading: str = "") -> SafeString:
    """List all mistakes with links to the fields. It takes the focus when the page opens; nothing when there are none."""
    if not errors:
        return NOTHING
    lines = joined(
        markup('<li><a href="#{}">{}</a></li>', one.target, one.sentence)
        if one.target
        else markup("<li>{}</li>", one.sentence)
        for one in errors
    )
    return markup(
        '<section class="notice errors" data-kind="error" role="alert" tabindex="-1" id="errors"'
        ' aria-labelledby="errors-heading" data-behaviour="errors">{}<div class="notice__text">'
        '<h2 class="notice__heading" id="errors-heading">{}</h2><ul class="errors__list">{}</ul></div></section>\n',
        icon("error"),
        heading
        or ngettext("直すところが{count}つあります", "直すところが{count}つあります", len(errors)).format(
            count=len(errors)
        ),
        lines,
    )


def status_tag(label: str, kind: TagKind = "neutral") -> SafeString:
    """Name a state in a word or two; the colour only repeats what the word says."""
    return markup('<span class="tag" data-kind="{}">{}</span>', kind, label)


def panel(body: object, *, heading: str = "", level: int = 2) -> SafeString:
    """Frame something apart from the text, such as a receipt number."""
    title = markup('<h{} class="panel__heading">{}</h{}>', level, heading, level) if heading else NOTHING
    return markup('<section class="panel">{}{}</section>\n', title, body)


def definition(term: str, body: object) -> SafeString:
    """Explain a word of the office beside the text that uses it."""
    return markup(
        '<div class="definition"><p class="definition__term"><dfn>{}</dfn></p><div class="definition__body">{}</div></div>\n',
        term,
        body,
    )


def disclosure(summary: str, body: object, *, opened: bool = False) -> SafeString:
    """Fold away what few need. Never fold away what is needed to answer."""
    return markup(
        '<details class="disclosure"{}><summary class="disclosure__summary">{}</summary>'
        '<div class="disclosure__body">{}</div></details>\n',
        attributes(("open", opened)),
        summary,
        body,
    )


def progress(label: str, *, done: int = 0, total: int = 0) -> SafeString:
    """Show long work going on; with a `total` how far it is, without only that it goes on."""
    amount = _("{total}件のうち{done}件").format(total=f"{total:,}", done=f"{done:,}") if total else ""
    return markup(
        '<div class="progress" role="status"><p class="progress__label">{}</p><progress class="progress__bar"'
        ' aria-label="{}"{}></progress><p class="progress__amount">{}</p></div>\n',
        label,
        label,
        attributes(("max", str(total) if total else ""), ("value", str(done) if total else "")),
        amount or _("このままお待ちください"),
    )


def empty_state(sentence: str, action: object = "") -> SafeString:
    """Say that there is nothing, why, and what can be done."""
    return markup('<div class="empty"><p>{}</p>{}</div>\n', sentence, action)
