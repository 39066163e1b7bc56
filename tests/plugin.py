"""Gives every test run a database before Django reads its settings; loaded by `-p tests.plugin` in pyproject.toml.

`DATABASE_URL` if it is set, else an embedded PostgreSQL under var/test, shared by all runs on this machine and
stopped when the last one leaves. Tests write under var/test only: the demo's data stay untouched.
"""

import os
from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import asdict

import psycopg
import pytest

from tests.budgets import query_budget as query_budget  # a fixture for all modules
from tests.running import house as house  # a fixture for what looks from outside
from yakuba.config import database, places, secrets
from yakuba.config.embedded_postgres import Cluster
from yakuba.config.trouble import Trouble

_held = ExitStack()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None, object, object]:
    """A wrapper, because pytest-django reads the settings in this same hook and asks to be first."""
    if "PYTEST_XDIST_WORKER" not in os.environ:  # a worker inherits all this from the process that started it
        try:
            _prepare()
        except Trouble as trouble:
            raise pytest.UsageError(str(trouble)) from None
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """The last run to leave stops the server; should this one be killed, the server's watcher does it."""
    _held.close()


def _prepare() -> None:
    own = os.environ.get("DATABASE_URL")
    if own:  # on a server of one's own the roles exist once: the tests use the same passwords as the demo
        os.environ |= {f"YAKUBA_{name.upper()}": value for name, value in asdict(secrets.load()).items()}
    os.environ["YAKUBA_VAR"] = str(places.var() / "test")
    kept = secrets.load()
    if own:
        addresses = database.prepare_database(own, kept)
    else:
        cluster = Cluster(places.var() / "postgres", kept.postgres_password, durable=False)
        admin = _held.enter_context(cluster.lease())
        addresses = database.prepare_embedded(cluster, kept)
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f"ALTER ROLE {database.OWNER} CREATEDB")
    os.environ["DATABASE_URL"] = addresses.owner
