"""Reading the tables of a definition file: which key holds what, and a Japanese sentence where it does not."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from yakuba.kernel.values.bad_value import BadValue
from yakuba.kernel.values.japanese_text import clean_text
from yakuba.kernel.values.receipt_number import PREFIX
from yakuba.procedures.rules.definition import LANGUAGES, Text
from yakuba.procedures.rules.kinds import FILE_TYPES, MAX_NUMBER, MAX_TEXT
from yakuba.procedures.rules.lines import Lines
from yakuba.procedures.rules.mistakes import Mistake, Where, meant

Read = Callable[["Notes", Any, Where], Any]

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")


class Notes:
    """The mistakes found so far, each put on its line."""

    def __init__(self, lines: Lines | None = None) -> None:
        self.lines = lines
        self.mistakes: list[Mistake] = []

    def add(self, where: Where, sentence: str, code: str = "value", *, hint: str = "") -> None:
        """Note a mistake; `hint` is a suggestion that may be empty."""
        line = self.lines.at(where) if self.lines else 0
        self.mistakes.append(Mistake(line, sentence + hint, code, where))

    def hint(self, where: Where, sentence: str, code: str) -> None:
        """Note something that need not keep the definition from being published."""
        line = self.lines.at(where) if self.lines else 0
        self.mistakes.append(Mistake(line, sentence, code, where, blocking=False))


def said(value: object) -> str:
    """A value as it is shown in a sentence: short, in corner brackets."""
    shown = str(value).replace("\n", " ")
    return f"「{shown[:30]}{'…' if len(shown) > 30 else ''}」"


def read_table(
    notes: Notes, data: object, where: Where, attributes: Mapping[str, Read], needs: Iterable[str]
) -> dict[str, Any]:
    """Read the known keys of a table; unknown and missing keys are noted. What cannot be read is left out."""
    if not isinstance(data, dict):
        notes.add(where, f"「{where[-1]}」には「名前 = 値」の組を書きます。", "type")
        return {}
    found: dict[str, Any] = {}
    for key, value in data.items():
        read = attributes.get(key)
        if read is None:
            notes.add(
                (*where, key),
                f"{said(key)}という名前はここでは使えません。",
                "unknown",
                hint=meant(key, attributes),
            )
            continue
        result = read(notes, value, (*where, key))
        if result is not None:
            found[key] = result
    for key in needs:
        if key not in data:
            notes.add(where, f"「{key}」がありません。必ず書いてください。", "missing")
    return found


def text(notes: Notes, value: Any, where: Where) -> Text | None:
    """A text shown to people, in one or several languages; several lines allowed."""
    if isinstance(value, str):
        ja = _sentence(notes, value, where)
        return None if ja is None else Text(ja)
    if not isinstance(value, dict):
        notes.add(where, f'「{where[-1]}」には、" で囲んだ文を書きます。', "type")
        return None
    found = read_table(notes, value, where, dict.fromkeys(LANGUAGES, _sentence), ("ja",))
    return Text(**found) if "ja" in found else None


def line(notes: Notes, value: Any, where: Where) -> Text | None:
    """A text shown to people that stays on one line."""
    found = text(notes, value, where)
    if found is not None and any("\n" in part for part in (found.ja, found.easy, found.en)):
        notes.add(where, f"「{where[-1]}」は一行で書きます。改行を消してください。", "line_break")
    return found


def _sentence(notes: Notes, value: Any, where: Where) -> str | None:
    if not isinstance(value, str):
        notes.add(where, f'「{where[-1]}」には、" で囲んだ文を書きます。', "type")
        return None
    try:
        cleaned = clean_text(value.replace("\r\n", "\n")).strip()
    except BadValue as error:
        notes.add(where, f"「{where[-1]}」に使えない文字があります。{error.sentence}", "characters")
        return None
    if not cleaned or len(cleaned) > MAX_TEXT:
        fault = (
            "空です。文を書くか、行ごと消してください。"
            if not cleaned
            else f"長すぎます（{MAX_TEXT}文字まで）。"
        )
        notes.add(where, f"「{where[-1]}」が{fault}", "length")
        return None
    return cleaned


def string(notes: Notes, value: Any, where: Where) -> str | None:
    """A text for programs (an expression, a pattern): one line, nothing invisible."""
    if not isinstance(value, str):
        notes.add(where, f"「{where[-1]}」には、' か \" で囲んだ文字を書きます。", "type")
        return None
    cleaned = value.strip()
    if not cleaned or not cleaned.isprintable():
        notes.add(
            where, f"「{where[-1]}」が空か、改行などが入っています。一行で書いてください。", "characters"
        )
        return None
    return cleaned


def boolean(notes: Notes, value: Any, where: Where) -> bool | None:
    """true or false."""
    if isinstance(value, bool):
        return value
    notes.add(where, f'「{where[-1]}」には true か false を書きます（" で囲みません）。', "type")
    return None


def integer(least: int, most: int) -> Read:
    """A reader of whole numbers within limits."""

    def read(notes: Notes, value: Any, where: Where) -> int | None:
        if type(value) is not int or not least <= value <= most:
            notes.add(where, f"「{where[-1]}」には {least} から {most} までの整数を書きます。", "type")
            return None
        return value

    return read


def bound(notes: Notes, value: Any, where: Where) -> int | float | str | None:
    """The `min` or `max` of any kind; whether it suits the kind is checked later. A TOML date becomes its ISO text."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        return string(notes, value, where)
    if type(value) in (int, float) and -MAX_NUMBER <= value <= MAX_NUMBER:
        return int(value) if value == int(value) else float(value)
    notes.add(where, f"「{where[-1]}」には、数か日付を書きます。", "type")
    return None


