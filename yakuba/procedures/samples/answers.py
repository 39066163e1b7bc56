"""Makes valid answers to any form: what a person could type into each page of it, of every kind of question.

Answers are drawn by lot (`seed` says which), from the wishes for a question where there are any; those that a
condition of the form refuses are drawn anew, in the end without the wishes for them.
"""

import re
import re._parser as patterns  # type: ignore[import-not-found]
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random  # a lot that can be drawn again, no secret
from typing import Any

from yakuba.procedures.rules import kinds
from yakuba.procedures.rules.bounds import bound_on
from yakuba.procedures.rules.compiling import Form, Question
from yakuba.procedures.rules.definition import Field
from yakuba.procedures.samples.papers import file_of, paper_of

FAMILY, GIVEN = "𠮷田", "辻\U000e0100子"
"""A kanji beyond the basic plane, and one with a variation sequence (IVS)."""
EMAIL = "yamada.hanako@example.jp"
STAND_IN = "00000000-0000-4000-8000-000000000000"
DRAWS, WALKS = 60, 40
WISHING = 24  # draws of a page after which wishes are given up
Inputs = dict[str, list[str]]
Wishes = Mapping[str, Sequence[Any]]
"""What would be typed, by question ("dogs.name"), by fact ("person.name") or by kind ("kind:name"): texts, lists of
options, parts by name, days ("2019-05-04", "today-3d"). Of several, one is drawn. Wishes for "papers" name files."""


class NoExample(Exception):
    """No answers were found that a page takes; with what it said last."""


@dataclass(frozen=True, slots=True)
class Example:
    """What is posted for one page: boxes, and files by the name of their question (file name, bytes)."""

    page: str
    inputs: Inputs
    uploads: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)

    def for_rules(self) -> Inputs:
        """The inputs as the rules read them, a file standing in for each upload."""
        return {**self.inputs, **{name: [STAND_IN] for name in self.uploads}}


def walk(form: Form, *, today: date, seed: int | str = 0, wishes: Wishes | None = None) -> list[Example]:
    """One example for each page shown, from the first to the last."""
    said = ""
    for attempt in range(WALKS):
        lot = Random(f"{seed}/{attempt}")  # noqa: S311
        try:
            return list(_pages(form, _Drawing(today, lot, wishes or {})))
        except NoExample as none:
            said = str(none)
    raise NoExample(said)


def answers_of(form: Form, *, today: date, seed: int = 0) -> dict[str, Any]:
    """The stored answers of a whole form; a file is a made-up id."""
    answers: dict[str, Any] = {}
    for one in walk(form, today=today, seed=seed):
        answers |= form.parse_page(one.page, one.for_rules(), answers, today=today).answers_patch
    return {key: value for key, value in answers.items() if value is not None}


def page_example(
    form: Form,
    page: str,
    answers: Mapping[str, Any],
    *,
    today: date,
    seed: int | str = 0,
    wishes: Wishes | None = None,
) -> Example:
    """Valid inputs of one page over the answers to the pages before."""
    return _page(form, page, answers, _Drawing(today, Random(seed), wishes or {}))  # noqa: S311


@dataclass(frozen=True, slots=True)
class _Drawing:
    """The day, the lot, and what is wished for."""

    today: date
    lot: Random
    wishes: Wishes
    named: list[Any] = field(default_factory=list)
    """The other people of the form so far: nobody is named twice."""

    def sober(self) -> "_Drawing":
        """The same without wishes."""
        return replace(self, wishes={})

    def wished(self, one: Field, path: str, taken: list[Any]) -> Any:
        """A wish for a question, or None. What other rows of a group have `taken` is not drawn again."""
        for name in (path, one.fact, f"kind:{one.kind}"):
            if name and (found := self.wishes.get(name)):
                before = self.named if name == "kind:name" else taken
                wish = self.lot.choice([item for item in found if item not in before] or found)
                before.append(wish)
                return wish
        return None


def _pages(form: Form, drawing: _Drawing) -> Iterator[Example]:
    answers: dict[str, Any] = {}
    today = drawing.today
    at = form.next_page(None, answers, today=today)
    while at is not None:
        one = _page(form, at, answers, drawing)
        patch = form.parse_page(at, one.for_rules(), answers, today=today).answers_patch
        answers = {key: value for key, value in {**answers, **patch}.items() if value is not None}
        yield one
        at = form.next_page(at, answers, today=today)


