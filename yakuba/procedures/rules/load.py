"""Reading a definition file: from TOML text to a Definition, or to every mistake in it at once."""

from collections.abc import Mapping
from typing import Any

from yakuba.procedures.rules import kinds, schema
from yakuba.procedures.rules.checks import check_definition
from yakuba.procedures.rules.definition import (
    FORMAT,
    Definition,
    Document,
    Field,
    Option,
    Outcome,
    Page,
    Text,
    Window,
)
from yakuba.procedures.rules.lines import Lines
from yakuba.procedures.rules.mistakes import Mistake, Where
from yakuba.procedures.rules.schema import Notes, Read
from yakuba.procedures.rules.syntax import read_toml


def load_toml(text: str) -> Definition | list[Mistake]:
    """Read a definition file. Where anything is wrong with its form, names, types or expressions: the list of mistakes,
    by line. What it means (cycles, dead conditions) is judged by `analysis.analyse`."""
    definition, notes = read_definition(text)
    return definition if definition is not None else sorted(notes.mistakes)


def read_definition(text: str) -> tuple[Definition | None, Notes]:
    """As `load_toml`, keeping the lines: the definition (None where there is a mistake) and the notes about it."""
    notes = Notes()
    if len(text) > kinds.MAX_TOML_CHARS:
        notes.add((), f"ファイルが大きすぎます（{kinds.MAX_TOML_CHARS}文字まで）。", "size")
        return None, notes
    data, faults = read_toml(text)
    notes.mistakes.extend(faults)
    if data is None:
        return None, notes
    notes.lines = Lines(text)
    definition = _definition(notes, data)
    check_definition(notes, definition)
    return (None if notes.mistakes else definition), notes


def _format(notes: Notes, value: Any, where: Where) -> int | None:
    if type(value) is int and value == FORMAT:
        return value
    notes.add(where, f"format は {FORMAT} だけが使えます。", "format")
    return None


def _window(notes: Notes, value: Any, where: Where) -> Window | None:
    found = schema.read_table(notes, value, where, {"from": schema.day, "until": schema.day}, ())
    window = Window(found.get("from"), found.get("until"))
    if window.from_ and window.until and window.until < window.from_:
        notes.add(where, "受付期間の終わり（until）が、始まり（from）より前です。", "order")
    return window if found else None


def _outcome(notes: Notes, value: Any, where: Where) -> Outcome | None:
    found = schema.read_table(notes, value, where, dict.fromkeys(Outcome.__struct_fields__, schema.text), ())
    return Outcome(**found) if found else None


def _option(notes: Notes, value: Any, where: Where) -> Option | None:
    attributes = {"key": schema.key, "label": schema.line, "help": schema.text}
    found = schema.read_table(notes, value, where, attributes, ("key", "label"))
    return Option(found["key"], found.get("label", Text("？")), found.get("help")) if "key" in found else None


def _document(notes: Notes, value: Any, where: Where) -> Document | None:
    attributes: dict[str, Read] = {
        "key": schema.key,
        "label": schema.line,
        "help": schema.text,
        "originals": schema.one_of("none", "show", "post"),
        "visible_if": schema.string,
    }
    found = schema.read_table(notes, value, where, attributes, ("key", "label"))
    return Document(**{"key": "", "label": Text("？"), **found})


def _list(read: Read, most: int, header: str) -> Read:
    """A reader of the tables written one by one under `[[header]]`."""

    def read_all(notes: Notes, value: Any, where: Where) -> tuple[Any, ...] | None:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            notes.add(where, f"「{where[-1]}」は、一つごとに [[{header}]] と書きます。", "type")
            return None
        if len(value) > most:
            notes.add(where, f"「{where[-1]}」が多すぎます（{most}個まで）。", "count")
        found = [read(notes, item, (*where, index)) for index, item in enumerate(value[:most])]
        return tuple(item for item in found if item is not None)

    return read_all


