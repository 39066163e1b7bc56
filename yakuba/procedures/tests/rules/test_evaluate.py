"""The meaning of expressions, in Python."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.procedures.rules.evaluate import ROW, TODAY, compute, condition
from yakuba.procedures.rules.expressions import FUNCTIONS, Tree
from yakuba.procedures.tests.rules.suite import cases


def _same(found: Any, wanted: Any) -> bool:
    return found == wanted and isinstance(found, bool) == isinstance(wanted, bool)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["name"])
def test_the_shared_suite(case: dict[str, Any]) -> None:
    environment = {**case["answers"], TODAY: case["today"], ROW: case.get("row")}
    found = compute(case["tree"])(environment)
    assert _same(found, case["result"]), found
    assert condition(case["tree"])(environment) is (case["result"] is True)


def test_the_suite_is_large_and_covers_every_operation() -> None:
    def operations(tree: Tree) -> set[str]:
        if not isinstance(tree, tuple):
            return set()
        return {str(tree[0])}.union(*(operations(part) for part in tree[1:]))

    used = set().union(*(operations(case["tree"]) for case in cases()))
    signs = {"==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "neg", "and", "or", "not", "get", "row"}
    assert used == signs | set(FUNCTIONS)
    assert len(cases()) >= 120


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.just("2026-02-29"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["x", "y", "family"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def _branch(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    two = st.sampled_from(
        ["==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "and", "or", "age", "days_between", "max"]
    )
    one = st.sampled_from(["not", "neg", "count", "is_empty", "sum", "min", "age"])
    return (
        st.tuples(two, inner, inner)
        | st.tuples(one, inner)
        | st.tuples(st.just("includes"), inner, st.just("x"))
        | st.tuples(st.just("if"), inner, inner, inner)
    )


leaves: st.SearchStrategy[Tree] = (
    st.integers(min_value=0, max_value=10**16)
    | st.text(max_size=5)
    | st.sampled_from(
        [("get", "a"), ("get", "b", "x"), ("get", "c", "x", "y"), ("row", "x"), ("today",), 1.5, "2026-01-31"]
    )
)
trees: st.SearchStrategy[Tree] = st.recursive(leaves, _branch, max_leaves=12)


@settings(derandomize=True, max_examples=400, deadline=None)
@given(tree=trees, a=json_values, b=json_values, c=json_values, row=json_values)
def test_nothing_raises_whatever_the_answers_hold(tree: Tree, a: Any, b: Any, c: Any, row: Any) -> None:
    environment = {"a": a, "b": b, "c": c, TODAY: "2026-05-01", ROW: row if isinstance(row, dict) else None}
    compute(tree)(environment)
    assert condition(tree)(environment) in (True, False)
