"""Computing expression trees: each tree is compiled once into nested closures that never raise.

The meaning is shared with `static/procedures/conditions.js`; `tests/rules/conditions_suite.json` holds both to it.
Missing values are None: comparing with one is false, calculating with one is missing.
"""

import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from yakuba.procedures.rules.expressions import Tree
from yakuba.procedures.rules.kinds import MAX_NUMBER

TODAY = "$today"
ROW = "$row"

Value = Any  # what JSON holds: None, bool, int, float, str, list, dict
Environment = Mapping[
    str, Value
]  # field key -> value, TODAY -> ISO date, ROW -> the row a group's field stands in
Compute = Callable[[Environment], Value]
Condition = Callable[[Environment], bool]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compute(tree: Tree) -> Compute:
    """Compile a tree to a closure from environment to value."""
    if not isinstance(tree, tuple):
        return lambda env, literal=tree: literal  # type: ignore[misc]
    name = str(tree[0])
    if name in ("get", "row"):
        return _get(name, tuple(str(step) for step in tree[1:]))
    if name in _ORDER:
        return _comparison(name, tree[1], tree[2])
    if name in ("and", "or", "not"):
        return condition(tree)
    return _BUILDERS[name](*(compute(part) for part in tree[1:]))


def condition(tree: Tree) -> Condition:
    """Compile a tree to a closure that answers yes or no; anything that is not exactly true is no."""
    name = tree[0] if isinstance(tree, tuple) else ""
    if name == "not":
        inner = condition(tree[1])  # type: ignore[index]
        return lambda env: not inner(env)
    if name in ("and", "or"):
        return _joined(str(name), [condition(part) for part in tree[1:]])  # type: ignore[index]
    value = compute(tree)
    if name in _ORDER or name in ("is_empty", "includes"):
        return value
    return lambda env: value(env) is True


def _joined(word: str, parts: list[Condition]) -> Condition:
    if len(parts) == 2:
        left, right = parts
        if word == "and":
            return lambda env: left(env) and right(env)
        return lambda env: left(env) or right(env)
    if word == "and":
        return lambda env: all([part(env) for part in parts])
    return lambda env: any([part(env) for part in parts])


def present(value: Value) -> Value:
    """The value, or None where it is an empty text, list or table."""
    return None if value == "" or value == [] or value == {} else value


def _get(kind: str, path: tuple[str, ...]) -> Compute:
    first, rest = path[0], path[1:]
    if kind == "row":
        return lambda env: _walk((env.get(ROW) or {}).get(first), rest)
    if rest:
        return lambda env: _walk(env.get(first), rest)
    return lambda env: present(env.get(first))


def _walk(value: Value, path: tuple[str, ...]) -> Value:
    """Follow part names into a table; over a list, follow them in every row into one flat list of what is there."""
    if not path:
        return present(value)
    if isinstance(value, dict):
        return _walk(value.get(path[0]), path[1:])
    if isinstance(value, list):
        found = [_walk(row, path) for row in value if isinstance(row, dict)]
        return [
            item
            for part in found
            for item in (part if isinstance(part, list) else [part])
            if item is not None
        ] or None
    return None


def _comparison(name: str, left: Tree, right: Tree) -> Compute:
    """A comparison. The commonest one, a whole answer with a literal text, takes the short way."""
    plain = isinstance(left, tuple) and left[0] == "get" and len(left) == 2
    if name == "==" and plain and isinstance(right, str) and right:
        key = str(left[1])  # type: ignore[index]
        return lambda env: env.get(key) == right
    test = _ORDER[name]
    first, second = compute(left), compute(right)
    if name in ("==", "!="):
        return lambda env: _alike(a := first(env), b := second(env)) and test(a, b)
    return lambda env: _ordered(a := first(env), b := second(env)) and test(a, b)


def _is_number(value: Value) -> bool:
    return value.__class__ is int or value.__class__ is float


def _alike(a: Value, b: Value) -> bool:
    """Whether two values may be equal or unequal: two numbers, or two texts."""
    return (a.__class__ is str and b.__class__ is str and a != "" and b != "") or (
        _is_number(a) and _is_number(b)
    )


def _ordered(a: Value, b: Value) -> bool:
    """Whether one value may be less than the other: two numbers, or two days."""
    if a.__class__ is str and b.__class__ is str:
        return bool(_DAY.fullmatch(a) and _DAY.fullmatch(b))
    return _is_number(a) and _is_number(b)


