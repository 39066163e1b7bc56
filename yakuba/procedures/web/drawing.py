"""Draws the questions of a page with the components of the house.

A question without an answer, error or origin looks the same for everybody, so each process draws it once for each
version and language.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yakuba.procedures.rules import kinds, lookups
from yakuba.procedures.rules.compiling import Question
from yakuba.procedures.rules.definition import Field
from yakuba.procedures.rules.evaluate import day
from yakuba.procedures.rules.messages import say_day, say_term
from yakuba.procedures.rules.settling import State
from yakuba.procedures.shelf import Shelved
from yakuba.procedures.web import choices
from yakuba.procedures.web.posting import CHANGE, SHOWN
from yakuba.procedures.web.words import language, say
from yakuba.ui.components import fields, groups, parts
from yakuba.ui.components.fields import FieldView, Width
from yakuba.ui.components.groups import FileRow, Repetition
from yakuba.ui.components.markup import NOTHING, joined, markup

Inputs = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page to draw: what was entered, what is wrong, where prefilled answers came from, which files are there."""

    version: Shelved
    state: State
    inputs: Inputs = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, FileRow] = field(default_factory=dict)
    rounds: Mapping[str, int] = field(default_factory=dict)
    """Rows to show of a group where one was just added or removed."""
    only: frozenset[str] = frozenset()
    """Draw these questions only (a correction); empty for all."""
    conditional: bool = True
    """Questions are shown where their condition holds; else all of them are (a preview)."""

    def value(self, name: str) -> str:
        texts = self.inputs.get(name)
        return texts[0] if texts else ""

    def under(self, name: str) -> dict[str, str]:
        """The values of `name.<part>` by part."""
        prefix = f"{name}."
        return {
            at[len(prefix) :]: texts[0]
            for at, texts in self.inputs.items()
            if at.startswith(prefix) and texts
        }

    def errors_under(self, name: str) -> dict[str, str]:
        """The errors of `name` (under "") and of `name.<part>`."""
        prefix = f"{name}."
        found = {at[len(prefix) :]: said for at, said in self.errors.items() if at.startswith(prefix)}
        if name in self.errors:
            found[""] = self.errors[name]
        return found


def draw_page(drawing: Drawing, page_key: str) -> SafeString:
    """The questions of a page. Those hidden by an answer on the same page are there, hidden, for the browser to show."""
    drawn = []
    for question in drawing.version.form.pages[page_key]:
        if drawing.only and question.path not in drawing.only:
            continue
        drawn.append(_framed(drawing.state, question, question.path, draw_question(drawing, question)))
    return joined(drawn)


_HIDDEN = SafeString(" hidden")


def _framed(state: State, question: Question, at: str, body: SafeString) -> SafeString:
    """A frame that the browser can show and hide, around a question with a condition."""
    if not question.field.visible_if:
        return body
    hidden = NOTHING if state.shows(at) else _HIDDEN
    return markup('<div data-question="{}"{}>{}</div>', at, hidden, body)


def draw_question(drawing: Drawing, question: Question) -> SafeString:
    """One question, from the shelf where it is still untouched."""
    name = question.path
    prefix = f"{name}."
    touched = (
        question.field.kind in ("computed", "group")
        or name in drawing.origins
        or any(at == name or at.startswith(prefix) for at in drawing.inputs)
        or any(at == name or at.startswith(prefix) for at in drawing.errors)
    )
    if touched:
        return _draw(drawing, question, name)
    return _untouched(drawing.version, name, language())


@lru_cache(maxsize=20_000)
def _untouched(version: Shelved, path: str, _language: str) -> SafeString:
    empty = Drawing(version, State((), frozenset(), {}, date.min))
    return _draw(empty, version.form.questions[path], path)


def _draw(drawing: Drawing, question: Question, name: str) -> SafeString:
    return _KINDS[question.field.kind](drawing, question, name)


def _id(name: str) -> str:
    return f"q-{name.replace('.', '-')}"


def _view(drawing: Drawing, question: Question, name: str, help: str = "", **more: object) -> FieldView:
    one = question.field
    return FieldView(
        id=_id(name),
        name=name,
        label=say(one.title()),
        value=drawing.value(name),
        help=help or say(one.help),
        error=drawing.errors.get(name, ""),
        required=_required(question),
        autocomplete=question.autocomplete.get("", ""),
        origin=drawing.origins.get(name, ""),
        **more,  # type: ignore[arg-type]
    )


def _required(question: Question) -> bool:
    return question.field.required and question.required_if is None