def _page(form: Form, page: str, answers: Mapping[str, Any], drawing: _Drawing) -> Example:
    questions = [one for one in form.pages[page] if one.reader is not None]
    drawn = {one.path: _draw(one, drawing) for one in questions}
    errors: Mapping[str, Any] = {}
    for time in range(DRAWS):
        example = _shown(form, page, drawn, answers, drawing)
        errors = form.parse_page(page, example.for_rules(), answers, today=drawing.today).errors
        if not errors:
            return example
        again = {at.partition(".")[0] for at in errors}
        if drawing.lot.random() < 0.3:  # the fault may be of the answer it is compared with
            again = set(drawn)
        sober = set() if time < WISHING else {at.partition(".")[0] for at in errors}
        drawn |= {
            one.path: _draw(one, drawing.sober() if one.path in sober else drawing)
            for one in questions
            if one.path in again
        }
    raise NoExample(f"{page}: { {at: problem.say() for at, problem in errors.items()} }")


def _shown(
    form: Form, page: str, drawn: Mapping[str, Example], answers: Mapping[str, Any], drawing: _Drawing
) -> Example:
    """The answers to the questions that are shown, as a browser without JavaScript would send all of them."""
    inputs: Inputs = {}
    uploads: dict[str, tuple[str, bytes]] = {}
    for one in drawn.values():
        inputs |= one.inputs
        uploads |= one.uploads
    whole = Example(page, inputs, uploads)
    state = form.parse_page(page, whole.for_rules(), answers, today=drawing.today).state
    return replace(whole, uploads={name: file for name, file in uploads.items() if state.shows(name)})


def _draw(question: Question, drawing: _Drawing) -> Example:
    name, one, lot = question.path, question.field, drawing.lot
    if one.kind == "file":
        return Example("", {}, {name: _file(one, drawing)})
    if one.kind == "group":
        least, most = _limits(one, 0, kinds.DEFAULT_ROWS)
        rows = range(lot.randint(max(1, int(least)), min(int(most), max(2, int(least)))))
        found: Inputs = {}
        taken: dict[str, list[Any]] = {inner.path: [] for inner in question.inner}
        for row in rows:
            for inner in question.inner:
                if inner.reader is not None:
                    box = f"{name}.{row}.{inner.field.key}"
                    found |= _inputs(inner.field, inner.path, box, drawing, taken[inner.path])
        return Example("", found)
    return Example("", _inputs(one, name, name, drawing, []))


def _file(one: Field, drawing: _Drawing) -> tuple[str, bytes]:
    accept = one.accept or kinds.DEFAULT_ACCEPT
    if drawing.wishes.get("papers"):
        shown = [kind for kind in accept if kind in kinds.DEFAULT_ACCEPT] or accept
        return paper_of(drawing.lot.choice(shown), one.title().ja, drawing.lot)
    return file_of(accept[0])


def _inputs(one: Field, path: str, name: str, drawing: _Drawing, taken: list[Any]) -> Inputs:
    wish = drawing.wished(one, path, taken)
    value = _value(one, drawing) if wish is None else _typed(one, wish, drawing.today)
    if isinstance(value, dict):
        return {f"{name}.{part}" if part else name: [text] for part, text in value.items()}
    return {name: value if isinstance(value, list) else [value]}


Typed = str | list[str] | dict[str, str]


def _typed(one: Field, wish: Any, today: date) -> Typed:
    """A wish as it goes into the boxes of a question."""
    if one.kind == "date":
        return _day(bound_on(str(wish), today)) if wish else ""
    if isinstance(wish, Mapping):
        there = {part: str(wish.get(part) or "") for part in kinds.PARTS[one.kind]}
        kana = one.kind != "name" or one.kana
        return {
            part: text
            for part, text in there.items()
            if text and (kana or not part.endswith("_kana")) and (one.former or part != "former")
        }
    if one.kind == "email" and one.confirm:
        return {"": str(wish), "confirm": str(wish)}
    return [str(item) for item in wish] if isinstance(wish, list) else str(wish)


def _value(one: Field, drawing: _Drawing) -> Typed:
    lot = drawing.lot
    match one.kind:
        case "text" | "long_text":
            return _text(one, lot)
        case "name":
            return _name(one)
        case "address":
            return _address(lot)
        case "date":
            return _date(one, drawing.today, lot)
        case "number" | "money":
            return _number(one, lot)
        case "choices":
            least, most = _limits(one, 1, len(one.options))
            return lot.sample(
                [option.key for option in one.options], lot.randint(int(max(1, least)), int(most))
            )
        case _:
            return _plain(one, lot)


