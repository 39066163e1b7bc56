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


def change_button(
    name: str, value: str, label: str, *, at: str, kind: ButtonKind = "secondary", subject: str = ""
) -> SafeString:
    """Draw a button that changes the page it is on: add a row, take away a file, look up an address.

    It sends the whole form with `<name>=<value>`, unchecked; afterwards the page stands at the element with the id `at`.
    In a form with `changing_form` only the page's main part is drawn anew; elsewhere the browser loads the page again.
    """
    place = f"#{at}"
    return button(
        label,
        kind=kind,
        name=name,
        value=value,
        subject=subject,
        novalidate=True,
        formaction=place,
        hx_post=place,
    )


def changing_form() -> SafeString:
    """Attributes of a form whose change buttons and file boxes HTMX sends; the page loads it in the block `htmx`."""
    return attributes(
        ("hx-target", "#main"),
        ("hx-select", "#main"),
        ("hx-swap", "outerHTML"),
        ("hx-encoding", "multipart/form-data"),
        ("hx-sync", "this:drop"),
        ("data-sending", _("送っています")),
        ("data-offline", _("送れませんでした。通信を確かめて、もう一度押してください。")),
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
