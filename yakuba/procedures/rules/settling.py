"""Settling a form: which pages and questions are shown for given answers, and what the computed values are.

The order is worked out once per version; only fields with a condition or an expression cost anything at run time.
"""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from yakuba.procedures.rules.definition import BadDefinition, Definition, Field
from yakuba.procedures.rules.evaluate import ROW, TODAY, Condition, compute, condition
from yakuba.procedures.rules.expression_types import Scope, names_in, resolve
from yakuba.procedures.rules.expressions import Tree
from yakuba.procedures.rules.graph import ordered

Hidden = set[str]
_NOT_EMPTY = frozenset([""])  # no field has this key, so it is never hidden
Step = Callable[[dict[str, Any], Hidden], None]


@dataclass(frozen=True, slots=True)
class State:
    """A settled form. `values` holds the answers that count: hidden ones dropped, computed ones filled in.

    `hidden` holds keys of hidden fields, as "school", and inside groups as "children.0.school".
    """

    pages: tuple[str, ...]
    hidden: Set[str]
    values: Mapping[str, Any]
    today: date

    def shows(self, key: str) -> bool:
        """Whether the field is shown (inside a group: "children.0.school")."""
        return key not in self.hidden

    def environment(self, row: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What an expression is computed in, within a row of a group or outside."""
        return {**self.values, TODAY: self.today.isoformat(), ROW: row}


class Plan:
    """The steps of settling, in an order in which everything an expression reads is settled before it."""

    def __init__(self, definition: Definition, scope: Scope) -> None:
        self.scope = scope
        self.pages = tuple(page.key for page in definition.pages)
        self.keys = tuple(
            field.key for page in definition.pages for field in page.fields if field.kind != "note"
        )
        self.may_be_empty = {
            page.key: frozenset(field.key for field in page.fields)
            for page in definition.pages
            if all(field.visible_if for field in page.fields)
        }
        self.trees = trees_of(definition, scope)
        steps = self._steps(definition)
        order, cycle = ordered(dependencies(definition, self.trees))
        if cycle:
            raise BadDefinition(f"cycle: {' → '.join(cycle)}")
        self.steps = tuple(steps[node] for node in order if node in steps)

    def settle(self, answers: Mapping[str, Any], today: date) -> State:
        """Which pages and fields are shown, and the values that count. Never raises, whatever the answers hold."""
        values = {key: value for key in self.keys if (value := answers.get(key)) is not None}
        values[TODAY] = today.isoformat()
        hidden: Hidden = set()
        for step in self.steps:
            step(values, hidden)
        del values[TODAY]
        pages = tuple(page for page in self.pages if self._shown(page, hidden)) if hidden else self.pages
        return State(pages, hidden, values, today)

    def _shown(self, page: str, hidden: Hidden) -> bool:
        """Whether a page is shown: its condition holds, and something is left on it to show."""
        return f"page:{page}" not in hidden and not self.may_be_empty.get(page, _NOT_EMPTY) <= hidden

    def _steps(self, definition: Definition) -> dict[str, Step]:
        steps: dict[str, Step] = {}
        for page in definition.pages:
            if page.visible_if:
                node = f"page:{page.key}"
                steps[node] = _page_step(
                    node, condition(self.trees[node]), [field.key for field in page.fields]
                )
            for field in page.fields:
                if step := self._field_step(field, field.key):
                    steps[field.key] = step
        return steps

    def _field_step(self, field: Field, key: str) -> Step | None:
        test = condition(self.trees[key]) if field.visible_if else None
        if field.kind == "computed":
            return _computed_step(key, test, compute(self.trees[f"{key}="]))
        if field.kind == "group" and any(inner.visible_if or inner.computed for inner in field.fields):
            return _group_step(key, test, self._row_steps(field))
        return _condition_step(key, test) if test else None

    def _row_steps(self, group: Field) -> list[tuple[str, Condition | None, Callable[[Any], Any] | None]]:
        """For the inner fields with a condition or a computed value, in order: key, condition, computation."""
        inner = {field.key: field for field in group.fields}
        order, cycle = ordered(row_dependencies(group, self.trees))
        if cycle:
            raise BadDefinition(f"cycle in {group.key}: {' → '.join(cycle)}")
        return [
            (
                key,
                condition(self.trees[f"{group.key}.{key}"]) if inner[key].visible_if else None,
                compute(self.trees[f"{group.key}.{key}="]) if inner[key].computed else None,
            )
            for key in order
            if inner[key].visible_if or inner[key].computed
        ]


def _page_step(node: str, test: Condition, keys: list[str]) -> Step:
    def step(values: dict[str, Any], hidden: Hidden) -> None:
        if not test(values):
            hidden.add(node)
            hidden.update(keys)
            for key in keys:
                values.pop(key, None)

    return step


def _condition_step(key: str, test: Condition) -> Step:
    def step(values: dict[str, Any], hidden: Hidden) -> None:
        if not test(values):
            hidden.add(key)
            values.pop(key, None)

    return step


def _computed_step(key: str, test: Condition | None, run: Callable[[Any], Any]) -> Step:
    def step(values: dict[str, Any], hidden: Hidden) -> None:
        values.pop(key, None)
        if key in hidden:
            return
        if test and not test(values):
            hidden.add(key)
        elif (value := run(values)) is not None:
            values[key] = value

    return step


def _group_step(
    key: str, test: Condition | None, inner: list[tuple[str, Condition | None, Callable[[Any], Any] | None]]
) -> Step:
    def step(values: dict[str, Any], hidden: Hidden) -> None:
        if key in hidden or (test and not test(values)):
            hidden.add(key)
            values.pop(key, None)
            return
        rows = values.get(key)
        if not isinstance(rows, list):
            return
        settled = []
        for number, row in enumerate(rows):
            values[ROW] = row = dict(row) if isinstance(row, dict) else {}
            for name, shown, run in inner:
                if run:
                    row.pop(name, None)
                if shown and not shown(values):
                    hidden.add(f"{key}.{number}.{name}")
                    row.pop(name, None)
                elif run and (value := run(values)) is not None:
                    row[name] = value
            settled.append(row)
        values[key] = settled
        values.pop(ROW, None)

    return step


def trees_of(definition: Definition, scope: Scope) -> dict[str, Tree]:
    """The resolved trees of a definition: "page:<key>", "<field>" (visible_if), "<field>=" (computed), "<field>!"
    (required_if), "<field>?" (check), "document:<key>"; fields inside groups as "<group>.<field>"."""
    trees: dict[str, Tree] = {}

    def put(node: str, text: str, row: Mapping[str, Field] | None = None) -> None:
        if text:
            found = resolve(text, scope, row)
            if found.faults:
                raise BadDefinition(f"{node}: {found.faults[0]}")
            trees[node] = found.tree

    for document in definition.documents:
        put(f"document:{document.key}", document.visible_if)
    for page in definition.pages:
        put(f"page:{page.key}", page.visible_if)
    for _, field, group in definition.all_fields():
        row = {inner.key: inner for inner in group.fields} if group else None
        key = f"{group.key}.{field.key}" if group else field.key
        put(key, field.visible_if, row)
        put(f"{key}=", field.computed, row)
        put(f"{key}!", field.required_if, row)
        put(f"{key}?", field.check, row)
    return trees


def dependencies(definition: Definition, trees: Mapping[str, Tree]) -> dict[str, set[str]]:
    """Which pages ("page:<key>") and fields each page and field needs settled before it. A group answers for its inner
    fields; names that do not exist do not count."""
    needs: dict[str, set[str]] = {}

    def read(*nodes: str) -> set[str]:
        return {name[1] for node in nodes for name in names_in(trees.get(node, "")) if name[0] == "get"}

    for page in definition.pages:
        needs[f"page:{page.key}"] = read(f"page:{page.key}")
        for field in page.fields:
            inner = [f"{field.key}.{one.key}{mark}" for one in field.fields for mark in ("", "=")]
            needs[field.key] = read(field.key, f"{field.key}=", *inner)
            if page.visible_if:
                needs[field.key].add(f"page:{page.key}")
    return {node: needed & needs.keys() for node, needed in needs.items()}


def row_dependencies(group: Field, trees: Mapping[str, Tree]) -> dict[str, set[str]]:
    """Which fields of the same row each field inside a group needs settled before it."""
    keys = {inner.key for inner in group.fields}
    needs: dict[str, set[str]] = {}
    for key in keys:
        nodes = (f"{group.key}.{key}", f"{group.key}.{key}=")
        read = {name for node in nodes for name in names_in(trees.get(node, ""))}
        needs[key] = {name[1] for name in read if name[0] == "row"} & keys
    return {inner.key: needs[inner.key] for inner in group.fields}
