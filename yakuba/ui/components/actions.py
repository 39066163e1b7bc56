"""What can be done on a page: buttons, links that look like buttons, search."""

from typing import Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yakuba.ui.components.icons import icon
from yakuba.ui.components.markup import NOTHING, attributes, joined, markup

ButtonKind = Literal["primary", "secondary", "text", "danger"]
"""primary: the one main action of a page · secondary: the others · text: small ones in lists · danger: ends something."""


def button(
    label: str,
    *,
    kind: ButtonKind = "primary",
    name: str = "",
    value: str = "",
    subject: str = "",
    formaction: str = "",
    novalidate: bool = False,
    **extra: str,
) -> SafeString:
    """Draw a submit button. `subject` is read out after the label where several buttons say the same."""
    return markup(
        '<button class="button" data-kind="{}" type="submit"{}>{}{}</button>',
        kind,
        attributes(
            ("name", name),
            ("value", value),
            ("formaction", formaction),
            ("formnovalidate", novalidate),
            *((key.replace("_", "-"), one) for key, one in extra.items()),
        ),
        label,
        _subject(subject),
    )


def link_button(
    label: str, href: str, *, kind: ButtonKind = "secondary", subject: str = "", **extra: str
) -> SafeString:
    """Draw a link that stands where a button would: it goes somewhere and changes nothing."""
    return markup(
        '<a class="button" data-kind="{}" href="{}"{}>{}{}</a>',
        kind,
        href,
        attributes(*((key.replace("_", "-"), one) for key, one in extra.items())),
        label,
        _subject(subject),
    )


def _subject(subject: str) -> SafeString:
    return markup('<span class="visually-hidden">（{}）</span>', subject) if subject else NOTHING


def button_row(*buttons: SafeString) -> SafeString:
    """Put buttons in a row, the main one first; on a phone they stand one below the other, full width."""
    return markup('<div class="buttons">{}</div>', joined(buttons))


def print_button(label: str = "") -> SafeString:
    """Offer to print. It appears only where the browser can do it."""
    return markup(
        '<button class="button" data-kind="secondary" type="button" data-behaviour="print" hidden>{}</button>',
        label or _("このページを印刷する"),
    )


def copy_button(text: str, *, label: str = "") -> SafeString:
    """Offer to copy `text` (a receipt number, an address). It appears only where the browser can do it."""
    return markup(
        '<button class="button" data-kind="text" type="button" data-behaviour="copy" data-text="{}" data-done="{}" hidden>'
        "{}</button>",
        text,
        _("コピーしました"),
        label or _("コピーする"),
    )


def search_box(
    *,
    action: str = "",
    name: str = "q",
    value: str = "",
    label: str = "",
    label_hidden: bool = False,
    button_label: str = "",
) -> SafeString:
    """Draw a search form of one box (GET). A label that reads 「手続を探す」 says what is searched."""
    return markup(
        '<form class="search" method="get" role="search"{}>'
        '<label class="{}" for="search-{}">{}</label><div class="inline">'
        '<input class="input" type="search" id="search-{}" name="{}" value="{}" maxlength="200" autocomplete="off">'
        '<button class="button" type="submit" data-kind="primary">{}{}</button></div></form>',
        attributes(("action", action)),
        "visually-hidden" if label_hidden else "field__label",
        name,
        label or _("言葉で探す"),
        name,
        name,
        value,
        icon("search"),
        button_label or _("探す"),
    )
