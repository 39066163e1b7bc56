"""The staff face with people at their desks, each in a browser of their own."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from yakuba.cases import api as cases
from yakuba.cases.tests.conftest import make_staff
from yakuba.identity.models import Section, Staff
from yakuba.identity.sessions import SessionStore
from yakuba.kernel import clock, files
from yakuba.kernel.actor import Actor, Assurance, system
from yakuba.kernel.models import StoredFile

SeatOf = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def _staff_face(settings: LazySettings) -> None:
    """This process is the staff face, not in the demonstration."""
    settings.FACE = "staff"
    settings.DEMO = False
    settings.ROOT_URLCONF = "yakuba.config.urls_staff"
    settings.SESSION_COOKIE_NAME = "session_staff"


def key_of(actor: Actor) -> str:
    """A session key of somebody who has signed in with both factors."""
    store = SessionStore()
    assert actor.staff_id is not None
    staff = Staff.objects.select_related("account").get(pk=actor.staff_id)
    until = clock.now() + timedelta(hours=10)
    store.begin(account=staff.account, assurance=Assurance.TWO_FACTOR, data={}, until=until)
    return str(store.session_key)


def search(client: Client, words: str) -> str:
    """Search the list for words; the address of what was found."""
    return str(client.post(at("cases"), {"words": words})["Location"])


@pytest.fixture
def seat(settings: LazySettings) -> SeatOf:
    """Seats somebody at the desk: a client that is signed in."""

    def of(actor: Actor) -> Client:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = key_of(actor)
        return client

    return of


@pytest.fixture
def desk(seat: SeatOf, officer: Actor) -> Client:
    """The officer's browser."""
    return seat(officer)


@pytest.fixture
def chief_desk(seat: SeatOf, chief: Actor) -> Client:
    """The chief's browser."""
    return seat(chief)


@pytest.fixture
def viewer(children: Section) -> Actor:
    """Somebody of 子育て支援課 who may only read."""
    return make_staff(children, ["cases.read"], "中村")


def text(answer: HttpResponseBase) -> str:
    """The page."""
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def at(name: str, *arguments: object) -> str:
    """The address of a page."""
    return reverse(name, args=arguments)


def now_on(case: cases.Case) -> cases.Case:
    """The case as it stands."""
    return cases.Case.objects.get(pk=case.pk)


def form(case: cases.Case, **given: Any) -> dict[str, Any]:
    """What a form of the case sends: its revision now, the moment, and what was filled in."""
    return {"revision": str(now_on(case).revision), "seen": clock.now().isoformat(), **given}


def stored(content: bytes = b"%PDF-1.7 words", name: str = "証明書.pdf") -> StoredFile:
    """A file that somebody handed in."""
    return files.store_made(system("test"), name=name, content=content, content_type="application/pdf")
