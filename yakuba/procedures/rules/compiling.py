"""The compiled form of one version of a procedure: made once, immutable, asked on every page.

`answers` are plain JSON: field key -> text, number, list of keys, table of parts, or list of rows. They hold what was
entered, hidden or not; whatever counts is decided by `visible`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from yakuba.procedures.rules import kinds
from yakuba.procedures.rules.composites import GroupReader, reader_of
from yakuba.procedures.rules.definition import Definition, Document, Field, Page
from yakuba.procedures.rules.evaluate import ROW, Condition, condition
from yakuba.procedures.rules.expression_types import Scope, names_in
from yakuba.procedures.rules.messages import Problem
from yakuba.procedures.rules.questions import Given, Inputs, Reader, Reading
from yakuba.procedures.rules.settling import Plan, State

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """A field of the form with everything worked out once. `path` is its key, inside a group "children.school"."""

    path: str
    field: Field
    page: str
    reader: Reader | None
    required_if: Condition | None
    check: Condition | None
    check_names: tuple[tuple[str, ...], ...]
    inner: tuple["Question", ...]
    autocomplete: Mapping[str, str]

    def required(self, environment: Mapping[str, Any]) -> bool:
        """Whether an answer is needed where the question is shown."""
        if self.required_if:
            return self.required_if(environment)
        return self.field.required and self.reader is not None and self.field.kind != "group"


@dataclass(frozen=True, slots=True)
class PageResult:
    """What a posted page gave.

    `answers_patch`: the new answer of every question of the page, None where there is none (not entered, not readable,
    not shown). `errors`: by input name, "" for the page as a whole. `inputs`: what was posted, rows numbered anew, for
    showing the page again. `state`: the form settled with the new answers.
    """

    answers_patch: dict[str, Any]
    errors: dict[str, Problem]
    inputs: Inputs
    state: State

    @property
    def complete(self) -> bool:
        """Whether the person may go on."""
        return not self.errors


@dataclass(frozen=True, slots=True)
class Form:
    """A compiled definition. Make it with `compile_form` and keep it per version."""

    definition: Definition
    plan: Plan
    questions: Mapping[str, Question]
    pages: Mapping[str, tuple[Question, ...]]
    documents: tuple[tuple[Document, Condition | None], ...]
    scope: Scope

    def visible(self, answers: Answers, *, today: date) -> State:
        """What is shown for these answers, and the values that count. Never raises."""
        return self.plan.settle(answers, today)

    def page(self, key: str) -> Page:
        """The page of that key; KeyError where there is none."""
        return next(page for page in self.definition.pages if page.key == self._known(key))

    def _known(self, key: str) -> str:
        if key not in self.pages:
            raise KeyError(key)
        return key

    def parse_page(self, page_key: str, posted: Given, answers: Answers, *, today: date) -> PageResult:
        """Read a posted page over the answers so far. KeyError for a page the form does not have."""
        patch: dict[str, Any] = {}
        found: list[_Found] = []
        inputs: Inputs = {}
        for question in self.pages[page_key]:
            if question.reader is not None:
                patch[question.path] = _read(question, posted, found, inputs, today)
        merged = {key: value for key, value in {**answers, **patch}.items() if value is not None}
        state = self.visible(merged, today=today)
        shown = [question for question in self.pages[page_key] if state.shows(question.path)]
        found = [item for item in found if state.shows(item[0]) and state.shows(item[0].partition(".")[0])]
        faulty = {path for path, _, _ in found}
        found.extend(item for item in self._missing(shown, state) if item[0] not in faulty)
        errors = {at: problem for _, at, problem in sorted(found, key=self._position)}
        patch = {key: _kept(self.questions[key], state.values.get(key)) for key in patch}
        if len(msgspec.json.encode(merged)) > kinds.MAX_ANSWERS_BYTES:
            errors[""] = Problem("too_much")
            patch = {}
        return PageResult(patch, errors, inputs, state)

    def _position(self, found: "_Found") -> tuple[int, int, int]:
        """Where a field stands on its page: fields in order, rows in order, fields of a row in order."""
        key, _, rest = found[0].partition(".")
        question = self.questions[key]
        row, _, inner = rest.partition(".")
        keys = [one.field.key for one in question.inner]
        place = [one.path for one in self.pages[question.page]].index(key)
        return (place, int(row), keys.index(inner)) if rest else (place, -1, -1)

    def check_all(self, answers: Answers, *, today: date) -> dict[str, Problem]:
        """Judge all answers anew, as if every page had been posted again: what is wrong, by input name. Hidden answers
        are not looked at. Empty: the application may be submitted."""
        state = self.visible(answers, today=today)
        errors: dict[str, Problem] = {}
        shown = [question for question in self.questions.values() if state.shows(question.path)]
        for question in shown:
            value = state.values.get(question.path)
            if question.reader is not None and value is not None:
                errors.update(_judge(question, question.reader, value, today))
        for _, at, problem in self._missing(shown, state):
            errors.setdefault(at, problem)
        if len(msgspec.json.encode(state.values)) > kinds.MAX_ANSWERS_BYTES:
            errors[""] = Problem("too_much")
        return errors

    def _missing(self, shown: list[Question], state: State) -> Iterator["_Found"]:
        """Required answers that are not there, and checks that do not hold, for questions that are shown."""
        environment = state.environment()
        for question in shown:
            value = state.values.get(question.path)
            if question.field.kind == "group":
                yield from self._missing_in_group(question, value, state)
            if found := _wanting(question, question.path, value, environment):
                yield found

    def _missing_in_group(self, group: Question, rows: Any, state: State) -> Iterator["_Found"]:
        rows = rows if isinstance(rows, list) else []
        if isinstance(group.field.min, int) and len(rows) < group.field.min:
            params = {"label": group.field.title(), "least": group.field.min}
            yield group.path, group.path, Problem("too_few_rows", params)
        for number, row in enumerate(rows):
            environment = state.environment(row)
            for question in group.inner:
                path = f"{group.path}.{number}.{question.field.key}"
                value = row.get(question.field.key) if isinstance(row, dict) else None
                if state.shows(path) and (found := _wanting(question, path, value, environment)):
                    yield found

    def next_page(self, after: str | None, answers: Answers, *, today: date) -> str | None:
        """The key of the first shown page after a page (None: the first of all), or None where none follows."""
        shown = self.visible(answers, today=today).pages
        keys = list(self.pages)
        start = 0 if after is None else keys.index(self._known(after)) + 1
        return next((key for key in keys[start:] if key in shown), None)

    def previous_page(self, before: str | None, answers: Answers, *, today: date) -> str | None:
        """The key of the last shown page before a page (None: before the summary), or None."""
        shown = self.visible(answers, today=today).pages
        keys = list(self.pages)
        end = len(keys) if before is None else keys.index(self._known(before))
        return next((key for key in reversed(keys[:end]) if key in shown), None)

    def page_of(self, input_name: str) -> str | None:
        """The key of the page an input stands on; None for a name the form does not have."""
        question = self.questions.get(input_name.partition(".")[0])
        return question.page if question else None

    def inputs(self, page_key: str, answers: Answers) -> Inputs:
        """The inputs of a page filled with stored answers, for showing it."""
        found: Inputs = {}
        for question in self.pages[page_key]:
            value = answers.get(question.path)
            if question.reader is not None and value is not None:
                found |= question.reader.inputs(value, question.path)
        return found

    def prefill(self, facts: Mapping[str, Any], *, today: date) -> dict[str, Any]:
        """Answers for the questions whose `fact` is known and still passes what the question asks of an answer."""
        found: dict[str, Any] = {}
        for question in self.questions.values():
            value = facts.get(question.field.fact) if question.field.fact else None
            if question.reader is not None and value is not None:
                reading = question.reader.read(
                    question.reader.inputs(value, question.path), question.path, today
                )
                if reading.value is not None and not reading.problems:
                    found[question.path] = reading.value
        return found

    def by_fact(self, answers: Answers, *, today: date) -> dict[str, Any]:
        """What the shown answers say about the applicant: fact -> value."""
        values = self.visible(answers, today=today).values
        asked = {key: question.field.fact for key, question in self.questions.items() if question.field.fact}
        return {fact: values[key] for key, fact in asked.items() if key in values}

    def needed_documents(self, answers: Answers, *, today: date) -> list[Document]:
        """The documents this applicant needs."""
        environment = self.visible(answers, today=today).environment()
        return [document for document, test in self.documents if test is None or test(environment)]


_Found = tuple[str, str, Problem]  # path of the field, input name, problem


def _read(question: Question, posted: Given, found: list[_Found], inputs: Inputs, today: date) -> Any:
    reader, name = question.reader, question.path
    if isinstance(reader, GroupReader):
        rows, shown = reader.rows(posted, name, today)
        inputs |= shown
        for number, row in enumerate(rows):
            found.extend((f"{name}.{number}.{key}", at, problem) for key, (at, problem) in row.problems)
        if len(rows) > reader.most:
            too_many = Problem("too_many_rows", {"label": question.field.title(), "most": reader.most})
            found.append((name, name, too_many))
        return [row.values for row in rows[: reader.most]] or None
    prefix = f"{name}."
    inputs |= {at: list(texts) for at, texts in posted.items() if at == name or at.startswith(prefix)}
    reading = reader.read(posted, name, today) if reader else Reading(None, [])
    found.extend((name, at, problem) for at, problem in reading.problems)
    return None if reading.problems else reading.value


def _kept(question: Question, value: Any) -> Any:
    """The value as it is stored: rows without their computed values, and no empty rows."""
    if not question.inner or not isinstance(value, list):
        return value
    asked = {inner.field.key for inner in question.inner if inner.reader is not None}
    rows = [
        {key: item for key, item in row.items() if key in asked} for row in value if isinstance(row, dict)
    ]
    return [row for row in rows if row] or None


def _judge(question: Question, reader: Reader, value: Any, today: date) -> Iterator[tuple[str, Problem]]:
    """Read a stored value again through the inputs it would come from: anything else than the same value is wrong."""
    name = question.path
    reading = reader.read(reader.inputs(value, name), name, today)
    yield from reading.problems
    if not reading.problems and reading.value != _kept(question, value):
        yield _input_of(question, name), Problem("again", {"label": question.field.title()})


def _wanting(question: Question, path: str, value: Any, environment: Mapping[str, Any]) -> _Found | None:
    """What a shown question lacks: its required answer, or the condition its answer must meet."""
    if question.reader is None:
        return None
    if value is None:
        missing = question.required(environment)
        return (path, _input_of(question, path), _absent(question)) if missing else None
    if question.check and _unmet(question, question.check, environment):
        return path, _input_of(question, path), Problem("check", {"message": question.field.check_message})
    return None


def _unmet(question: Question, check: Condition, environment: Mapping[str, Any]) -> bool:
    """Whether a check fails; it is only asked where everything it reads has been answered."""
    for name in question.check_names:
        held = environment.get(ROW) if name[0] == "row" else environment
        if not isinstance(held, Mapping) or held.get(name[1]) is None:
            return False
    return not check(environment)


_FIRST_PART = {"name": "family", "address": "postcode", "bank_account": "bank", "date": "year"}
_ABSENT = {"choice": "required_choice", "yes_no": "required_choice", "choices": "required_choices"}
_ABSENT |= {"file": "required_file", "consent": "required_consent"}


def _input_of(question: Question, path: str) -> str:
    """The input a problem with the whole answer belongs to: the first of a composite."""
    part = _FIRST_PART.get(question.field.kind)
    return f"{path}.{part}" if part else path


def _absent(question: Question) -> Problem:
    return Problem(_ABSENT.get(question.field.kind, "required"), {"label": question.field.title()})


def compile_form(definition: Definition) -> Form:
    """Compile a definition. BadDefinition where an expression is faulty or conditions form a cycle."""
    scope = Scope(definition)
    plan = Plan(definition, scope)
    pages = {
        page.key: tuple(_question(field, page, plan, None) for field in page.fields)
        for page in definition.pages
    }
    questions = {question.path: question for page in pages.values() for question in page}
    documents = tuple(
        (document, condition(plan.trees[f"document:{document.key}"]) if document.visible_if else None)
        for document in definition.documents
    )
    return Form(definition, plan, questions, pages, documents, scope)


def _question(field: Field, page: Page, plan: Plan, group: Field | None) -> Question:
    path = f"{group.key}.{field.key}" if group else field.key
    check = plan.trees.get(f"{path}?")
    return Question(
        path=path,
        field=field,
        page=page.key,
        reader=None if field.kind in ("note", "computed") else reader_of(field),
        required_if=condition(plan.trees[f"{path}!"]) if field.required_if else None,
        check=condition(check) if check is not None else None,
        check_names=tuple(names_in(check)) if check is not None else (),
        inner=tuple(_question(inner, page, plan, field) for inner in field.fields),
        autocomplete=autocomplete_of(field),
    )


def autocomplete_of(field: Field) -> dict[str, str]:
    """The HTML autofill token of each input of a field, by part ("" for a field of one input); empty where unknown."""
    token = field.autocomplete or kinds.FACT_AUTOCOMPLETE.get(field.fact, "")
    parts = kinds.AUTOCOMPLETE_PARTS.get(token) if field.kind in ("name", "address", "date") else None
    if parts is not None:
        return dict(parts)
    return {"": token} if token else {}
