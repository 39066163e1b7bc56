"""Seeing a condition as a choice among few values, so that all its cases can be tried.

Every part of a condition whose value could be one of very many (a number, a date, a text, a sum) is replaced by a variable
with representatives: for numbers and days each value it is compared with and its neighbours, for texts each literal and
"something else". Parts that depend on each other may be tried in combinations no answers could give; so what holds in
every combination surely holds, which is all that `worlds.py` claims.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from yakuba.procedures.rules import kinds
from yakuba.procedures.rules.definition import Field
from yakuba.procedures.rules.evaluate import day
from yakuba.procedures.rules.expression_types import names_in
from yakuba.procedures.rules.expressions import COMPARISONS, Tree
from yakuba.procedures.rules.kinds import MAX_NUMBER

SMALL_RANGE = 20
MAX_SUBSET_OPTIONS = 8
OTHER_TEXT = "\0"

_ARITHMETIC = frozenset({"+", "-", "*", "/", "neg", "min", "max", "sum"})
_FINITE = ("choice", "yes_no", "consent")
_STRICT = frozenset({"get", "row", "+", "-", "*", "/", "neg", "age", "days_between", "today", *COMPARISONS})


@dataclass(slots=True)
class Variable:
    """A part of conditions that is tried with representatives. `strict`: the fields without which it has `hidden`."""

    name: str
    tree: Tree
    literals: set[Any] = attribute(default_factory=set)
    opaque: bool = False
    strict: frozenset[str] = frozenset()
    hidden: Any = None


class Abstraction:
    """Trees rewritten over variables. `fields` finds a field by name, the row's fields under "row.<key>"."""

    def __init__(self, fields: Mapping[str, Field], group: str = "") -> None:
        self.fields = fields
        self.group = group
        self.variables: dict[Tree, Variable] = {}

    def rewrite(self, tree: Tree) -> Tree:
        """The tree with its variables as ("get", "@1"), …"""
        if not isinstance(tree, tuple):
            return tree
        name = str(tree[0])
        if name in COMPARISONS:
            return self._comparison(tree)
        if name == "is_empty" and self._kind(tree[1]) == "group":
            return self._comparison(("==", ("count", tree[1]), 0))
        if name in ("is_empty", "includes", "count"):
            return self._about(name, tree)
        if name in ("get", "row", "age", "days_between") or self._is_many(tree):
            return self._variable(tree)
        return (name, *(self.rewrite(part) for part in tree[1:]))

    def owner(self, name: tuple[str, ...]) -> str:
        """The field a name belongs to, as settling names it: "spouse", in a row "children.school"."""
        return f"{self.group}.{name[1]}" if name[0] == "row" else name[1]

    def _variable(self, tree: Tree, *, opaque: bool = False) -> Tree:
        found = self.variables.get(tree)
        if found is None:
            names = names_in(tree)
            strict = frozenset(self.owner(name) for name in names) if _is_strict(tree) else frozenset()
            hidden: Any = False if opaque else None
            if isinstance(tree, tuple) and tree[0] == "count":
                strict, hidden = frozenset(self.owner(name) for name in names), 0
            found = Variable(f"@{len(self.variables)}", tree, opaque=opaque, strict=strict, hidden=hidden)
            self.variables[tree] = found
        return ("get", found.name)

    def _comparison(self, tree: tuple[Tree, ...]) -> Tree:
        sign, left, right = str(tree[0]), tree[1], tree[2]
        if isinstance(left, tuple) and isinstance(right, tuple):
            if self._finite(left) and self._finite(right):
                return (sign, self.rewrite(left), self.rewrite(right))
            return ("==", self._variable(tree, opaque=True), 1)
        if not isinstance(left, tuple) and not isinstance(right, tuple):
            return tree
        part, literal = (left, right) if isinstance(left, tuple) else (right, left)
        seen = self.rewrite(part) if self._finite(part) else self._variable(part)
        if part in self.variables:
            self.variables[part].literals.add(literal)
        return (sign, seen, literal) if isinstance(left, tuple) else (sign, literal, seen)

    def _about(self, name: str, tree: tuple[Tree, ...]) -> Tree:
        """is_empty, includes, count: of one plain question kept as they are, otherwise a variable of their own."""
        subject = tree[1]
        if not self._plain(subject):
            return self._variable(tree) if name == "count" else ("==", self._variable(tree, opaque=True), 1)
        kind = self._kind(subject)
        if name == "count" and kind not in (*_FINITE, "choices"):
            return self._variable(tree)
        inner = self._variable(subject)
        if name == "includes":
            self.variables[subject].literals.update(
                literal for literal in tree[2:] if isinstance(literal, str)
            )
        return (name, inner, *tree[2:])

    def _plain(self, tree: Tree) -> bool:
        """A whole question whose every value can be tried as it is."""
        field = self.field(tree)
        return field is not None and (field.kind != "choices" or len(field.options) <= MAX_SUBSET_OPTIONS)

    def _finite(self, tree: Tree) -> bool:
        if not isinstance(tree, tuple):
            return True
        if tree[0] in ("get", "row"):
            field = self.field(tree)
            return field is not None and (field.kind in _FINITE or _small_range(field) is not None)
        if tree[0] == "count":
            return self._plain(tree[1]) and self._kind(tree[1]) in (*_FINITE, "choices")
        return tree[0] in _ARITHMETIC and all(self._finite(part) for part in tree[1:])

    def _is_many(self, tree: tuple[Tree, ...]) -> bool:
        return tree[0] in ("sum", "min", "max", "count") and any(
            isinstance(part, tuple) and part[0] in ("get", "row") and not self._plain(part)
            for part in tree[1:]
        )

    def _kind(self, tree: Tree) -> str:
        field = self.field(tree)
        return field.kind if field else ""

    def field(self, tree: Tree) -> Field | None:
        """The field whose whole answer the tree is; None for anything else."""
        if not isinstance(tree, tuple) or tree[0] not in ("get", "row") or len(tree) != 2:
            return None
        return self.fields.get(f"row.{tree[1]}" if tree[0] == "row" else str(tree[1]))

    def domain(self, variable: Variable) -> list[Any]:
        """The representatives of a variable, None (missing) last where it may be missing."""
        if variable.opaque:
            return [0, 1]
        tree = variable.tree
        if isinstance(tree, tuple) and tree[0] in ("count", "sum"):
            return self._counted(variable, tree)
        field = self.field(tree)
        if field is not None:
            return [*_values_of(field, variable.literals), None]
        if any(isinstance(literal, str) for literal in variable.literals):
            return [*_texts(variable.literals), None]
        low = 0 if isinstance(tree, tuple) and tree[0] == "age" else None
        return [*_representatives(variable.literals, low, None, fine=_is_fine(tree)), None]

    def _counted(self, variable: Variable, tree: tuple[Tree, ...]) -> list[Any]:
        """Representatives of a count or a sum, which are never missing."""
        if tree[0] == "sum":
            return _representatives(variable.literals, None, None, fine=True)
        field = self.field(tree[1])
        most: int | None = None
        if field is not None and field.kind == "group":
            most = field.max if isinstance(field.max, int) else kinds.DEFAULT_ROWS
        elif field is not None and field.kind == "file":
            most = field.max_count or kinds.DEFAULT_FILES
        return _representatives(variable.literals, 0, most, fine=False)


