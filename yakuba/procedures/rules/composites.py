"""Questions of several inputs: names, addresses, bank accounts, and repeating groups."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

import jaconv

from yakuba.kernel.values.japanese_text import HYPHENS, grapheme_length
from yakuba.kernel.values.prefectures import PREFECTURES
from yakuba.procedures.rules import kinds
from yakuba.procedures.rules.definition import Field
from yakuba.procedures.rules.messages import Problem, Term
from yakuba.procedures.rules.questions import (
    ChoiceReader,
    ChoicesReader,
    DateReader,
    EmailReader,
    FileReader,
    Given,
    Inputs,
    MoneyReader,
    NumberReader,
    PhoneReader,
    Problems,
    Reader,
    Reading,
    TextReader,
    first,
    text_fault,
)

MAX_PART = 60

NAMES_OF_PREFECTURES = frozenset(one.name for one in PREFECTURES)
_KANA = re.compile("[ァ-ヺーヽヾ・＝　 −]+")
_HOLDER = re.compile("[ァ-ヴー0-9A-Z ()「」.,/¥-]+")
_NO_HYPHENS = str.maketrans(dict.fromkeys(f"{HYPHENS}〒 ", None))


class _Composite:
    """What composites share: one text per part, each refused like any one-line text."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.parts = kinds.PARTS[field.kind]

    def read(self, given: Given, name: str, today: date) -> Reading:
        value = {part: text for part in self.parts if (text := first(given, f"{name}.{part}"))}
        if not value:
            return Reading(None, [])
        problems: Problems = []
        for part in self.parts:
            problem = self.part_fault(part, value) if part in value else self.absent(part, value)
            if problem:
                problems.append((f"{name}.{part}", problem))
        return Reading(None if problems else value, problems)

    def inputs(self, value: Any, name: str) -> Inputs:
        if not isinstance(value, dict):
            return {}
        return {f"{name}.{part}": [text] for part in self.parts if isinstance(text := value.get(part), str)}

    def problem(self, code: str, part: str, **params: object) -> Problem:
        return Problem(code, {"label": self.field.title(), "part": Term(part), **params})

    def part_fault(self, part: str, value: dict[str, str]) -> Problem | None:
        """What is wrong with a part that was entered; the part may be put into its stored form in `value`."""
        text = value[part]
        if len(text) > MAX_PART and (len(text) > MAX_PART * 20 or grapheme_length(text) > MAX_PART):
            return self.problem("too_long_part", part, most=MAX_PART)
        return text_fault(self.field, text, MAX_PART * 20)

    def absent(self, part: str, value: dict[str, str]) -> Problem | None:
        """What is wrong when a part was left out although others were entered."""
        raise NotImplementedError


