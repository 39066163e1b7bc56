"""Questions with one answer: text, long text, choices, consent, computed values.

A field is label, help, control, error, in that order, tied together by `for`, `aria-describedby` and
`aria-invalid`. `#<id>` of every field can be linked to from the error summary: it is the control itself, or,
for groups, the fieldset around the controls.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yakuba.ui.components.icons import icon
from yakuba.ui.components.markup import NOTHING, attributes, joined, markup

Width = Literal["full", "xs", "s", "m", "l"]
"""How long an answer is expected: xs 2–3, s 4–5, m about 10, l about 20 full-width characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """What a page knows of one question. Nothing here is HTML unless it is a SafeString."""

    id: str
    name: str
    label: str
    value: str = ""
    help: str = ""
    error: str = ""
    required: bool = False
    mark: bool = True
    """Write ※必須 or 任意 beside the label; False for parts of a question whose legend says it."""
    autocomplete: str = ""
    """WCAG 1.3.5: only where the answer is about the person typing."""
    inputmode: str = ""
    type: str = "text"
    width: Width = "full"
    limit: int | None = None
    """Longest answer in characters (a line break counts as one). Counted for long texts; never cut off in the box."""
    prefix: str = ""
    suffix: str = ""
    placeholder: str = ""
    readonly: bool = False
    disabled: bool = False
    lang: str = ""
    """`ja` for names and addresses, so that pages in English still show them in Japanese letter shapes."""
    origin: str = ""
    """Where a filled-in value comes from, e.g. 「前回の申請から入れました」."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """Further attributes of the control, e.g. `hx-get` or `data-behaviour`."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several answers."""

    value: str
    label: str
    help: str = ""
    disabled: bool = False


def requirement(view: FieldView) -> SafeString:
    """Say in words whether an answer is needed."""
    if not view.mark:
        return NOTHING
    if view.required:
        return markup('<span class="field__mark field__mark--required">{}</span>', _("※必須"))
    return markup('<span class="field__mark">{}</span>', _("任意"))


def error_text(target: str, error: str) -> SafeString:
    """Show an error under a control; the word エラー is there for those who cannot see the colour."""
    if not error:
        return NOTHING
    return markup(
        '<p class="field__error" id="{}-error">{}<span class="visually-hidden">{}</span>{}</p>',
        target,
        icon("error"),
        _("エラー："),
        error,
    )


def _help_text(view: FieldView) -> SafeString:
    text = markup('<p class="field__help" id="{}-help">{}</p>', view.id, view.help) if view.help else NOTHING
    if view.origin:
        note = '<p class="field__origin" id="{}-origin">{}{}</p>'
        return joined((text, markup(note, view.id, icon("info"), view.origin)))
    return text


def described_by(view: FieldView, *more: str) -> str:
    """List the ids of the texts that explain a control, in the order they are read."""
    ids = list(more)
    if view.help:
        ids.insert(0, f"{view.id}-help")
    if view.origin:
        ids.append(f"{view.id}-origin")
    if view.error:
        ids.append(f"{view.id}-error")
    return " ".join(ids)


def wrapped(view: FieldView, control: SafeString) -> SafeString:
    """Put label, help and error around a single control whose id is `view.id`."""
    return markup(
        '<div class="field{}"><label class="field__label" for="{}"><span>{}</span>{}</label>{}{}{}</div>\n',
        " field--invalid" if view.error else "",
        view.id,
        view.label,
        requirement(view),
        _help_text(view),
        control,
        error_text(view.id, view.error),
    )


def grouped(view: FieldView, body: SafeString, *, role: str = "") -> SafeString:
    """Put legend, help and error around several controls; the fieldset itself carries `view.id`."""
    return markup(
        '<fieldset class="field field--group{}" id="{}"{}><legend class="field__label"><span>{}</span>{}</legend>'
        '{}<div class="field__body">{}</div>{}</fieldset>\n',
        " field--invalid" if view.error else "",
        view.id,
        attributes(("role", role), ("aria-describedby", described_by(view))),
        view.label,
        requirement(view),
        _help_text(view),
        body,
        error_text(view.id, view.error),
    )


