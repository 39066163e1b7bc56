"""How each kind of question is read: from posted inputs to the stored answer, and back to inputs.

A reader never raises. It gives the value (None where nothing was entered or nothing could be read) and the problems,
each with the name of the input it belongs to. Required answers are not its business: see `compiling.py`.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol

from yakuba.kernel.values.bad_value import BadValue
from yakuba.kernel.values.email_address import parse_email
from yakuba.kernel.values.japanese_text import clean_line, clean_text, grapheme_length
from yakuba.kernel.values.money import Yen
from yakuba.kernel.values.my_number import contains_my_number
from yakuba.kernel.values.phone import parse_phone
from yakuba.kernel.values.wareki import WESTERN, from_parts, parse_date
from yakuba.procedures.rules import kinds
from yakuba.procedures.rules.bounds import bound_on
from yakuba.procedures.rules.definition import Field
from yakuba.procedures.rules.evaluate import day
from yakuba.procedures.rules.messages import Cause, Problem

Given = Mapping[str, Sequence[str]]
Inputs = dict[str, list[str]]
Problems = list[tuple[str, Problem]]

_EDGES = " \t\r\n\u3000"
_SHORTEST_MY_NUMBER = 6  # twelve digits fit into six characters such as ㊾
_NUMBER = re.compile(r"-?[0-9]{1,16}(?:\.[0-9]{1,10})?")
_FILE = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_MINUS = str.maketrans(dict.fromkeys("−‐–▲△ー", "-"))


class Reading(NamedTuple):
    """What was read from the inputs of one question."""

    value: Any
    problems: Problems


class Reader(Protocol):
    """The reader of one kind, made once for one field."""

    def read(self, given: Given, name: str, today: date) -> Reading:
        """Read the inputs called `name` or `name.…`."""
        ...

    def inputs(self, value: Any, name: str) -> Inputs:
        """The inputs that would be read as the value; empty for a value of another shape."""
        ...


def first(given: Given, name: str) -> str:
    """The first text posted under a name, without outer blanks."""
    texts = given.get(name)
    return texts[0].strip(_EDGES) if texts else ""


def text_fault(field: Field, text: str, most: int, *, lines: bool = False) -> Problem | None:
    """What every text is refused for: too long, characters no database should carry, a マイナンバー."""
    if len(text) > most and (count := len(text) if len(text) > most * 20 else grapheme_length(text)) > most:
        return Problem("too_long", {"label": field.title(), "most": most, "count": count})
    try:
        (clean_text if lines else clean_line)(text)
    except BadValue as error:
        return Problem("value", {"label": field.title(), "cause": Cause.of(error)})
    if len(text) >= _SHORTEST_MY_NUMBER and contains_my_number(text):
        return Problem("my_number", {"label": field.title()})
    return None


class TextReader:
    """`text` and `long_text`: kept exactly as entered, line breaks as LF."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.lines = field.kind == "long_text"
        default = kinds.DEFAULT_LENGTH_LONG_TEXT if self.lines else kinds.DEFAULT_LENGTH_TEXT
        self.most = field.max_length or default
        self.pattern = re.compile(field.pattern, re.ASCII) if field.pattern else None

    def read(self, given: Given, name: str, today: date) -> Reading:
        text = first(given, name)
        if self.lines:
            text = text.replace("\r\n", "\n")
        if not text:
            return Reading(None, [])
        problem = text_fault(self.field, text, self.most, lines=self.lines) or self._form_fault(text)
        return Reading(None, [(name, problem)]) if problem else Reading(text, [])

    def _form_fault(self, text: str) -> Problem | None:
        label = self.field.title()
        least = self.field.min_length or 0
        if len(text) < least or (least and grapheme_length(text) < least):
            return Problem("too_short", {"label": label, "least": least})
        if self.pattern and not self.pattern.fullmatch(unicodedata.normalize("NFKC", text)):
            return Problem("pattern", {"label": label, "message": self.field.pattern_message})
        return None

    def inputs(self, value: Any, name: str) -> Inputs:
        return {name: [value]} if isinstance(value, str) else {}


