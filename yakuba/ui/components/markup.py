"""Escaped HTML from fixed patterns: the only place in `ui` that declares a string safe."""

from collections.abc import Iterable
from html import escape
from typing import LiteralString

from django.utils.safestring import SafeString

NOTHING = SafeString("")


def escaped(value: object) -> str:
    """Return `value` escaped for an element or a quoted attribute; SafeStrings pass as they are."""
    kind = type(value)
    if kind is str:
        return escape(value)  # type: ignore[arg-type]
    if kind is SafeString:
        return value  # type: ignore[return-value]
    marked = getattr(value, "__html__", None)
    return str(marked()) if marked is not None else escape(str(value))


def markup(pattern: LiteralString, *values: object) -> SafeString:
    """Fill the `{}` of a fixed pattern with escaped values."""
    return SafeString(pattern.format(*map(escaped, values)))


def joined(pieces: Iterable[object]) -> SafeString:
    """Put pieces one after another; those that are not SafeString are escaped."""
    return SafeString("".join(map(escaped, pieces)))


def attributes(*pairs: tuple[str, object]) -> SafeString:
    """Write ` name="value"` for every pair with a value; True writes the bare name, None, False and "" nothing."""
    written = []
    for name, value in pairs:
        if value is True:
            written.append(f" {escape(name)}")
        elif value is not None and value is not False and value != "":
            written.append(f' {escape(name)}="{escaped(value)}"')
    return SafeString("".join(written))
