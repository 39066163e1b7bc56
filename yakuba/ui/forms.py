"""Django forms drawn with the components: `form_fields(form)`, or field by field, and their error summary.

The look follows from the widget of each field; label, help text, required mark, error and autocomplete token come
from the form. Widgets that are unknown here are drawn by themselves inside the frame.
"""

from collections.abc import Callable

from django import forms
from django.utils.safestring import SafeString

from yakuba.ui.components import fields
from yakuba.ui.components.fields import Choice, FieldView
from yakuba.ui.components.groups import file_field
from yakuba.ui.components.markup import joined
from yakuba.ui.components.notices import ErrorLink

PASSED_ON = ("step", "min", "max", "minlength", "spellcheck", "autocapitalize")
"""Widget attributes that reach the control beside those a FieldView knows; `data-` and `hx-` ones do too."""


def error_links(form: forms.BaseForm) -> list[ErrorLink]:
    """List the mistakes of a form for the error summary, in the order of its fields; those of the whole come first."""
    links = [ErrorLink("", str(error)) for error in form.non_field_errors()]
    for bound in form:
        links.extend(ErrorLink(_id(bound), str(error)) for error in bound.errors)
    return links


def form_fields(form: forms.BaseForm) -> SafeString:
    """Draw all fields of a form, hidden ones first."""
    hidden = [SafeString(str(bound)) for bound in form.hidden_fields()]
    return joined([*hidden, *map(form_field, form.visible_fields())])


def form_field(bound: forms.BoundField) -> SafeString:
    """Draw one field of a form."""
    draw = _drawing(bound.field.widget)
    return draw(bound, view_of(bound))


def view_of(bound: forms.BoundField) -> FieldView:
    """Return the view of a field of a Django form."""
    attrs = bound.field.widget.attrs
    value = bound.value()
    if isinstance(bound.field.widget, forms.PasswordInput):
        value = None
    return FieldView(
        id=_id(bound),
        name=bound.html_name,
        label=str(bound.label),
        value="" if value is None or isinstance(value, list | tuple) else _written(bound, value),
        help=str(bound.help_text or ""),
        error=" ".join(str(error) for error in bound.errors),
        required=bound.field.required,
        autocomplete=str(attrs.get("autocomplete", "")),
        inputmode=str(attrs.get("inputmode", "")),
        placeholder=str(attrs.get("placeholder", "")),
        type=getattr(bound.field.widget, "input_type", None) or "text",
        width=attrs.get("data-width", "full"),
        limit=getattr(bound.field, "max_length", None),
        disabled=bound.field.disabled,
        readonly=bool(attrs.get("readonly")),
        extra={
            name: str(one)
            for name, one in attrs.items()
            if name in PASSED_ON or (name.startswith(("data-", "hx-")) and name != "data-width")
        },
    )


def _id(bound: forms.BoundField) -> str:
    return bound.id_for_label or bound.auto_id or f"id_{bound.html_name}"


def _written(bound: forms.BoundField, value: object) -> str:
    written = bound.field.widget.format_value(value)
    return str(written) if isinstance(written, str) else str(value)


def _choices(bound: forms.BoundField) -> list[Choice]:
    choices: list[Choice] = []
    for value, label in getattr(bound.field, "choices", ()):
        pairs = label if isinstance(label, list | tuple) else ((value, label),)
        choices.extend(Choice(str(one), str(text)) for one, text in pairs)
    return choices


def _chosen(bound: forms.BoundField) -> set[str]:
    value = bound.value()
    return {str(one) for one in value} if isinstance(value, list | tuple | set) else set()


def _text(bound: forms.BoundField, view: FieldView) -> SafeString:
    return fields.text_field(view)


def _long(bound: forms.BoundField, view: FieldView) -> SafeString:
    return fields.textarea_field(view, rows=int(bound.field.widget.attrs.get("rows", 5)))


def _select(bound: forms.BoundField, view: FieldView) -> SafeString:
    choices = _choices(bound)
    empty = choices[0].label if choices and not choices[0].value else None
    offered = [one for one in choices if one.value]
    return fields.wrapped(view, fields.select_input(view, offered, empty=empty))


def _radios(bound: forms.BoundField, view: FieldView) -> SafeString:
    return fields.radio_group(view, [one for one in _choices(bound) if one.value])


def _checkboxes(bound: forms.BoundField, view: FieldView) -> SafeString:
    return fields.checkbox_group(view, _choices(bound), chosen=_chosen(bound))


def _tick(bound: forms.BoundField, view: FieldView) -> SafeString:
    ticked = bound.value() not in (None, False, "", "False", "false", "0")
    return fields.tick_field(view, Choice("on", view.label, help=view.help), ticked=ticked)


def _files(bound: forms.BoundField, view: FieldView) -> SafeString:
    attrs = bound.field.widget.attrs
    return file_field(view, accept=str(attrs.get("accept", "")), multiple=bool(attrs.get("multiple")))


def _itself(bound: forms.BoundField, view: FieldView) -> SafeString:
    return fields.wrapped(view, SafeString(str(bound)))


_DRAWINGS: tuple[tuple[type[forms.Widget], Callable[[forms.BoundField, FieldView], SafeString]], ...] = (
    (forms.CheckboxSelectMultiple, _checkboxes),
    (forms.RadioSelect, _radios),
    (forms.SelectMultiple, _checkboxes),
    (forms.Select, _select),
    (forms.Textarea, _long),
    (forms.CheckboxInput, _tick),
    (forms.FileInput, _files),
    (forms.MultiWidget, _itself),
    (forms.widgets.Input, _text),
)


def _drawing(widget: forms.Widget) -> Callable[[forms.BoundField, FieldView], SafeString]:
    for kind, draw in _DRAWINGS:
        if isinstance(widget, kind):
            return draw
    return _itself
