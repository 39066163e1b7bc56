"""The sheet of a filled-in form: page by page, row by row, what was answered, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from yakuba.procedures.rules.compiling import Answers, Form, Question
from yakuba.procedures.rules.definition import Field, Text
from yakuba.procedures.rules.evaluate import day
from yakuba.procedures.rules.lookups import bank_words, branch_words
from yakuba.procedures.rules.messages import Translate, say_day, say_term
from yakuba.procedures.rules.settling import State


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One answer. `key` names it for corrections ("home", "children.0.birth"); `display` is text in the language asked
    for, empty where nothing was answered; `raw` is the stored value; `files` the public ids of files. Inside a group
    `label` says whose answer it is; `row_name` and `short_label` are its two parts."""

    page: str
    page_title: str
    key: str
    label: str
    kind: str
    display: str
    raw: Any
    files: tuple[str, ...] = ()
    row_name: str = ""
    short_label: str = ""


def sheet(
    form: Form, answers: Answers, *, today: date, language: str = "ja", translate: Translate = str
) -> list[SheetRow]:
    """Every question shown for the answers, in order, unanswered ones too. `translate` is gettext in that language."""
    state = form.visible(answers, today=today)
    writer = _Writer(state, language, translate)
    rows: list[SheetRow] = []
    for page in form.definition.pages:
        if page.key in state.pages:
            title = page.title.say(language)
            for question in form.pages[page.key]:
                if question.field.kind != "note" and state.shows(question.path):
                    rows.extend(writer.rows(page.key, title, question))
    return rows


@dataclass(frozen=True, slots=True)
class _Writer:
    state: State
    language: str
    translate: Translate

    def term(self, code: str, **params: object) -> str:
        return say_term(code, self.language, self.translate, **params)

    def rows(self, page: str, title: str, question: Question) -> Iterator[SheetRow]:
        value = self.state.values.get(question.path)
        if question.field.kind == "group" and isinstance(value, list) and value:
            for number, row in enumerate(value):
                yield from self.in_group(page, title, question, number, row if isinstance(row, dict) else {})
        else:
            yield self.row(page, title, question.path, self.label(question.field), question.field, value)

    def in_group(
        self, page: str, title: str, group: Question, number: int, row: Mapping[str, Any]
    ) -> Iterator[SheetRow]:
        item = (group.field.item or group.field.title()).say(self.language)
        name = self.term("row", item=item, number=number + 1)
        for question in group.inner:
            path = f"{group.path}.{number}.{question.field.key}"
            if question.field.kind != "note" and self.state.shows(path):
                short = self.label(question.field)
                label = self.term("in_row", row=name, label=short)
                found = self.row(page, title, path, label, question.field, row.get(question.field.key))
                yield replace(found, row_name=name, short_label=short)

    def row(self, page: str, title: str, key: str, label: str, field: Field, value: Any) -> SheetRow:
        files = tuple(value) if field.kind == "file" and isinstance(value, list) else ()
        return SheetRow(page, title, key, label, field.kind, self.display(field, value), value, files)

    def label(self, field: Field) -> str:
        return field.title().say(self.language)

    def display(self, field: Field, value: Any) -> str:
        """A stored value in words; empty for a missing value and for one of another shape than the kind's."""
        if value is None:
            return ""
        if isinstance(value, dict):
            return self.parts(field, {part: text for part, text in value.items() if isinstance(text, str)})
        if isinstance(value, list):
            return self.listed(field, value)
        if isinstance(value, (int, float)):
            return self.number(field, value)
        return self.text(field, str(value))

    def text(self, field: Field, value: str) -> str:
        if field.kind in ("yes_no", "consent"):
            code = "consent" if field.kind == "consent" else value
            return self.term(code) if value in ("yes", "no") else value
        if field.kind == "choice":
            return self.option(field, value)
        if field.kind in ("date", "computed") and (found := day(value)):
            return say_day(found, self.language)
        return value

    def number(self, field: Field, value: int | float) -> str:
        unit: str | Text | None = self.term("yen") if field.kind == "money" else field.unit
        said = unit.say(self.language) if isinstance(unit, Text) else unit or ""
        gap = " " if said[:1].isascii() and said[:1].isalpha() else ""
        return f"{value:,}{gap}{said}"

    def option(self, field: Field, key: str) -> str:
        return next((option.label.say(self.language) for option in field.options if option.key == key), key)

    def listed(self, field: Field, value: list[Any]) -> str:
        if field.kind == "file":
            return self.term("files", count=len(value))
        separator = ", " if self.language == "en" else "、"
        return separator.join(self.option(field, str(key)) for key in value)

    def parts(self, field: Field, value: Mapping[str, str]) -> str:
        if field.kind == "name":
            return self.name(value)
        if field.kind == "bank_account":
            kind = self.term(value["type"]) if value.get("type") in ("ordinary", "current", "savings") else ""
            blank = dict.fromkeys(("bank", "branch", "number", "holder"), "")
            bank, branch = value.get("bank", ""), value.get("branch", "")
            names = {"bank": bank_words(bank) or bank, "branch": branch_words(bank, branch) or branch}
            return self.term("account", **{**blank, **value, **names, "type": kind})
        postcode = value.get("postcode", "")
        mark = f"{postcode[:3]}-{postcode[3:]}" if len(postcode) == 7 else postcode
        place = "".join(value.get(part, "") for part in ("prefecture", "city", "town", "street"))
        head = self.term("postcode_mark", postcode=mark) if mark else ""
        return " ".join(part for part in (head, place, value.get("building", "")) if part)

    def name(self, value: Mapping[str, str]) -> str:
        said = " ".join(part for part in (value.get("family"), value.get("given")) if part)
        kana = " ".join(part for part in (value.get("family_kana"), value.get("given_kana")) if part)
        if kana:
            said = self.term("with_kana", name=said, kana=kana)
        former = value.get("former")
        return self.term("with_former", name=said, former=former) if former else said
