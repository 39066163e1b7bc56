"""Trying all cases of a condition: can it ever hold, does it always hold, can a computed value stay empty?

A case gives every variable one of its representatives, settles what is hidden because of it, and computes the condition.
Where there are too many cases nothing is claimed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from yakuba.procedures.rules.abstraction import Abstraction, Variable
from yakuba.procedures.rules.definition import Definition, Field
from yakuba.procedures.rules.evaluate import Compute, Condition, compute, condition
from yakuba.procedures.rules.expression_types import names_in
from yakuba.procedures.rules.expressions import Tree
from yakuba.procedures.rules.kinds import KINDS

MAX_CASES = 3_000
MAX_CASES_IN_ALL = 30_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What trying all cases showed. `always` and `empty` are about people who have answered what they must."""

    ever: bool
    always: bool
    empty: bool


class Worlds:
    """The cases of one definition; keeps count of how many were tried."""

    def __init__(self, definition: Definition, trees: Mapping[str, Tree], order: list[str]) -> None:
        self.trees = trees
        self.place = {node: number for number, node in enumerate(order)}
        self.page_of: dict[str, str] = {}
        self.page_number: dict[str, int] = {}
        self.on_page: dict[str, list[str]] = {}
        self.fields: dict[str, Field] = {}
        self.inner: dict[str, dict[str, Field]] = {}
        self.left = MAX_CASES_IN_ALL
        for page, field, group in definition.all_fields():
            if group is None:
                self.fields[field.key] = field
                self.page_of[field.key] = f"page:{page.key}"
                self.page_number[field.key] = definition.pages.index(page)
                self.on_page.setdefault(f"page:{page.key}", []).append(field.key)
            else:
                self.inner.setdefault(group.key, {})[field.key] = field

    def judge(
        self, tree: Tree, guards: list[str], group: str = "", *, page: int, all_answered: bool = False
    ) -> Verdict | None:
        """Try a tree where all guards (nodes with conditions) hold; None where there are too many cases.

        `page`: the number of the page the tree belongs to; required questions of earlier pages count as answered for
        `always`. `all_answered`: so does everything that is shown, optional or not, for `always` and `empty`.
        """
        for deep in (True, False):
            cases = _Cases(self, tree, guards, group, deep=deep)
            if cases.size <= min(MAX_CASES, self.left):
                verdict, tried = cases.judge(page, all_answered=all_answered)
                self.left -= tried
                return verdict
        return None

    def conditions_around(self, nodes: set[str]) -> list[str]:
        """The nodes whose conditions decide whether these fields are shown, in the order of settling."""
        found: set[str] = set()
        waiting = list(nodes)
        while waiting:
            node = waiting.pop()
            if node in found:
                continue
            found.add(node)
            group, dot, _ = node.partition(".")
            waiting.append(group if dot else self.page_of.get(node, node))
            names = names_in(self.trees.get(node, ""))
            waiting += [f"{group}.{name[1]}" if name[0] == "row" else name[1] for name in names]
        kept = [node for node in found if node in self.trees]
        return sorted(kept, key=lambda node: (self.place.get(node.partition(".")[0], 0), "." in node, node))


class _Cases:
    """The cases of one tree: its variables, the conditions around them, and how they are tried."""

    def __init__(self, worlds: Worlds, tree: Tree, guards: list[str], group: str, *, deep: bool) -> None:
        self.worlds = worlds
        inner = worlds.inner.get(group, {})
        self.seen = Abstraction(
            {**worlds.fields, **{f"row.{key}": field for key, field in inner.items()}}, group
        )
        self.guards = [guard for guard in guards if guard in worlds.trees]
        names = names_in(tree).union(*(names_in(worlds.trees[guard]) for guard in self.guards))
        around = worlds.conditions_around({self.seen.owner(name) for name in names}) if deep else []
        nodes = list(dict.fromkeys([*around, *self.guards]))
        self.conditions: list[tuple[str, Condition]] = [
            (node, condition(self.seen.rewrite(worlds.trees[node]))) for node in nodes
        ]
        self.run: Compute = compute(self.seen.rewrite(tree))
        self.variables = list(self.seen.variables.values())
        self.domains = [self.seen.domain(variable) for variable in self.variables]
        self.size = prod(len(domain) for domain in self.domains)
        self.settle = self._settler()

    def judge(self, page: int, *, all_answered: bool) -> tuple[Verdict, int]:
        """The verdict, and after how many cases it was certain."""
        ever, always, empty, met, tried = False, True, False, False, 0
        demanded = [self._demanded(variable, page, all_answered=all_answered) for variable in self.variables]
        for tried, (values, hidden, answered) in enumerate(self._worlds(demanded), 1):  # noqa: B007
            result = self.run(values)
            ever = ever or result is True
            if answered:
                met = True
                always = always and result is True
                empty = empty or (result is None and bool(hidden))
            if empty or (ever and not always):
                break
        return Verdict(ever, always and met, empty), tried

    def _demanded(self, variable: Variable, page: int, *, all_answered: bool) -> bool:
        """Whether the variable cannot be missing while its questions are shown."""
        if variable.opaque or not variable.strict:
            return False
        return all_answered or all(self._surely_answered(name, page) for name in names_in(variable.tree))

    def _surely_answered(self, name: tuple[str, ...], page: int) -> bool:
        field = self.worlds.fields.get(name[1])
        if (
            name[0] != "get"
            or len(name) != 2
            or field is None
            or "required" not in KINDS[field.kind].attributes
        ):
            return False
        return field.required and not field.required_if and self.worlds.page_number[field.key] < page

    def _worlds(self, demanded: list[bool]) -> Iterator[tuple[dict[str, Any], set[str], bool]]:
        """Every case in which the guards hold: its values, what is hidden, and whether all that must be is answered."""
        names = [variable.name for variable in self.variables]
        for chosen in product(*self.domains):
            values = dict(zip(names, chosen, strict=True))
            answered = True
            hidden = self.settle(values)
            if any(guard in hidden for guard in self.guards):
                continue
            for variable, value, must in zip(self.variables, chosen, demanded, strict=True):
                if must and value is None and not (variable.strict & hidden):
                    answered = False
                    break
            yield values, hidden, answered

    def _settler(self) -> Callable[[dict[str, Any]], set[str]]:
        steps = []
        for node, test in self.conditions:
            covered = {node, *self.worlds.on_page.get(node, ())}
            gone = [(v.name, v.hidden) for v in self.variables if v.strict & covered]
            steps.append((test, covered, gone))

        def settle(values: dict[str, Any]) -> set[str]:
            hidden: set[str] = set()
            for test, covered, gone in steps:
                if not test(values):
                    hidden |= covered
                    for name, value in gone:
                        values[name] = value
            return hidden

        return settle