def _is_strict(tree: Tree) -> bool:
    """Whether the value is missing (or the comparison false) as soon as one of its names is missing."""
    if not isinstance(tree, tuple):
        return True
    known = tree[0] in _STRICT or (tree[0] in ("min", "max") and len(tree) == 2)
    return known and all(_is_strict(part) for part in tree[1:])


def _is_fine(tree: Tree) -> bool:
    return isinstance(tree, tuple) and tree[0] not in ("age", "days_between", "count")


def _small_range(field: Field) -> range | None:
    whole = field.kind in ("number", "money") and not field.decimals
    low = 0 if field.kind == "money" and field.min is None else field.min
    if whole and isinstance(low, int) and isinstance(field.max, int) and 0 <= field.max - low <= SMALL_RANGE:
        return range(low, field.max + 1)
    return None


def _values_of(field: Field, literals: set[Any]) -> list[Any]:
    """Representatives of the answers of a question."""
    if field.kind in ("yes_no", "consent"):
        return list(kinds.YES_NO if field.kind == "yes_no" else kinds.CONSENT)
    if field.kind == "choice":
        return [option.key for option in field.options]
    if field.kind == "choices":
        return _subsets(field)
    if (small := _small_range(field)) is not None:
        return list(small)
    if field.kind in ("number", "money") or any(isinstance(literal, (int, float)) for literal in literals):
        low = field.min if isinstance(field.min, (int, float)) else 0 if field.kind == "money" else None
        high = field.max if isinstance(field.max, (int, float)) else None
        return _representatives(literals, low, high, fine=field.kind == "computed" or field.decimals > 0)
    if field.kind in ("date", "text", "long_text", "email", "phone", "computed"):
        return _texts(literals)
    return [[OTHER_TEXT]]


def _subsets(field: Field) -> list[list[str]]:
    keys = [option.key for option in field.options]
    least = max(1, field.min if isinstance(field.min, int) else 1)
    most = field.max if isinstance(field.max, int) else len(keys)
    return [
        list(chosen) for size in range(least, min(most, len(keys)) + 1) for chosen in combinations(keys, size)
    ]


def _representatives(
    literals: Iterable[Any], low: int | float | None, high: int | float | None, *, fine: bool
) -> list[Any]:
    """Numbers that fall on each side of every literal, within the limits."""
    steps = (-1, -0.5, 0, 0.5, 1) if fine else (-1, 0, 1)
    numbers = [literal for literal in literals if isinstance(literal, (int, float))]
    points = {number + step for number in numbers for step in steps}
    points |= {limit for limit in (low, high) if limit is not None}
    least, most = -MAX_NUMBER if low is None else low, MAX_NUMBER if high is None else high
    return sorted(point for point in points or {1} if least <= point <= most)


def _texts(literals: Iterable[Any]) -> list[str]:
    """Each literal, the days around those that are days, and a text and a day that are none of them."""
    texts = {literal for literal in literals if isinstance(literal, str)}
    days = [found for literal in texts if (found := day(literal))] or [date(2026, 5, 1)]
    near = {(found + timedelta(days=step)).isoformat() for found in days for step in (-1, 0, 1)}
    return [*sorted(texts | near), OTHER_TEXT]