def _shared_attributes(view: FieldView, *more: str) -> SafeString:
    return attributes(
        ("id", view.id),
        ("name", view.name),
        ("required", view.required),
        ("readonly", view.readonly),
        ("disabled", view.disabled),
        ("autocomplete", view.autocomplete),
        ("lang", view.lang),
        ("aria-invalid", "true" if view.error else ""),
        ("aria-describedby", described_by(view, *more)),
        *view.extra.items(),
    )


def text_input(view: FieldView, *more: str) -> SafeString:
    """Draw a one-line box without its label; `more` are ids of further describing texts."""
    box = markup(
        '<input class="input input--{}" type="{}"{}{}>',
        view.width,
        view.type,
        _shared_attributes(view, *more),
        attributes(
            ("value", view.value),
            ("inputmode", view.inputmode),
            ("placeholder", view.placeholder),
        ),
    )
    if not (view.prefix or view.suffix):
        return box
    before = markup('<span class="affix__text">{}</span>', view.prefix) if view.prefix else NOTHING
    after = markup('<span class="affix__text">{}</span>', view.suffix) if view.suffix else NOTHING
    return markup('<div class="affix">{}{}{}</div>', before, box, after)


def text_field(view: FieldView) -> SafeString:
    """Ask for one line of text, or whatever `view.type` says (email, tel, date, password)."""
    return wrapped(view, text_input(view))


def textarea_field(view: FieldView, *, rows: int = 5) -> SafeString:
    """Ask for a long text. With a limit, the rest is counted down in the browser and stated in words without it.

    The limit is not enforced by the box: what was pasted stays whole, and the page says what to shorten.
    """
    hint = NOTHING
    more: tuple[str, ...] = ()
    counting = NOTHING
    if view.limit:
        more = (f"{view.id}-count",)
        counting = attributes(("data-behaviour", "counter"), ("data-limit", str(view.limit)))
        hint = markup(
            '<p class="field__count" id="{}-count" data-left="{}" data-over="{}">{}</p>',
            view.id,
            _("あと{count}文字"),
            _("{count}文字多いです"),
            _("{count}文字まで").format(count=view.limit),
        )
    box = markup(
        '<textarea class="input input--{}" rows="{}"{}{}>\n{}</textarea>{}',
        view.width,
        rows,
        _shared_attributes(view, *more),
        counting,
        view.value,
        hint,
    )
    return wrapped(view, box)


def select_input(view: FieldView, choices: Sequence[Choice], *, empty: str | None = None) -> SafeString:
    """Draw a pull-down without its label; `empty` is the first line, which stands for no answer."""
    options = [] if empty is None else [markup('<option value="">{}</option>', empty)]
    for choice in choices:
        options.append(
            markup(
                '<option value="{}"{}>{}</option>',
                choice.value,
                attributes(("selected", choice.value == view.value), ("disabled", choice.disabled)),
                choice.label,
            )
        )
    return markup(
        '<span class="select select--{}"><select class="input"{}>{}</select></span>',
        view.width,
        _shared_attributes(view),
        joined(options),
    )


def select_field(view: FieldView, choices: Sequence[Choice], *, empty: str | None = None) -> SafeString:
    """Ask for one of many (more than about seven; fewer are easier to read as `radio_group`)."""
    return wrapped(view, select_input(view, choices, empty=_("選んでください") if empty is None else empty))


def _option(kind: str, view: FieldView, choice: Choice, number: int, *, checked: bool) -> SafeString:
    one = f"{view.id}-{number}"
    note = (
        markup('<span class="option__help" id="{}-help">{}</span>', one, choice.help)
        if choice.help
        else NOTHING
    )
    return markup(
        '<div class="option"><input class="option__{}" type="{}"{}><label class="option__label" for="{}">{}</label>{}</div>',
        kind,
        kind,
        attributes(
            ("id", one),
            ("name", view.name),
            ("value", choice.value),
            ("checked", checked),
            ("required", view.required and kind == "radio"),
            ("disabled", view.disabled or choice.disabled),
            ("aria-invalid", "true" if view.error else ""),
            ("aria-describedby", f"{one}-help" if choice.help else ""),
            *view.extra.items(),
        ),
        one,
        choice.label,
        note,
    )


