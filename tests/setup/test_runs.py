"""The tests' own ground: each run has its database, and a test that commits leaves no trace."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_transactional_test_commits_is_gone_for_the_next(turn: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_regclass('left_behind'), current_database(), count(*) FROM django_migrations"
        )
        left, name, migrations = cursor.fetchone()
        assert left is None
        assert migrations > 0
        assert name.startswith("test_yakuba_")
        cursor.execute("CREATE TABLE left_behind (turn int)")