_FIELD: dict[str, Read] = {
    "key": schema.key,
    "kind": schema.one_of(*kinds.KINDS),
    "label": schema.line,
    "help": schema.text,
    "text": schema.text,
    "required": schema.boolean,
    "required_if": schema.string,
    "visible_if": schema.string,
    "computed": schema.string,
    "check": schema.string,
    "check_message": schema.line,
    "fact": schema.string,
    "autocomplete": schema.string,
    "options": _list(_option, kinds.MAX_OPTIONS, "pages.fields.options"),
    "min": schema.bound,
    "max": schema.bound,
    "decimals": schema.integer(0, 3),
    "unit": schema.line,
    "min_length": schema.integer(1, kinds.MAX_LENGTH_LONG_TEXT),
    "max_length": schema.integer(1, kinds.MAX_LENGTH_LONG_TEXT),
    "pattern": schema.string,
    "pattern_message": schema.line,
    "kana": schema.boolean,
    "former": schema.boolean,
    "confirm": schema.boolean,
    "accept": schema.file_types,
    "max_mb": schema.integer(1, kinds.MAX_MB),
    "max_count": schema.integer(1, kinds.MAX_FILES),
    "item": schema.line,
}


def _attributes_of(kind: str) -> Mapping[str, Read]:
    known = kinds.KINDS[kind].attributes
    return {name: read for name, read in {**_FIELD, **_GROUP}.items() if name in known}


def _field(notes: Notes, value: Any, where: Where) -> Field | None:
    kind = value.get("kind")
    if not isinstance(kind, str) or kind not in kinds.KINDS:
        found = schema.read_table(notes, value, where, {**_FIELD, **_GROUP}, ("key", "kind"))
        return Field(**{"key": "", **found, "kind": "?"})
    attributes = _OF_KIND[kind]
    for name in value.keys() - attributes.keys() & (_FIELD.keys() | _GROUP.keys()):
        notes.add((*where, name), f"「{name}」は、種類「{kind}」の質問には書けません。", "not_for_kind")
    data = {
        name: item for name, item in value.items() if name in attributes or name not in {**_FIELD, **_GROUP}
    }
    found = schema.read_table(notes, data, where, attributes, ("key", *kinds.KINDS[kind].needs))
    if "required_if" in found and "required" in value:
        notes.add((*where, "required"), "required と required_if は、どちらか一つだけ書きます。", "both")
    return Field(**{"key": "", **found, "kind": kind})


_GROUP: dict[str, Read] = {"fields": _list(_field, kinds.MAX_INNER_FIELDS, "pages.fields.fields")}
_OF_KIND: dict[str, Mapping[str, Read]] = {kind: _attributes_of(kind) for kind in kinds.KINDS}

_PAGE: dict[str, Read] = {
    "key": schema.key,
    "title": schema.line,
    "intro": schema.text,
    "visible_if": schema.string,
    "fields": _list(_field, kinds.MAX_FIELDS, "pages.fields"),
}


def _page(notes: Notes, value: Any, where: Where) -> Page | None:
    found = schema.read_table(notes, value, where, _PAGE, ("key", "title", "fields"))
    return Page(**{"key": "", "title": Text("？"), **found})


_DEFINITION: dict[str, Read] = {
    "format": _format,
    "slug": schema.code,
    "title": schema.line,
    "summary": schema.text,
    "explanation": schema.text,
    "law": schema.text,
    "section": schema.code,
    "who": schema.text,
    "field": schema.code,
    "life_events": schema.codes,
    "keywords": schema.words,
    "receipt_prefix": schema.prefix,
    "window": _window,
    "fee": schema.text,
    "standard_days": schema.integer(0, 1000),
    "assurance": schema.one_of("none", "email", "account"),
    "originals": schema.one_of("none", "show", "post"),
    "languages": schema.languages,
    "outcome": _outcome,
    "documents": _list(_document, kinds.MAX_DOCUMENTS, "documents"),
    "pages": _list(_page, kinds.MAX_PAGES, "pages"),
}
_NEEDED = ("format", "slug", "title", "summary", "section", "who", "field", "pages")
_STANDINS = {
    "format": FORMAT,
    "slug": "",
    "title": Text("？"),
    "summary": Text("？"),
    "section": "",
    "who": Text("？"),
}


def _definition(notes: Notes, data: dict[str, Any]) -> Definition:
    found = schema.read_table(notes, data, (), _DEFINITION, _NEEDED)
    definition = Definition(**{**_STANDINS, "field": "", **found})
    if "ja" not in definition.languages:
        notes.add(("languages",), 'languages には、必ず "ja" を入れてください。', "languages")
    return definition
