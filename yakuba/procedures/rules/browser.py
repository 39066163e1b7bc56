"""What a page hands to `conditions.js`, so that questions appear and values are computed while it is filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from yakuba.procedures.rules.compiling import Form, Question
from yakuba.procedures.rules.expression_types import names_in
from yakuba.procedures.rules.expressions import Tree
from yakuba.procedures.rules.graph import ordered
from yakuba.procedures.rules.settling import dependencies, row_dependencies


@dataclass(frozen=True, slots=True)
class PageSteps:
    """The fields of a page that have a condition, in an order in which each stands after what it reads, and the names
    of the fields on other pages that they read."""

    steps: tuple[dict[str, Any], ...]
    read: frozenset[str]


def browser_steps(form: Form, page_key: str) -> PageSteps:
    """The steps of one page; the same for everybody, so worked out once for each version."""
    trees = form.plan.trees
    questions = {question.path: question for question in form.pages[page_key]}
    order, _ = ordered(dependencies(form.definition, trees))
    steps = tuple(step for key in order if key in questions and (step := _step(questions[key], trees)))
    read = {name[1] for step in steps for name in _names(step) if name[0] == "get"}
    return PageSteps(steps, frozenset(read - questions.keys()))


def browser_plan(here: PageSteps, values: Mapping[str, Any], *, today: date) -> dict[str, Any] | None:
    """The plan of one page as plain JSON, or None where nothing on it depends on anything.

    `known` holds those settled answers of other pages that the steps read, and no others.
    """
    if not here.steps:
        return None
    known = {key: values[key] for key in sorted(here.read) if key in values}
    return {"today": today.isoformat(), "known": known, "steps": here.steps}


def _step(question: Question, trees: dict[str, Tree]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, mark in (("visible", ""), ("computed", "="), ("required", "!")):
        if (tree := trees.get(f"{question.path}{mark}")) is not None:
            found[name] = tree
    if question.inner:
        order, _ = ordered(row_dependencies(question.field, trees))
        inner = {one.field.key: one for one in question.inner}
        if rows := [step for key in order if (step := _step(inner[key], trees))]:
            found["rows"] = rows
    return {"key": question.field.key, **found} if found else {}


def _names(step: dict[str, Any]) -> set[tuple[str, ...]]:
    own = set().union(*(names_in(step.get(part, "")) for part in ("visible", "computed", "required")))
    return own.union(*(_names(row) for row in step.get("rows", ())))