def day(notes: Notes, value: Any, where: Where) -> date | None:
    """A TOML date, or its text."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    notes.add(where, f"「{where[-1]}」には 2026-04-01 のような日付を書きます。", "type")
    return None


def _matching(pattern: re.Pattern[str], explanation: str) -> Read:
    def read(notes: Notes, value: Any, where: Where) -> str | None:
        if isinstance(value, str) and pattern.fullmatch(value):
            return value
        notes.add(where, f"「{where[-1]}」の{said(value)}は使えません。{explanation}", "name")
        return value if isinstance(value, str) and value.isprintable() else None

    return read


key = _matching(_KEY, "英小文字で始め、英小文字・数字・_ で40文字までにしてください。")
code = _matching(_CODE, "英小文字で始め、英小文字・数字・_・- で40文字までにしてください。")
prefix = _matching(PREFIX, "英大文字1〜3文字にしてください。数字と紛らわしい I・L・O・U は使えません。")


def one_of(*known: str) -> Read:
    """A reader of one of some words."""

    def read(notes: Notes, value: Any, where: Where) -> str | None:
        if isinstance(value, str) and value in known:
            return value
        words = "、".join(f'"{word}"' for word in known)
        hint = meant(value, known) if isinstance(value, str) else ""
        notes.add(
            where,
            f"「{where[-1]}」の{said(value)}は使えません。{words} から選んでください。",
            "word",
            hint=hint,
        )
        return None

    return read


def many(read: Read, most: int, what: str) -> Read:
    """A reader of a list of up to `most` things, no two of them alike."""

    def read_all(notes: Notes, value: Any, where: Where) -> tuple[Any, ...] | None:
        if not isinstance(value, list):
            notes.add(where, f"「{where[-1]}」には、[ ] で囲んだ{what}の並びを書きます。", "type")
            return None
        if len(value) > most:
            notes.add(where, f"「{where[-1]}」が多すぎます（{most}個まで）。", "count")
        found = [read(notes, item, (*where, index)) for index, item in enumerate(value[:most])]
        kept = [item for item in found if item is not None]
        if any(item in kept[:index] for index, item in enumerate(kept)):
            notes.add(where, f"「{where[-1]}」に同じものが二度あります。", "twice")
        return tuple(kept)

    return read_all


def _word(notes: Notes, value: Any, where: Where) -> str | None:
    found = _sentence(notes, value, where)
    if found is not None and (len(found) > 100 or not found.isprintable()):
        notes.add(where, f"「{where[-2]}」のことばは、一行で100文字までにしてください。", "length")
    return found


words = many(_word, 50, "ことば")
codes = many(code, 50, "識別名")
languages = many(one_of(*LANGUAGES), 3, "言語")
file_types = many(one_of(*FILE_TYPES), len(FILE_TYPES), "ファイルの種類")
