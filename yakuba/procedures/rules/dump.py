"""Writing a definition as canonical TOML: always the same order and the same form, defaults left out."""

import re
from datetime import date
from typing import Any

from yakuba.procedures.rules.definition import (
    LANGUAGES,
    Definition,
    Document,
    Field,
    Option,
    Page,
    Text,
    Window,
)

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
_UNSAFE = re.compile(r'["\\\x00-\x1f\x7f]')
_UNSAFE_IN_LINES = re.compile(r'"""|\\|[\x00-\x09\x0b-\x1f\x7f]')

_TOP = [
    "format",
    "slug",
    "title",
    "summary",
    "explanation",
    "law",
    "section",
    "who",
    "field",
    "life_events",
    "keywords",
    "receipt_prefix",
    "window",
    "fee",
    "standard_days",
    "assurance",
    "originals",
    "languages",
]
_OUTCOME = ("received", "accepted", "completed", "refused", "dismissed")
_DOCUMENT = ("key", "label", "help", "originals", "visible_if")
_PAGE = ("key", "title", "intro", "visible_if")
_FIELD = [
    "key",
    "kind",
    "label",
    "help",
    "text",
    "required",
    "required_if",
    "visible_if",
    "computed",
    "check",
    "check_message",
    "fact",
    "autocomplete",
    "kana",
    "former",
    "confirm",
    "options",
    "min",
    "max",
    "decimals",
    "unit",
    "min_length",
    "max_length",
    "pattern",
    "pattern_message",
    "accept",
    "max_mb",
    "max_count",
    "item",
]
_EXPRESSIONS = frozenset(["visible_if", "required_if", "computed", "check", "pattern"])


def dump_toml(definition: Definition) -> str:
    """The definition as TOML. `load_toml` reads it back to an equal definition, which is written byte for byte the same."""
    out = _pairs(definition, _TOP)
    if definition.outcome is not None:
        out += ["", "[outcome]", *_pairs(definition.outcome, _OUTCOME)]
    for document in definition.documents:
        out += ["", "[[documents]]", *_pairs(document, _DOCUMENT)]
    for page in definition.pages:
        out += ["", "[[pages]]", *_pairs(page, _PAGE)]
        for field in page.fields:
            out += ["", "[[pages.fields]]", *_pairs(field, _FIELD)]
            for inner in field.fields:
                out += ["", "[[pages.fields.fields]]", *_pairs(inner, _FIELD)]
    return "\n".join(out) + "\n"


def _pairs(
    thing: Definition | Document | Page | Field | Any, names: list[str] | tuple[str, ...]
) -> list[str]:
    """The lines `name = value` of everything that is not its default."""
    defaults = _DEFAULTS[type(thing)]
    lines: list[str] = []
    for name in names:
        value = getattr(thing, name)
        if name not in defaults or value != defaults[name]:
            lines += _pair(name, value)
    return lines


def _pair(name: str, value: Any) -> list[str]:
    if isinstance(value, Text):
        return _text(name, value)
    if name == "options":
        return [f"{name} = [", *(f"  {_option(option)}," for option in value), "]"]
    if name in _EXPRESSIONS:
        return [f"{name} = {_literal(value)}"]
    return [f"{name} = {_value(value)}"]


def _text(name: str, text: Text) -> list[str]:
    if not text.easy and not text.en:
        return [f"{name} = {_sentence(text.ja)}"]
    parts = [(language, getattr(text, language)) for language in LANGUAGES]
    return [f"{name}.{language} = {_sentence(part)}" for language, part in parts if part]


def _sentence(text: str) -> str:
    """A string, over several lines where it has line breaks."""
    if "\n" not in text:
        return _quoted(text)
    body = _UNSAFE_IN_LINES.sub(lambda found: "".join(_escape(letter) for letter in found[0]), text)
    return f'"""\n{body}\n"""'


def _quoted(text: str) -> str:
    return '"' + _UNSAFE.sub(lambda found: _escape(found[0]), text) + '"'


def _escape(letter: str) -> str:
    return _ESCAPES.get(letter) or f"\\u{ord(letter):04x}"


def _literal(text: str) -> str:
    """An expression or pattern: in single quotes, where double quotes and backslashes stay as they are."""
    return f"'{text}'" if "'" not in text and not re.search(r"[\x00-\x1f\x7f]", text) else _quoted(text)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, Window):
        days = (("from", value.from_), ("until", value.until))
        return "{ " + ", ".join(f"{name} = {day.isoformat()}" for name, day in days if day) + " }"
    return repr(int(value) if isinstance(value, float) and value.is_integer() else value)


def _option(option: Option) -> str:
    parts = [f"key = {_quoted(option.key)}"]
    for name, text in (("label", option.label), ("help", option.help)):
        if text is None:
            continue
        if not text.easy and not text.en:
            parts.append(f"{name} = {_quoted(text.ja)}")
        else:
            said = [(language, getattr(text, language)) for language in LANGUAGES]
            parts += [f"{name}.{language} = {_quoted(part)}" for language, part in said if part]
    return "{ " + ", ".join(parts) + " }"


class _Defaults(dict[type, dict[str, Any]]):
    """Attribute defaults of each struct, worked out once."""

    def __missing__(self, struct: type) -> dict[str, Any]:
        names: tuple[str, ...] = struct.__struct_fields__  # type: ignore[attr-defined]
        defaults: tuple[Any, ...] = struct.__struct_defaults__  # type: ignore[attr-defined]
        self[struct] = dict(zip(names[len(names) - len(defaults) :], defaults, strict=True))
        return self[struct]


_DEFAULTS = _Defaults()
