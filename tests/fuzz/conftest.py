"""The world is built once; every test serves one face of it under that face's own database role."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.conf import LazySettings
from django.test import Client
from django.test.utils import override_settings
from django.urls import clear_url_caches, set_urlconf
from pytest_django.plugin import DjangoDbBlocker

from tests.fuzz import world as worlds
from tests.fuzz.world import World
from yakuba.config import navigation
from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.procedures import api as procedures

Serve = Callable[[str], AbstractContextManager[None]]


@pytest.fixture(scope="session")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The ward with its people; committed, and dropped at the end."""
    files = tmp_path_factory.mktemp("files")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=str(files), PASSWORD_HASHERS=[CHEAP], FACE="public"),
    ):
        from django.conf import settings

        with worlds.built(settings) as found:
            _forget()
            yield found


CHEAP = "django.contrib.auth.hashers.MD5PasswordHasher"


def _forget() -> None:
    identity.forget_remembered()
    procedures.forget_remembered()


@pytest.fixture
def serve(world: World, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Serve:
    """A block in which one face is served, on the Friday the world was made, and nothing is kept."""
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    monkeypatch.setattr(logging.getLogger("django.security"), "disabled", True)

    @contextmanager
    def block(face: str) -> Iterator[None]:
        settings.FACE = face
        settings.ROOT_URLCONF = f"yakuba.config.urls_{face}"
        settings.SESSION_COOKIE_NAME = f"session_{face}"
        settings.CSRF_COOKIE_NAME = f"csrf_{face}"
        settings.NAVIGATION = navigation.PUBLIC if face == "public" else navigation.STAFF
        clear_url_caches()
        set_urlconf(None)
        with worlds.as_face(world, face), clock.frozen(worlds.FRIDAY):
            yield
        _forget()

    return block


def browser(world: World, person: str, **cookies: str) -> Client:
    """The browser of somebody; a fall of the server is an answer of 500 and no exception."""
    client = Client(raise_request_exception=False)
    for name, value in {**world.cookies[person], **cookies}.items():
        client.cookies[name] = value
    return client
