"""On which line of a TOML text each key stands: `tomllib` tells the values only.

Works on text `tomllib` has accepted; it need not judge, only find its way.
"""

import re
from bisect import bisect_right

from yakuba.procedures.rules.mistakes import Where

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY_PART = re.compile(r"[ \t]*(?:([A-Za-z0-9_-]+)|\"((?:[^\"\\\n]|\\.)*)\"|'([^'\n]*)')[ \t]*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}(?!")|' + r"'''.*?'{3,5}(?!')|" + r'"(?:[^"\\\n]|\\.)*"|' + r"'[^'\n]*'",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}#\n]*")


class Lines:
    """The line of every key path, as ("pages", 0, "fields", 2, "label")."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._offsets: dict[Where, int] = {}
        self._arrays: dict[Where, int] = {}
        self._read()

    def at(self, where: Where) -> int:
        """The line of the path, or of the nearest thing around it that the text names."""
        while where:
            if where in self._offsets:
                return bisect_right(self._starts, self._offsets[where])
            where = where[:-1]
        return 1

    def _note(self, where: Where, offset: int) -> None:
        self._offsets.setdefault(where, offset)

    def _read(self) -> None:
        table: Where = ()
        at = self._skip(0)
        while at < len(self._text):
            if self._text[at] == "[":
                table, after = self._header(at)
            else:
                after = self._pair(at, table)
            at = self._skip(max(after, at + 1))

    def _skip(self, at: int) -> int:
        match = _BLANK.match(self._text, at)
        return match.end() if match else at

    def _header(self, at: int) -> tuple[Where, int]:
        double = self._text.startswith("[[", at)
        keys, after = self._keys(at + (2 if double else 1))
        where: Where = ()
        for key in keys[:-1]:
            where = (*where, key)
            if where in self._arrays:
                where = (*where, self._arrays[where] - 1)
        where = (*where, *keys[-1:])
        if double:
            index = self._arrays.get(where, 0)
            self._arrays[where] = index + 1
            self._note(where, at)
            where = (*where, index)
        self._note(where, at)
        return where, after + (2 if double else 1)

    def _keys(self, at: int) -> tuple[list[str], int]:
        """The parts of a dotted key beginning at an offset, and where it ends."""
        keys: list[str] = []
        while match := _KEY_PART.match(self._text, at):
            keys.append(next(part for part in match.groups() if part is not None))
            at = match.end()
            if not self._text.startswith(".", at):
                break
            at += 1
        return keys, at

    def _pair(self, at: int, table: Where) -> int:
        start = at
        keys, at = self._keys(at)
        where = table
        for key in keys:
            where = (*where, key)
            self._note(where, start)
        return self._value(self._skip(at + 1), where)

    def _value(self, at: int, where: Where) -> int:
        head = self._text[at : at + 1]
        if head in ('"', "'"):
            match = _STRING.match(self._text, at)
            return match.end() if match else len(self._text)
        if head in ("[", "{"):
            return self._inside(at + 1, where, "]" if head == "[" else "}")
        match = _BARE.match(self._text, at)
        return match.end() if match else len(self._text)

    def _inside(self, at: int, where: Where, close: str) -> int:
        index = 0
        at = self._skip(at)
        while at < len(self._text) and not self._text.startswith(close, at):
            before = at
            if close == "]":
                self._note((*where, index), at)
                at = self._value(at, (*where, index))
            else:
                at = self._pair(at, where)
            index += 1
            at = self._skip(at)
            if self._text.startswith(",", at):
                at = self._skip(at + 1)
            at = max(at, before + 1)
        return at + 1