class NameReader(_Composite):
    """`name`: 氏 and 名 exactly as entered; readings are brought into full-width katakana."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.parts = tuple(
            part
            for part in self.parts
            if (field.kana or not part.endswith("_kana")) and (field.former or part != "former")
        )

    def part_fault(self, part: str, value: dict[str, str]) -> Problem | None:
        if part.endswith("_kana"):
            value[part] = katakana(value[part])
            if not _KANA.fullmatch(value[part]):
                return self.problem("kana", part)
        return super().part_fault(part, value)

    def absent(self, part: str, value: dict[str, str]) -> Problem | None:
        if part == "former":
            return None
        return self.problem("required_given" if part == "given" else "required_part", part)


class AddressReader(_Composite):
    """`address`: postcode stored as seven digits, prefecture one of the 47, the rest exactly as entered."""

    def part_fault(self, part: str, value: dict[str, str]) -> Problem | None:
        if part == "postcode":
            value[part] = unicodedata.normalize("NFKC", value[part][:40]).translate(_NO_HYPHENS)
            return None if _digits(value[part], 7) else self.problem("postcode", part)
        if part == "prefecture":
            return None if value[part] in NAMES_OF_PREFECTURES else self.problem("prefecture", part)
        return super().part_fault(part, value)

    def absent(self, part: str, value: dict[str, str]) -> Problem | None:
        if part in ("postcode", "prefecture"):
            return self.problem(part, part)
        if part == "street" and "town" not in value:
            return self.problem("required_street", part)
        return self.problem("required_part", part) if part == "city" else None


class BankAccountReader(_Composite):
    """`bank_account`: bank code (4 digits), branch code (3), type, number (7), holder in full-width katakana.

    Whether the codes name a bank and a branch is looked up by the page, not here.
    """

    def part_fault(self, part: str, value: dict[str, str]) -> Problem | None:
        text = unicodedata.normalize("NFKC", value[part][:100])
        value[part] = text
        if part in ("bank", "branch"):
            count = 4 if part == "bank" else 3
            return None if _digits(text, count) else self.problem("digits", part, count=count)
        if part == "number":
            return None if _digits(text, 7) else self.problem("account_number", part)
        if part == "type":
            return None if text in kinds.ACCOUNT_TYPES else self.problem("account_type", part)
        value[part] = katakana(text).upper()
        if len(text) > MAX_PART or not _HOLDER.fullmatch(value[part]):
            return self.problem("account_holder", part)
        return super().part_fault(part, value)

    def absent(self, part: str, value: dict[str, str]) -> Problem | None:
        return self.problem("account_type" if part == "type" else "required_part", part)


def katakana(text: str) -> str:
    """A reading in full-width katakana: hiragana and half-width kana are converted, hyphens after kana become ー."""
    plain = jaconv.hira2kata(unicodedata.normalize("NFKC", text))
    return re.sub(f"(?<=[ァ-ヺー])[{re.escape(HYPHENS)}]", "ー", plain)


def _digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdigit()


class Row(NamedTuple):
    """One row of a group as it was read: values by key, problems by the key of the inner field."""

    values: dict[str, Any]
    problems: list[tuple[str, tuple[str, Problem]]]


class GroupReader:
    """`group`: rows `name.0.…`, `name.1.…`; rows left empty are dropped and the rest numbered anew."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.inner: tuple[tuple[str, Reader], ...] = tuple(
            (inner.key, reader_of(inner)) for inner in field.fields if inner.kind in READERS
        )
        self.most = field.max if isinstance(field.max, int) else kinds.DEFAULT_ROWS

    def rows(self, given: Given, name: str, today: date) -> tuple[list[Row], Inputs]:
        """The rows that hold anything, up to one more than allowed, and their inputs under their new numbers."""
        found: list[Row] = []
        shown: Inputs = {}
        for number in _row_numbers(given, name):
            row = Row({}, [])
            place, new_place = f"{name}.{number}", f"{name}.{len(found)}"
            for key, reader in self.inner:
                value, problems = reader.read(given, f"{place}.{key}", today)
                if value is not None:
                    row.values[key] = value
                row.problems.extend(
                    (key, (new_place + at[len(place) :], problem)) for at, problem in problems
                )
            if not row.values and not row.problems:
                continue
            prefix = f"{place}."
            shown |= {
                new_place + at[len(place) :]: list(texts)
                for at, texts in given.items()
                if at.startswith(prefix)
            }
            found.append(row)
            if len(found) > self.most:
                break
        return found, shown

    def read(self, given: Given, name: str, today: date) -> Reading:
        rows, _ = self.rows(given, name, today)
        problems = [placed for row in rows for _, placed in row.problems]
        if len(rows) > self.most:
            params = {"label": self.field.title(), "most": self.most}
            problems.append((name, Problem("too_many_rows", params)))
        return Reading([row.values for row in rows[: self.most]] or None, problems)

    def inputs(self, value: Any, name: str) -> Inputs:
        found: Inputs = {}
        for number, row in enumerate(value if isinstance(value, list) else ()):
            if isinstance(row, dict):
                for key, reader in self.inner:
                    found |= reader.inputs(row.get(key), f"{name}.{number}.{key}")
        return found


def _row_numbers(given: Given, name: str) -> Iterator[int]:
    prefix = f"{name}."
    numbers = {at[len(prefix) :].partition(".")[0] for at in given if at.startswith(prefix)}
    return iter(
        sorted(int(number) for number in numbers if number.isascii() and number.isdigit() and len(number) < 5)
    )


READERS: dict[str, Callable[[Field], Reader]] = {
    "text": TextReader,
    "long_text": TextReader,
    "name": NameReader,
    "address": AddressReader,
    "date": DateReader,
    "number": NumberReader,
    "money": MoneyReader,
    "yes_no": ChoiceReader,
    "choice": ChoiceReader,
    "choices": ChoicesReader,
    "email": EmailReader,
    "phone": PhoneReader,
    "file": FileReader,
    "bank_account": BankAccountReader,
    "group": GroupReader,
    "consent": ChoiceReader,
}


def reader_of(field: Field) -> Reader:
    """The reader of a field; KeyError for kinds that are not entered (`note`, `computed`)."""
    return READERS[field.kind](field)
