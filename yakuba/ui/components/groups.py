"""Questions answered more than once, and files."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yakuba.ui.components.actions import change_button
from yakuba.ui.components.fields import FieldView, described_by, grouped
from yakuba.ui.components.icons import icon
from yakuba.ui.components.markup import NOTHING, attributes, joined, markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """One filled-in round of a repeating group, e.g. the second child."""

    title: str
    body: SafeString
    """The fields of this round, already drawn."""
    remove: str = ""
    """Value sent by the remove button; "" where this round must stay."""


def repeating_group(
    view: FieldView,
    rounds: Sequence[Repetition],
    *,
    add: str = "",
    add_label: str = "",
    action_name: str = "change",
) -> SafeString:
    """Ask the same questions several times. Adding and removing submit the page with `<action_name>=<value>`.

    `add` is the value of the add button; "" when no further round is allowed.
    """
    drawn = [_round(one, action_name, view.id) for one in rounds]
    if add:
        drawn.append(change_button(action_name, add, add_label or _("もう一つ追加する"), at=view.id))
    return grouped(view, joined(drawn))


def _round(one: Repetition, action_name: str, at: str) -> SafeString:
    remove = NOTHING
    if one.remove:
        remove = change_button(action_name, one.remove, _("取り消す"), at=at, kind="text", subject=one.title)
    return markup(
        '<fieldset class="round"><legend class="round__title">{}</legend>{}{}</fieldset>',
        one.title,
        one.body,
        remove,
    )


FileState = Literal["clean", "waiting", "quarantined"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """A file that is already there."""

    name: str
    size: str
    url: str = ""
    remove: str = ""
    """Value sent by the remove button; "" where it cannot be removed."""
    state: FileState = "clean"


def file_field(
    view: FieldView,
    *,
    files: Sequence[FileRow] = (),
    accept: str = "",
    multiple: bool = False,
    largest: int | None = None,
    action_name: str = "change",
    at_once: bool = False,
) -> SafeString:
    """Ask for files and list those already received. `largest` (bytes) lets the browser warn before sending.

    `at_once`, in a form with `changing_form`: a chosen file is sent right away, with `<action_name>=upload:<name>`.

    Say the kinds and sizes taken in `view.help`; the page needs `enctype="multipart/form-data"`.
    """
    box = markup(
        '<input class="upload__input" type="file"{}>',
        attributes(
            ("id", f"{view.id}-file"),
            ("name", view.name),
            ("accept", accept),
            ("multiple", multiple),
            ("required", view.required and not files),
            ("aria-label", view.label),
            ("aria-invalid", "true" if view.error else ""),
            ("aria-describedby", described_by(view)),
            ("data-behaviour", "files"),
            ("data-largest", str(largest) if largest else ""),
            ("data-too-large", _("大きすぎます。別のファイルを選んでください。")),
            *(_sent_at_once(view, action_name) if at_once else ()),
        ),
    )
    return grouped(
        view,
        joined(
            (
                file_list(files, action_name=action_name, at=view.id),
                markup('<div class="upload">{}</div>', box),
            )
        ),
    )


def _sent_at_once(view: FieldView, action_name: str) -> tuple[tuple[str, str], ...]:
    change = json.dumps({action_name: f"upload:{view.name}"})
    return (("hx-post", f"#{view.id}"), ("hx-trigger", "change"), ("hx-vals", change))


def file_list(files: Sequence[FileRow], *, action_name: str = "change", at: str = "") -> SafeString:
    """List files with size, state and, where allowed, a way to open and to remove them.

    `at` is the id of the question they belong to.
    """
    if not files:
        return NOTHING
    return markup('<ul class="files">{}</ul>', joined(_file_row(one, action_name, at) for one in files))


def _file_row(one: FileRow, action_name: str, at: str) -> SafeString:
    name = markup('<span class="files__name">{}</span>', one.name)
    if one.url and one.state == "clean":
        name = markup('<a class="files__name" href="{}">{}</a>', one.url, one.name)
    state = NOTHING
    if one.state == "waiting":
        state = markup('<span class="files__state">{}</span>', _("安全を確認しています"))
    elif one.state == "quarantined":
        state = markup(
            '<span class="files__state files__state--bad">{}</span>', _("安全でないため使えません")
        )
    remove = NOTHING
    if one.remove:
        remove = change_button(action_name, one.remove, _("取り消す"), at=at, kind="text", subject=one.name)
    return markup(
        '<li class="files__row">{}<span class="files__text">{} <span class="files__size">{}</span>{}</span>{}</li>',
        icon("file"),
        name,
        one.size,
        state,
        remove,
    )