def _plain(one: Field, lot: Random) -> str | dict[str, str]:
    match one.kind:
        case "yes_no":
            return lot.choice(["no", "yes"])
        case "choice":
            return lot.choice([option.key for option in one.options])
        case "email":
            return {"": EMAIL, "confirm": EMAIL} if one.confirm else {"": EMAIL}
        case "phone":
            return lot.choice(["03-1234-5678", "090-1234-5678"])
        case "bank_account":
            account = {"bank": "0001", "branch": "001", "type": "ordinary", "number": "1234567"}
            return {**account, "holder": "ヨシダ ツジコ"}
        case "consent":
            return "yes"
    raise NoExample(f"a new kind of question: {one.kind}")


def _text(one: Field, lot: Random) -> str:
    if one.pattern:
        return _matching(one.pattern, lot)
    default = kinds.DEFAULT_LENGTH_TEXT if one.kind == "text" else kinds.DEFAULT_LENGTH_LONG_TEXT
    text = "見本の答えです。" * (1 + (one.min_length or 0) // 8)
    return text[: one.max_length or default]


def _name(one: Field) -> dict[str, str]:
    name = {"family": FAMILY, "given": GIVEN}
    if one.kana:
        name |= {"family_kana": "ヨシダ", "given_kana": "ツジコ"}
    return name | ({"former": "渡邉"} if one.former else {})


def _address(lot: Random) -> dict[str, str]:
    city, town, postcode = lot.choice(
        [
            ("豊島区", "南池袋", "171-0022"),
            ("豊島区", "目白", "1710031"),
            ("千代田区", "丸の内", "100-0005"),
        ]
    )
    return {
        "postcode": postcode,
        "prefecture": "東京都",
        "city": city,
        "town": town,
        "street": "2丁目4番1号",
        "building": "見本荘 101",
    }


def _date(one: Field, today: date, lot: Random) -> dict[str, str]:
    low = bound_on(one.min, today) if isinstance(one.min, str) else today - timedelta(days=365 * 80)
    high = bound_on(one.max, today) if isinstance(one.max, str) else today + timedelta(days=365)
    near = [today + timedelta(days=days) for days in (-9000, -4000, -700, -100, -20, -3, 0, 1, 10, 40)]
    drawn = low + timedelta(days=lot.randint(0, (high - low).days))
    return _day(lot.choice([low, high, drawn, drawn, *(day for day in near if low <= day <= high)]))


def _day(found: date) -> dict[str, str]:
    return {"era": "", "year": str(found.year), "month": str(found.month), "day": str(found.day)}


def _number(one: Field, lot: Random) -> str:
    least, most = _limits(one, 0, 3_000_000 if one.kind == "money" else 200)
    found = lot.choice([least, least + 1, most, lot.uniform(least, most), lot.uniform(least, most)])
    return str(min(max(round(found, one.decimals or None), least), most))


def _limits(one: Field, least: float, most: float) -> tuple[float, float]:
    low = one.min if isinstance(one.min, (int, float)) else least
    high = one.max if isinstance(one.max, (int, float)) else max(most, low)
    return low, high


def _matching(pattern: str, lot: Random) -> str:
    """A text that a pattern takes."""
    return "".join(_letters(item, lot) for item in patterns.parse(pattern, re.ASCII))


def _letters(item: tuple[Any, Any], lot: Random) -> str:
    name, value = str(item[0]), item[1]
    match name:
        case "LITERAL":
            return chr(value)
        case "IN":
            return _letters(value[0], lot)
        case "RANGE":
            return chr(lot.randint(*value))
        case "CATEGORY":
            return {"CATEGORY_DIGIT": "1", "CATEGORY_WORD": "a", "CATEGORY_SPACE": " "}[str(value)]
        case "MAX_REPEAT":
            least, most, inner = value
            times = lot.randint(least, min(most, max(1, least)))
            return "".join(_letters(one, lot) for _ in range(times) for one in inner)
        case "SUBPATTERN":
            return "".join(_letters(one, lot) for one in value[3])
        case "BRANCH":
            return "".join(_letters(one, lot) for one in value[1][0])
        case "AT":
            return ""
    raise NoExample(f"a new part of a pattern: {name}")