def _parts(drawing: Drawing, question: Question, name: str, readback: str = "") -> parts.PartsView:
    one = question.field
    return parts.PartsView(
        id=_id(name),
        name=name,
        label=say(one.title()),
        values=drawing.under(name),
        errors=drawing.errors_under(name),
        help=say(one.help),
        required=_required(question),
        own=bool(question.autocomplete.keys() - {""}),
        origin=drawing.origins.get(name, ""),
        readback=readback,
    )


def _width(length: int) -> Width:
    for limit, width in ((3, "xs"), (6, "s"), (12, "m"), (40, "l")):
        if length <= limit:
            return width  # type: ignore[return-value]
    return "full"


def _text(drawing: Drawing, question: Question, name: str) -> SafeString:
    most = question.field.max_length or kinds.DEFAULT_LENGTH_TEXT
    return fields.text_field(_view(drawing, question, name, width=_width(most)))


def _long_text(drawing: Drawing, question: Question, name: str) -> SafeString:
    most = question.field.max_length or kinds.DEFAULT_LENGTH_LONG_TEXT
    return fields.textarea_field(_view(drawing, question, name, limit=most))


def _name(drawing: Drawing, question: Question, name: str) -> SafeString:
    one = question.field
    return parts.name_field(_parts(drawing, question, name), kana=one.kana, former=one.former)


def _address(drawing: Drawing, question: Question, name: str) -> SafeString:
    return parts.address_field(_parts(drawing, question, name), lookup_name=CHANGE)


def _date(drawing: Drawing, question: Question, name: str) -> SafeString:
    stored = day(drawing.state.values.get(name))
    read = say_day(stored, language()) if stored and not drawing.errors_under(name) else ""
    meaning: parts.DateMeaning = "birthday" if question.autocomplete else "other"
    return parts.date_field(
        _parts(drawing, question, name, read), eras=choices.eras(language()), meaning=meaning
    )


def _number(drawing: Drawing, question: Question, name: str) -> SafeString:
    mode = "decimal" if question.field.decimals else "numeric"
    return fields.number_field(
        _view(drawing, question, name, suffix=say(question.field.unit), inputmode=mode)
    )


def _money(drawing: Drawing, question: Question, name: str) -> SafeString:
    return fields.money_field(_view(drawing, question, name))


def _yes_no(drawing: Drawing, question: Question, name: str) -> SafeString:
    return fields.yes_no_field(_view(drawing, question, name))


def _options(one: Field) -> list[fields.Choice]:
    return [fields.Choice(option.key, say(option.label), say(option.help)) for option in one.options]


def _choice(drawing: Drawing, question: Question, name: str) -> SafeString:
    offered = _options(question.field)
    if len(offered) > 8:
        return fields.select_field(_view(drawing, question, name), offered)
    return fields.radio_group(_view(drawing, question, name), offered)


def _choices(drawing: Drawing, question: Question, name: str) -> SafeString:
    chosen = frozenset(drawing.inputs.get(name, ()))
    return fields.checkbox_group(_view(drawing, question, name), _options(question.field), chosen=chosen)


def _email(drawing: Drawing, question: Question, name: str) -> SafeString:
    view = _view(drawing, question, name)
    first = fields.email_field(view)
    if not question.field.confirm:
        return first
    again = f"{name}.confirm"
    return joined(
        (
            first,
            fields.email_field(
                FieldView(
                    id=_id(again),
                    name=again,
                    label=_("%(label)s（確認のため、もう一度）") % {"label": view.label},
                    value=drawing.value(again),
                    error=drawing.errors.get(again, ""),
                    required=view.required,
                    autocomplete=view.autocomplete,
                )
            ),
        )
    )


def _phone(drawing: Drawing, question: Question, name: str) -> SafeString:
    return fields.phone_field(_view(drawing, question, name))


def _bank_account(drawing: Drawing, question: Question, name: str) -> SafeString:
    bank, branch = drawing.value(f"{name}.bank"), drawing.value(f"{name}.branch")
    return parts.bank_account_field(
        _parts(drawing, question, name),
        bank_found=lookups.bank_words(bank),
        branch_found=lookups.branch_words(bank, branch),
    )


