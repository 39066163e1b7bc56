"""How the tests of all modules are run: the test database, and what must not run side by side."""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker

from tests import databases

ALONE = {"faces": "browser", "faults": "faults", "fuzz": "fuzz", "journeys": "browser"}
"""Directories under tests/ whose tests share a machine's worth of processes: one worker runs each group."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps the tests of a group on one worker (`--dist loadgroup`)."""
    for item in items:
        group = next((name for part, name in ALONE.items() if part in item.path.parts), None)
        if group:
            item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest,
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """Every run has a database of its own, copied from one that is migrated once for each state of migrations."""
    test = settings.DATABASES["default"].setdefault("TEST", {})
    with django_db_blocker.unblock():
        test["TEMPLATE"] = databases.migrated_template()
    if not request.config.getvalue("reuse_db"):
        test["NAME"] = databases.own_name(os.environ.get("PYTEST_XDIST_WORKER", ""))


@pytest.fixture(scope="session", autouse=True)
def _restored_after_transactional_tests() -> Iterator[None]:
    """A test that commits leaves the database to the next one as the migrations made it."""

    def restore(case: TransactionTestCase) -> None:
        connection.close()
        databases.restore(
            str(connection.settings_dict["NAME"]), settings.DATABASES["default"]["TEST"]["TEMPLATE"]
        )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", restore)
        yield


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """What a process remembers (sections, rights, open procedures) must not outlive the test that made it."""
    from yakuba.identity import api as identity
    from yakuba.kernel import options
    from yakuba.procedures import api as procedures

    options.forget_choices()

    identity.forget_remembered()
    procedures.forget_remembered()
