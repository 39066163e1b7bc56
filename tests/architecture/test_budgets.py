"""Every list page has a test that holds it to a number of statements."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.db import connection

from tests.architecture import house, told
from tests.architecture.told import Told
from tests.budgets import QueryBudget

DRAWN_FROM_MEMORY = {
    "cases.chosen": "the cases that the person ticked, read by one statement before",
    "cases.done": "what a verb answered for each of them",
    "cases.refused": "what a verb answered for each of them",
    "messaging.templates": "what modules declare",
    "procedures.differences": "what two definitions say, compared",
    "procedures.mistakes": "what the analysis of a definition found",
    "portal.options": "what modules declare; one statement reads all that was chosen",
}
"""Lists that ask the database nothing for a row, and where their rows come from."""
MEANS = (
    "query_budget",
    "django_assert_num_queries",
    "django_assert_max_num_queries",
    "CaptureQueriesContext",
)


def lists(tree: ast.Module, constants: Mapping[str, object]) -> Iterator[str]:
    """Names of the list pages that a file declares (`ListPage(name=…)`); `constants` are those of its module."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", getattr(node.func, "attr", "")) == "ListPage"
        ):
            said = next((one.value for one in node.keywords if one.arg == "name"), node)
            name = said.value if isinstance(said, ast.Constant) else constants.get(ast.unparse(said))
            yield name if isinstance(name, str) else ast.unparse(node)


def budgeted(name: str, tests: tuple[Told, ...]) -> bool:
    """Whether some test of the module counts the statements of a list it names."""
    return any(any(means in one.text for means in MEANS) and one.mentions(name) for one in tests)


def test_every_list_page_has_a_budget() -> None:
    every = {
        f"{house.owner(path)}.{name}": path
        for path in house.sources()
        if house.owner(path) != "ui" and "ListPage(" in path.read_text("utf-8")
        for name in lists(house.tree(path), house.constants(path))
    }
    unbounded = [
        f"{house.named(path)}: {name}"
        for name, path in every.items()
        if name not in DRAWN_FROM_MEMORY
        and not budgeted(name.partition(".")[2], told.tests_of(house.owner(path)))
    ]
    assert DRAWN_FROM_MEMORY.keys() <= every.keys()
    house.none(unbounded, 'no test says `with query_budget(…, page="<name>")` of these lists:')


def test_a_list_without_a_budget_is_found() -> None:
    source = "QUEUE = ListPage(name='queue', columns=())\nx = tables.ListPage(name=FOUND)\n"
    assert list(lists(ast.parse(source), {"FOUND": "found"})) == ["queue", "found"]
    tests = tuple(
        told.tests_in(
            Path("test_x.py"),
            "def test_a(query_budget):\n    with query_budget(9, page='queue'): pass\ndef test_found(): found()\n",
        )
    )
    assert [name for name in ("queue", "found") if budgeted(name, tests)] == ["queue"]


def test_a_budget_that_is_overdrawn_is_told(query_budget: QueryBudget) -> None:
    def spend(times: int) -> None:
        with connection.cursor() as cursor:
            for _ in range(times):
                cursor.execute("SELECT 1")

    with query_budget(2, page="queue"):
        spend(2)
    with (
        pytest.raises(pytest.fail.Exception, match="queue costs 3 statements"),
        query_budget(2, page="queue"),
    ):
        spend(3)
