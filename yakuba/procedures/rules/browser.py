"""What a page hands to `conditions.js`, so that questions appear and values are computed while it is filled in."""

from datetime import date
from typing import Any

from yakuba.procedures.rules.compiling import Answers, Form, Question
from yakuba.procedures.rules.expression_types import names_in
from yakuba.procedures.rules.expressions import Tree
from yakuba.procedures.rules.graph import ordered
from yakuba.procedures.rules.settling import dependencies, row_dependencies


def browser_plan(form: Form, page_key: str, answers: Answers, *, today: date) -> dict[str, Any] | None:
    """The plan of one page as plain JSON, or None where nothing on it depends on anything.

    `steps` are the fields of the page that have a condition, in an order in which each stands after what it reads;
    `known` holds those answers of other pages that they read, and no others.
    """
    trees = form.plan.trees
    questions = {question.path: question for question in form.pages[page_key]}
    order, _ = ordered(dependencies(form.definition, trees))
    steps = [step for key in order if key in questions and (step := _step(questions[key], trees))]
    if not steps:
        return None
    read = {name[1] for step in steps for name in _names(step) if name[0] == "get"}
    values = form.visible(answers, today=today).values
    known = {key: values[key] for key in sorted(read - questions.keys()) if key in values}
    return {"today": today.isoformat(), "known": known, "steps": steps}


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