def _file(drawing: Drawing, question: Question, name: str) -> SafeString:
    one = question.field
    most = (one.max_mb or kinds.DEFAULT_MB) * 1024 * 1024
    there = [
        drawing.files[public_id] for public_id in drawing.inputs.get(name, ()) if public_id in drawing.files
    ]
    field = groups.file_field(
        _view(drawing, question, name, help=choices.about_files(one)),
        files=there,
        accept=choices.accepted(one),
        multiple=(one.max_count or kinds.DEFAULT_FILES) > 1,
        largest=most,
        action_name=CHANGE,
        at_once=True,
    )
    # A correction has no draft: the page itself keeps the files taken in until it is sent.
    boxes = [(SHOWN, name), *((name, one) for one in drawing.inputs.get(name, ()))] if drawing.only else []
    kept = [markup('<input type="hidden" name="{}" value="{}">', *box) for box in boxes]
    return joined((*kept, field))


def _group(drawing: Drawing, question: Question, name: str) -> SafeString:
    one = question.field
    most = one.max if isinstance(one.max, int) else kinds.DEFAULT_ROWS
    least = one.min if isinstance(one.min, int) else 0
    rows = drawing.rounds.get(name, max(least, _rows_entered(drawing.inputs, name)))
    shown = _with_blank_rows(drawing, question, rows)
    item = say(one.item or one.title())
    rounds = [
        Repetition(
            title=say_term("row", language(), _, item=item, number=number + 1),
            body=joined(_inner(drawing, question, number, shown)),
            remove=f"remove:{name}:{number}" if rows > least else "",
        )
        for number in range(rows)
    ]
    add = f"add:{name}" if rows < most else ""
    label = _("%(item)sを追加する") % {"item": item}
    return groups.repeating_group(
        _view(drawing, question, name), rounds, add=add, add_label=label, action_name=CHANGE
    )


def _inner(drawing: Drawing, question: Question, number: int, shown: State) -> list[SafeString]:
    drawn = []
    for inner in question.inner:
        at = f"{question.path}.{number}.{inner.field.key}"
        body = _draw(drawing, inner, at)
        drawn.append(_framed(shown, inner, at, body))
    return drawn


def _with_blank_rows(drawing: Drawing, group: Question, rows: int) -> State:
    """The state in which rows that hold nothing yet are settled too: what is asked in them depends on the rest."""
    there = drawing.state.values.get(group.path)
    settled = list(there) if isinstance(there, list) else []
    blank = rows - len(settled)
    if blank <= 0 or not any(inner.field.visible_if for inner in group.inner) or not drawing.conditional:
        return drawing.state
    answers = {**drawing.state.values, group.path: [*settled, *({} for _ in range(blank))]}
    return drawing.version.form.visible(answers, today=drawing.state.today)


def _rows_entered(inputs: Inputs, name: str) -> int:
    prefix = f"{name}."
    numbers = [
        int(head)
        for at in inputs
        if at.startswith(prefix) and (head := at[len(prefix) :].partition(".")[0]).isdigit()
    ]
    return max(numbers) + 1 if numbers else 0


def _computed(drawing: Drawing, question: Question, name: str) -> SafeString:
    head, _dot, rest = name.partition(".")
    value = drawing.state.values.get(head)
    for step in rest.split(".") if rest else ():
        if isinstance(value, list):
            value = value[int(step)] if int(step) < len(value) else None
        elif isinstance(value, Mapping):
            value = value.get(step)
    shown = f"{value:,}" if isinstance(value, (int, float)) else str(value or "")
    return fields.computed_field(
        FieldView(
            id=_id(name),
            name=name,
            label=say(question.field.title()),
            value=shown,
            help=say(question.field.help),
            suffix=say(question.field.unit),
        )
    )


def _note(drawing: Drawing, question: Question, name: str) -> SafeString:
    lines = say(question.field.text).strip().split("\n")
    heading = (
        markup('<h2 class="note__title">{}</h2>', say(question.field.label))
        if question.field.label
        else NOTHING
    )
    return markup(
        '<div class="note">{}{}</div>', heading, joined(markup("<p>{}</p>", line) for line in lines if line)
    )


def _consent(drawing: Drawing, question: Question, name: str) -> SafeString:
    view = _view(drawing, question, name)
    text = markup('<div class="note"><p>{}</p></div>', say(question.field.text))
    agreed = fields.Choice("yes", joined((view.label, " ", fields.requirement(view))))
    return joined((text, fields.tick_field(view, agreed, ticked=view.value == "yes")))


_KINDS: dict[str, Callable[[Drawing, Question, str], SafeString]] = {
    "text": _text,
    "long_text": _long_text,
    "name": _name,
    "address": _address,
    "date": _date,
    "number": _number,
    "money": _money,
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": _choices,
    "email": _email,
    "phone": _phone,
    "bank_account": _bank_account,
    "file": _file,
    "group": _group,
    "computed": _computed,
    "note": _note,
    "consent": _consent,
}
