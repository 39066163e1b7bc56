"""The two faces for the tests of identity."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings


@pytest.fixture
def public_face(settings: Settings) -> None:
    """This process is the Internet face."""
    settings.FACE = "public"
    settings.ROOT_URLCONF = "yakuba.identity.tests.public_urls"
    settings.SESSION_COOKIE_NAME = "session_public"


@pytest.fixture
def staff_face(settings: Settings) -> None:
    """This process is the staff face, not in the demonstration."""
    settings.FACE = "staff"
    settings.DEMO = False
    settings.ROOT_URLCONF = "yakuba.identity.tests.staff_urls"
    settings.SESSION_COOKIE_NAME = "session_staff"


@pytest.fixture(autouse=True)
def _cheap_passwords(settings: Settings) -> None:
    """Hashing slowly is not what is tested here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def other() -> Client:
    """Another browser."""
    return Client()