class DateReader:
    """`date`: `name.era`, `.year`, `.month`, `.day`, or one text under `name`; stored as YYYY-MM-DD."""

    def __init__(self, field: Field) -> None:
        self.field = field

    def read(self, given: Given, name: str, today: date) -> Reading:
        year, month, month_day = (first(given, f"{name}.{part}") for part in ("year", "month", "day"))
        whole = first(given, name)
        label = self.field.title()
        try:
            if year or month or month_day:
                if not (year and month and month_day):
                    part = "year" if not year else "month" if not month else "day"
                    return Reading(None, [(f"{name}.{part}", Problem("date_incomplete", {"label": label}))])
                found = from_parts(first(given, f"{name}.era") or WESTERN, year, month, month_day)
            elif whole:
                found = parse_date(whole)
            else:
                return Reading(None, [])
        except BadValue as error:
            name = f"{name}.year" if year else name
            return Reading(None, [(name, Problem("value", {"label": label, "cause": Cause.of(error)}))])
        problem = self._range_fault(found, today)
        return Reading(None, [(f"{name}.year", problem)]) if problem else Reading(found.isoformat(), [])

    def _range_fault(self, found: date, today: date) -> Problem | None:
        low, high = self.field.min, self.field.max
        if isinstance(low, str) and found < (limit := bound_on(low, today)):
            return Problem("too_early", {"label": self.field.title(), "first": limit})
        if isinstance(high, str) and found > (limit := bound_on(high, today)):
            return Problem("too_late", {"label": self.field.title(), "last": limit})
        return None

    def inputs(self, value: Any, name: str) -> Inputs:
        found = day(value)
        if found is None:
            return {}
        parts = {"era": WESTERN, "year": found.year, "month": found.month, "day": found.day}
        return {f"{name}.{part}": [str(text)] for part, text in parts.items()}


class NumberReader:
    """`number`: full-width digits, commas and minus signs are read; whole numbers are stored whole."""

    def __init__(self, field: Field) -> None:
        self.field = field

    def read(self, given: Given, name: str, today: date) -> Reading:
        text = first(given, name)
        if not text:
            return Reading(None, [])
        value, problem = self._parse(text)
        if problem is None and value is not None:
            problem = range_fault(self.field, value)
        return Reading(None, [(name, problem)]) if problem else Reading(value, [])

    def _parse(self, text: str) -> tuple[int | float | None, Problem | None]:
        label = self.field.title()
        plain = unicodedata.normalize("NFKC", text[:60]).translate(_MINUS).replace(",", "").replace("、", "")
        if len(text) > 40 or not _NUMBER.fullmatch(plain):
            return None, Problem("not_number", {"label": label})
        whole, _, fraction = plain.partition(".")
        fraction = fraction.rstrip("0")
        if len(fraction) > self.field.decimals:
            if not self.field.decimals:
                return None, Problem("not_whole", {"label": label})
            return None, Problem("too_many_decimals", {"label": label, "most": self.field.decimals})
        value: int | float = float(plain) if fraction else int(whole)
        if abs(value) > kinds.MAX_NUMBER:
            return None, Problem("not_number", {"label": label})
        return value, None

    def inputs(self, value: Any, name: str) -> Inputs:
        return {name: [str(value)]} if type(value) in (int, float) else {}


def range_fault(field: Field, value: int | float) -> Problem | None:
    """Whether a number is outside `min` and `max`."""
    if isinstance(field.min, (int, float)) and value < field.min:
        return Problem("too_small", {"label": field.title(), "least": field.min})
    if isinstance(field.max, (int, float)) and value > field.max:
        return Problem("too_large", {"label": field.title(), "most": field.max})
    return None