def _options(
    kind: str, view: FieldView, choices: Sequence[Choice], chosen: Callable[[str], bool]
) -> SafeString:
    return joined(
        _option(kind, view, choice, number, checked=chosen(choice.value))
        for number, choice in enumerate(choices, start=1)
    )


def radio_group(view: FieldView, choices: Sequence[Choice], *, inline: bool = False) -> SafeString:
    """Ask for one of a few. The first control is `#<id>-1`."""
    body = _options("radio", view, choices, lambda value: value == view.value)
    return grouped(view, _option_list(body, inline=inline), role="radiogroup")


def checkbox_group(
    view: FieldView, choices: Sequence[Choice], *, chosen: Collection[str] = (), inline: bool = False
) -> SafeString:
    """Ask for any number of several; `chosen` holds the values ticked already (`view.value` is not used)."""
    return grouped(
        view, _option_list(_options("checkbox", view, choices, chosen.__contains__), inline=inline)
    )


def _option_list(body: SafeString, *, inline: bool) -> SafeString:
    return markup('<div class="options{}">{}</div>', " options--inline" if inline else "", body)


def yes_no_field(view: FieldView, *, yes: str = "", no: str = "") -> SafeString:
    """Ask a question whose answer is `yes` or `no` (the values sent)."""
    return radio_group(view, (Choice("yes", yes or _("はい")), Choice("no", no or _("いいえ"))), inline=True)


def consent_field(view: FieldView, statement: str) -> SafeString:
    """Ask to agree to a statement; a tick sends `yes`."""
    return checkbox_group(view, (Choice("yes", statement),), chosen=(view.value,))


def tick_field(view: FieldView, choice: Choice, *, ticked: bool) -> SafeString:
    """Ask for a tick on its own, without a question above it (settings, "remember this device")."""
    return markup(
        '<div class="field{}" id="{}">{}{}</div>\n',
        " field--invalid" if view.error else "",
        view.id,
        _option("checkbox", view, choice, 1, checked=ticked),
        error_text(view.id, view.error),
    )


def computed_field(view: FieldView) -> SafeString:
    """Show a value the office works out; nothing is sent."""
    return markup(
        '<div class="field"><p class="field__label" id="{0}-label"><span>{1}</span></p>{2}'
        '<output class="computed" id="{0}" aria-labelledby="{0}-label"{5}>{3}{4}</output></div>\n',
        view.id,
        view.label,
        _help_text(view),
        view.value or "—",
        markup(" {}", view.suffix) if view.suffix and view.value else NOTHING,
        attributes(("data-unit", f" {view.suffix}" if view.suffix else "")),
    )


def money_field(view: FieldView) -> SafeString:
    """Ask for an amount in yen, digits only; full-width digits and commas are the reader's to accept."""
    return _plain(view, inputmode="numeric", suffix=view.suffix or _("円"), width="m")


def number_field(view: FieldView) -> SafeString:
    """Ask for a number; a unit goes into `view.suffix`."""
    return _plain(view, inputmode=view.inputmode or "numeric", suffix=view.suffix, width="s")


def phone_field(view: FieldView) -> SafeString:
    """Ask for a phone number in one box; `tel-national` belongs into autocomplete when it is the person's own."""
    return _plain(view, inputmode="tel", kind="tel", suffix=view.suffix, width="m")


def email_field(view: FieldView) -> SafeString:
    """Ask for an e-mail address."""
    return _plain(view, inputmode="email", kind="email", suffix=view.suffix, width="l")


def _plain(view: FieldView, *, inputmode: str, suffix: str, width: Width, kind: str = "text") -> SafeString:
    size = width if view.width == "full" else view.width
    return text_field(replace(view, inputmode=inputmode, suffix=suffix, width=size, type=kind))