def number(value: int | float) -> int | float | None:
    """A result of arithmetic: rounded half up to three decimals, whole where it is whole, None beyond 2**53 - 1."""
    if value.__class__ is float:
        if not -MAX_NUMBER <= value <= MAX_NUMBER:
            return None
        if value != (whole := math.floor(value)):
            value = math.floor(value * 1000 + 0.5) / 1000
            whole = math.floor(value)
        return whole if value == whole else value
    return value if -MAX_NUMBER <= value <= MAX_NUMBER else None


def _arithmetic(test: Callable[[Any, Any], Any]) -> Callable[..., Compute]:
    def build(first: Compute, second: Compute) -> Compute:
        def run(env: Environment) -> Value:
            a, b = first(env), second(env)
            return number(test(a, b)) if _is_number(a) and _is_number(b) else None

        return run

    return build


def _divide(first: Compute, second: Compute) -> Compute:
    """Division drops the fraction downwards (-7 / 2 is -4); by zero it is missing."""

    def run(env: Environment) -> Value:
        a, b = first(env), second(env)
        if not (_is_number(a) and _is_number(b)) or b == 0:
            return None
        return number(a // b if a.__class__ is int and b.__class__ is int else math.floor(a / b))

    return run


def _negative(inner: Compute) -> Compute:
    return lambda env: -value if _is_number(value := inner(env)) else None


def _items(parts: tuple[Compute, ...], env: Environment) -> Iterator[Value]:
    for part in parts:
        value = part(env)
        if isinstance(value, list):
            yield from (item for item in value if present(item) is not None)
        elif present(value) is not None:
            yield value


def _sum(*parts: Compute) -> Compute:
    def run(env: Environment) -> Value:
        total: int | float | None = 0
        for value in _items(parts, env):
            if total is None or not _is_number(value):
                return None
            total = number(total + value)
        return total

    return run


def _extreme(choose: Callable[[Any], Any]) -> Callable[..., Compute]:
    def build(*parts: Compute) -> Compute:
        def run(env: Environment) -> Value:
            values = list(_items(parts, env))
            if values and all(_ordered(values[0], value) for value in values):
                return choose(values)
            return None

        return run

    return build


def count(value: Value) -> int:
    """How many answers a value holds: rows, choices or files of a list, one for anything else that is there."""
    if isinstance(value, list):
        return sum(1 for item in value if count(item))
    if isinstance(value, dict):
        return 1 if any(count(part) for part in value.values()) else 0
    return 0 if present(value) is None else 1


def _includes(first: Compute, *others: Compute) -> Compute:
    def run(env: Environment) -> bool:
        value = first(env)
        held = value if isinstance(value, list) else [value]
        return any(
            _alike(item, wanted) and item == wanted
            for wanted in [part(env) for part in others]
            for item in held
        )

    return run


def day(value: Value) -> date | None:
    """The day an ISO text names, from the year 1000 on; None for anything else."""
    if value.__class__ is not str or not _DAY.fullmatch(value) or value < "1000":
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _age(born: Compute, on: Compute | None = None) -> Compute:
    """Full years, one more on every birthday; 29 February counts on 1 March in common years (年齢計算ニ関する法律)."""

    def run(env: Environment) -> Value:
        first, last = day(born(env)), day(on(env) if on else env.get(TODAY))
        if first is None or last is None or last < first:
            return None
        return last.year - first.year - ((last.month, last.day) < (first.month, first.day))

    return run


def _days_between(start: Compute, end: Compute) -> Compute:
    def run(env: Environment) -> Value:
        first, last = day(start(env)), day(end(env))
        return None if first is None or last is None else last.toordinal() - first.toordinal()

    return run


def _if(test: Compute, yes: Compute, no: Compute) -> Compute:
    return lambda env: yes(env) if test(env) is True else no(env)


_BUILDERS: dict[str, Callable[..., Compute]] = {
    "+": _arithmetic(operator.add),
    "-": _arithmetic(operator.sub),
    "*": _arithmetic(operator.mul),
    "/": _divide,
    "neg": _negative,
    "sum": _sum,
    "min": _extreme(min),
    "max": _extreme(max),
    "count": lambda inner: lambda env: count(inner(env)),
    "is_empty": lambda inner: lambda env: count(inner(env)) == 0,
    "includes": _includes,
    "age": _age,
    "days_between": _days_between,
    "today": lambda: lambda env: env.get(TODAY),
    "if": _if,
}
