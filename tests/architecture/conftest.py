"""Doors of both faces for the proofs: a face as it is served, and its real database role."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.conf import LazySettings
from django.db import connections, transaction
from django.urls import clear_url_caches, set_urlconf

from yakuba.config import connections as database_of
from yakuba.config import secrets

AsRole = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def serve(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Serve the addresses of a face in the rest of the test, which tells of falls by itself: nothing is logged."""
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)

    def face(name: str) -> None:
        settings.FACE = name
        settings.ROOT_URLCONF = f"yakuba.config.urls_{name}"
        settings.SESSION_COOKIE_NAME = f"session_{name}"
        settings.CSRF_COOKIE_NAME = f"csrf_{name}"
        clear_url_caches()
        set_urlconf(None)

    yield face
    clear_url_caches()
    set_urlconf(None)


@pytest.fixture
def as_role(db: None) -> AsRole:
    """A block in which Django speaks to the test database as the role of a face; what it writes is rolled back."""

    @contextmanager
    def block(face: str) -> Iterator[None]:
        own = connections["default"]
        role = database_of.connection(os.environ["DATABASE_URL"], face, secrets.load())
        role["OPTIONS"].pop("pool", None)
        other = connections.create_connection("default")
        other.settings_dict = {**own.settings_dict, **role, "NAME": own.settings_dict["NAME"]}
        connections["default"] = other
        try:
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
        finally:
            other.close()
            connections["default"] = own

    return block
