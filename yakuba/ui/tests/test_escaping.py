"""No text given to a component may become markup: its shape stays what it is with harmless words."""

from collections.abc import Callable

import pytest
from django.utils.safestring import SafeString

from yakuba.ui.components import actions, fields, groups, navigation, notices, parts, records
from yakuba.ui.components.fields import Choice, FieldView
from yakuba.ui.components.lists import list_view
from yakuba.ui.components.markup import attributes, escaped, joined, markup
from yakuba.ui.components.navigation import Link
from yakuba.ui.components.parts import PartsView
from yakuba.ui.tables import Bulk, Column, Filter, ListPage, ListQuery, Page
from yakuba.ui.tests.reading import shape

ATTACK = """"'><script>alert(1)</script><img src=x onerror=alert(1)>`${7*7}{{7}}{0}%s"""
HARMLESS = "山田"
Draw = Callable[[str], SafeString]


def _field(text: str, **more: str) -> FieldView:
    return FieldView(
        id=text, name=text, label=text, value=text, help=text, error=text, origin=text, prefix=text, suffix=text,
        placeholder=text, autocomplete=text, inputmode=text, lang=text, required=True, limit=10, extra={"data-x": text},
    )  # fmt: skip


def _parts(text: str) -> PartsView:
    keys = ("", "family", "given_kana", "street", "day", "year", "bank", "holder", "kind")
    every = dict.fromkeys(keys, text)
    return PartsView(
        id=text, name=text, label=text, values=every, errors=every, help=text, origin=text, readback=text,
        extra={"data-x": text}, own=True,
    )  # fmt: skip


def _choices(text: str) -> list[Choice]:
    return [Choice(text, text, help=text), Choice("b", text, disabled=True)]


def _list(text: str) -> SafeString:
    page: ListPage[str] = ListPage(
        name=text,
        caption=text,
        search_label=text,
        empty=text,
        columns=(
            Column("a", text, lambda row: row, order=("a",), heads_row=True),
            Column("b", text, lambda row: row),
        ),
        filters=(Filter(text, text, (("", text), (text, text))),),
        row_key=lambda row: row,
        row_label=lambda row: row,
    )
    query = ListQuery(word=text, order="a", chosen={text: text})
    found = Page(rows=[text], count=90, number=2, size=20)
    return list_view(page, query, found, bulk=(Bulk(text, text),), exports=(Link(text, text),))


DRAWINGS: dict[str, Draw] = {
    "text": lambda text: fields.text_field(_field(text)),
    "textarea": lambda text: fields.textarea_field(_field(text)),
    "select": lambda text: fields.select_field(_field(text), _choices(text), empty=text),
    "radio": lambda text: fields.radio_group(_field(text), _choices(text)),
    "checkbox": lambda text: fields.checkbox_group(_field(text), _choices(text), chosen={text}),
    "yes_no": lambda text: fields.yes_no_field(_field(text), yes=text, no=text),
    "consent": lambda text: fields.consent_field(_field(text), text),
    "tick": lambda text: fields.tick_field(_field(text), Choice(text, text, text), ticked=True),
    "computed": lambda text: fields.computed_field(_field(text)),
    "money": lambda text: fields.money_field(_field(text)),
    "name": lambda text: parts.name_field(_parts(text), former=True, alias=True, latin=True),
    "address": lambda text: parts.address_field(_parts(text), lookup_name=text),
    "date": lambda text: parts.date_field(_parts(text), eras=_choices(text), meaning="birthday"),
    "bank": lambda text: parts.bank_account_field(_parts(text), bank_found=text, branch_found=text),
    "repetition": lambda text: groups.repeating_group(
        _field(text),
        [groups.Repetition(title=text, body=SafeString(""), remove=text)],
        add=text,
        add_label=text,
        action_name=text,
    ),
    "files": lambda text: groups.file_field(
        _field(text),
        files=[groups.FileRow(name=text, size=text, url=text, remove=text)],
        accept=text,
        largest=5,
        action_name=text,
    ),
    "button": lambda text: actions.button(
        text, name=text, value=text, subject=text, formaction=text, data_x=text
    ),
    "link_button": lambda text: actions.link_button(text, text, subject=text, data_x=text),
    "copy": lambda text: actions.copy_button(text, label=text),
    "search": lambda text: actions.search_box(
        action=text, name=text, value=text, label=text, button_label=text
    ),
    "notice": lambda text: notices.notice("info", text, text),
    "errors": lambda text: notices.error_summary([notices.ErrorLink(text, text)], heading=text),
    "tag": lambda text: notices.status_tag(text),
    "panel": lambda text: notices.panel(text, heading=text),
    "definition": lambda text: notices.definition(text, text),
    "disclosure": lambda text: notices.disclosure(text, text),
    "progress": lambda text: notices.progress(text),
    "empty": lambda text: notices.empty_state(text, text),
    "breadcrumbs": lambda text: navigation.breadcrumbs([Link(text, text), Link(text)]),
    "steps": lambda text: navigation.steps([text, text], 2, urls=[text]),
    "tabs": lambda text: navigation.tabs([Link(text, text, count=1)], label=text),
    "pagination": lambda text: navigation.pagination(2, 3, lambda number: text, label=text),
    "summary": lambda text: records.summary_list(
        [records.SummaryRow(label=text, value=text, change_url=text, note=text, key=text)]
    ),
    "timeline": lambda text: records.timeline(
        [records.Moment(when=text, iso=text, what=text, who=text, body=text)]
    ),
    "thread": lambda text: records.message_thread(
        [records.Message(author=text, when=text, iso=text, text=text)]
    ),
    "figures": lambda text: records.figures(
        [records.Figure(label=text, value=text, unit=text, url=text, note=text)]
    ),
    "cards": lambda text: records.card_list(
        [records.Card(title=text, url=text, text=text, facts=[text], tag=text)]
    ),
    "list": _list,
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_no_text_changes_the_shape_of_a_component(name: str) -> None:
    drawn = DRAWINGS[name](ATTACK)
    assert shape(drawn) == shape(DRAWINGS[name](HARMLESS))
    assert "<script" not in drawn
    assert isinstance(drawn, SafeString)


def test_markup_escapes_every_value_and_keeps_what_is_safe() -> None:
    assert markup('<a href="{}">{}</a>', '"<', SafeString("<b>")) == '<a href="&quot;&lt;"><b></a>'
    assert joined(["<", SafeString("<br>"), 3]) == "&lt;<br>3"
    assert escaped(None) == "None"


def test_attributes_leave_out_what_has_no_value() -> None:
    written = attributes(("a", ""), ("b", None), ("c", False), ("d", True), ("e", "1"), ("f", 0))
    assert written == ' d e="1" f="0"'
