"""Pooled connections: the server is asked only where there is a reason to, and one that left is noticed."""

import os
from unittest import mock

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from yakuba.config.postgresql.base import still_there


def test_a_quiet_connection_costs_no_statement() -> None:
    with (
        psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection,
        mock.patch.object(ConnectionPool, "check_connection") as asked,
    ):
        connection.execute("SELECT 1")
        still_there(connection)
    asked.assert_not_called()


def test_a_server_that_left_is_noticed_before_the_next_statement() -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 20000)", [connection.info.backend_pid])
        with pytest.raises(psycopg.OperationalError):
            still_there(connection)


def test_a_pool_gives_a_fresh_connection_in_place_of_one_that_was_thrown_out() -> None:
    with ConnectionPool(os.environ["DATABASE_URL"], min_size=1, max_size=1, check=still_there) as pool:
        with pool.connection() as connection:
            before = connection.info.backend_pid
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 20000)", [before])
        with pool.connection() as connection:
            assert connection.info.backend_pid != before
            assert connection.execute("SELECT 1").fetchone() == (1,)
