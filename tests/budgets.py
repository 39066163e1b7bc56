"""`query_budget`: how many SQL statements a block may cost, whatever the number of rows.

    def test_the_queue_costs_the_same_with_many_cases(query_budget, client, cases) -> None:
        with query_budget(9, page="queue"):
            client.get("/cases/")

`page` is the name of the `ListPage` under test: every list must have such a test (tests/architecture/test_budgets.py).
Give the list more rows than one page holds: what grows with the rows breaks the budget.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

QueryBudget = Callable[..., AbstractContextManager[None]]


@contextmanager
def within(most: int, *, page: str = "") -> Iterator[None]:
    """Fail where the block sends more than `most` statements to the database, and show them."""
    with CaptureQueriesContext(connection) as sent:
        yield
    if len(sent) > most:
        shown = "\n".join(f"{at:3} {one['sql'][:300]}" for at, one in enumerate(sent.captured_queries, 1))
        pytest.fail(f"{page or 'the block'} costs {len(sent)} statements, allowed are {most}:\n{shown}")


@pytest.fixture
def query_budget(db: None) -> QueryBudget:
    """`with query_budget(9, page="queue"): …`"""
    return within