class MoneyReader:
    """`money`: whole yen; below zero only where `min` says so."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.negative = isinstance(field.min, int) and field.min < 0

    def read(self, given: Given, name: str, today: date) -> Reading:
        text = first(given, name)
        if not text:
            return Reading(None, [])
        try:
            yen = int(Yen.parse(text, negative="allow" if self.negative else "refuse"))
        except BadValue as error:
            return Reading(
                None, [(name, Problem("value", {"label": self.field.title(), "cause": Cause.of(error)}))]
            )
        problem = range_fault(self.field, yen)
        return Reading(None, [(name, problem)]) if problem else Reading(yen, [])

    def inputs(self, value: Any, name: str) -> Inputs:
        return {name: [str(value)]} if type(value) is int else {}


class ChoiceReader:
    """`yes_no`, `choice`, `consent`: one of the keys offered."""

    def __init__(self, field: Field) -> None:
        self.field = field
        fixed = {"yes_no": kinds.YES_NO, "consent": kinds.CONSENT}
        self.keys = frozenset(fixed.get(field.kind) or [option.key for option in field.options])

    def read(self, given: Given, name: str, today: date) -> Reading:
        text = first(given, name)
        if not text:
            return Reading(None, [])
        if text not in self.keys:
            return Reading(None, [(name, Problem("not_an_option", {"label": self.field.title()}))])
        return Reading(text, [])

    def inputs(self, value: Any, name: str) -> Inputs:
        return {name: [value]} if isinstance(value, str) else {}


class ChoicesReader:
    """`choices`: the keys chosen, in the order offered."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.keys = [option.key for option in field.options]

    def read(self, given: Given, name: str, today: date) -> Reading:
        chosen = {text.strip(_EDGES) for text in given.get(name, ())} - {""}
        if not chosen:
            return Reading(None, [])
        label = self.field.title()
        value = [key for key in self.keys if key in chosen]
        problem = None
        if len(value) != len(chosen):
            problem = Problem("not_an_option", {"label": label})
        elif isinstance(self.field.min, int) and len(value) < self.field.min:
            problem = Problem("too_few_choices", {"label": label, "least": self.field.min})
        elif isinstance(self.field.max, int) and len(value) > self.field.max:
            problem = Problem("too_many_choices", {"label": label, "most": self.field.max})
        return Reading(None, [(name, problem)]) if problem else Reading(value, [])

    def inputs(self, value: Any, name: str) -> Inputs:
        return {name: list(value)} if _is_texts(value) else {}


class EmailReader:
    """`email`: stored as mail can be sent to it; `name.confirm` must say the same where the field asks twice."""

    def __init__(self, field: Field) -> None:
        self.field = field

    def read(self, given: Given, name: str, today: date) -> Reading:
        text = first(given, name)
        if not text:
            return Reading(None, [])
        try:
            address = parse_email(text)
        except BadValue as error:
            return Reading(
                None, [(name, Problem("value", {"label": self.field.title(), "cause": Cause.of(error)}))]
            )
        if self.field.confirm and not self._confirmed(first(given, f"{name}.confirm"), address):
            return Reading(None, [(f"{name}.confirm", Problem("email_differs"))])
        return Reading(address, [])

    def _confirmed(self, again: str, address: str) -> bool:
        try:
            return parse_email(again) == address
        except BadValue:
            return False

    def inputs(self, value: Any, name: str) -> Inputs:
        if not isinstance(value, str):
            return {}
        return {name: [value], f"{name}.confirm": [value]} if self.field.confirm else {name: [value]}


class PhoneReader:
    """`phone`: a number that can be called in Japan, stored in its national form with the extension."""

    def __init__(self, field: Field) -> None:
        self.field = field

    def read(self, given: Given, name: str, today: date) -> Reading:
        text = first(given, name)
        if not text:
            return Reading(None, [])
        try:
            return Reading(str(parse_phone(text)), [])
        except BadValue as error:
            return Reading(
                None, [(name, Problem("value", {"label": self.field.title(), "cause": Cause.of(error)}))]
            )

    def inputs(self, value: Any, name: str) -> Inputs:
        return {name: [value]} if isinstance(value, str) else {}


class FileReader:
    """`file`: the public ids (UUID) of stored files; what they contain was judged when they were stored."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.most = field.max_count or kinds.DEFAULT_FILES

    def read(self, given: Given, name: str, today: date) -> Reading:
        ids = list(dict.fromkeys(text for item in given.get(name, ()) if (text := item.strip(_EDGES))))
        if not ids:
            return Reading(None, [])
        label = self.field.title()
        if len(ids) > self.most:
            return Reading(None, [(name, Problem("too_many_files", {"label": label, "most": self.most}))])
        if not all(_FILE.fullmatch(item) for item in ids):
            return Reading(None, [(name, Problem("file_unknown", {"label": label}))])
        return Reading(ids, [])

    def inputs(self, value: Any, name: str) -> Inputs:
        return {name: list(value)} if _is_texts(value) else {}


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
