"""The staff face, and people at their desks."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from django.conf import LazySettings
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from yakuba.characters.tests.web.seating import COOKIE, SEATS
from yakuba.characters.tests.workshop import person

Seat = Callable[..., Client]
_serial = count(101)


@pytest.fixture(autouse=True)
def _staff_face(settings: LazySettings) -> Iterator[None]:
    """This process is the staff face, not in the demonstration."""
    settings.FACE = "staff"
    settings.DEMO = False
    settings.ROOT_URLCONF = "yakuba.config.urls_staff"
    settings.SESSION_COOKIE_NAME = "session_staff"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "yakuba.characters.tests.web.seating.seated"]
    yield
    SEATS.clear()


@pytest.fixture
def seat(db: None) -> Seat:
    """Seats somebody with permissions at a desk of their own."""

    def of(*permissions: str) -> Client:
        number = next(_serial)
        SEATS[str(number)] = person(number, *permissions)
        client = Client()
        client.cookies[COOKIE] = str(number)
        return client

    return of


@pytest.fixture
def desk(seat: Seat) -> Client:
    """Somebody who works in the workshop."""
    return seat("characters.identify")


@pytest.fixture
def other(seat: Seat) -> Client:
    """The second person."""
    return seat("characters.identify")


@pytest.fixture
def chief(seat: Seat) -> Client:
    """Somebody who may do everything in the workshop."""
    return seat("characters.identify", "characters.run", "characters.sign_off")


def at(name: str, *arguments: object) -> str:
    """The address of a page."""
    return reverse(name, args=arguments)


def text(answer: HttpResponseBase) -> str:
    """The page."""
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]
