"""Every address of both faces, by everybody, in every way it can be asked for."""

from collections.abc import Iterator
from itertools import islice
from random import Random
from urllib.parse import unquote

import pytest
from django.http import HttpResponseBase
from django.test import Client

from tests.architecture.routes import Route, of
from tests.fuzz import attacks
from tests.fuzz.attacks import Body
from tests.fuzz.conftest import Serve, browser
from tests.fuzz.judging import Knock, faults
from tests.fuzz.world import PEOPLE, World, undone
from yakuba.procedures.tests.visitor import read

CASES = [(face, person) for face in PEOPLE for person in PEOPLE[face]]
TRIED, PAGES = 5, 3  # addresses looked at for one that lets the person in, and how many of them are posted to
DEPTH = {
    "officer": 1,
    "auditor": 1,
    "stranger": 1,
}  # forms of those who can do less than a chief or an administrator
MOST_SHOWN = 40
NOTHING = Body("nothing", b"")


def addresses(route: Route, world: World, lot: Random) -> tuple[list[str], list[str]]:
    """Real addresses of a route (one's own things and others'), and hostile ones."""
    real, hostile = [""], [""]
    for part in route.parts:
        text = str(part).removeprefix("^").removesuffix("$")
        for name, converter in getattr(part, "converters", {}).items():
            kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
            good, bad = attacks.arguments(kind, name, world.values)
            hole = next(piece for piece in (f"<{kind}:{name}>", f"<{name}>") if piece in text)
            before, _hole, text = text.partition(hole)
            real = [one + before + value for one in real for value in good][:40]
            hostile = [one + before + value for one in hostile for value in (lot.choice(good), *bad)][:40]
        real, hostile = [one + text for one in real], [one + text for one in hostile]
    lot.shuffle(real)
    return [f"/{one}" for one in real], [f"/{one}" for one in hostile if one not in real]


def let_go(answer: HttpResponseBase) -> None:
    """Close the file of an answer whose content nobody reads, and not the connection, as `answer.close()` would."""
    for close in getattr(answer, "_resource_closers", ()):
        close()


class Knocking:
    """One person at one face; collects what is wrong."""

    def __init__(self, world: World, face: str, person: str) -> None:
        self.world, self.face, self.person = world, face, person
        self.lot = Random(f"{face}/{person}")
        self.found: list[str] = []
        self.count = 0

    def knock(self, method: str, address: str, body: Body = NOTHING) -> Client:
        """One request whose traces are undone."""
        client = browser(self.world, self.person)
        with undone():
            answer = client.generic(method, address, body.content, body.content_type)
            told = Knock(self.face, self.person, method, address, body.what)
            self.found += faults(self.world, told, answer)
            let_go(answer)
        self.count += 1
        return client

    def every_way(self, route: Route) -> None:
        """Methods, addresses, queries and bodies of one route; fewer where the person is turned away at the door."""
        real, hostile = addresses(route, self.world, self.lot)
        most = PAGES if "page" in route.pattern else 1
        inside = list(islice((one for one in real[:TRIED] if self.enters(one)), most))
        for one in (*real[: 3 if inside else 1], *hostile[: 3 if inside else 1]):
            self.knock("GET", one)
        address = (inside or real)[0]
        for method in self.lot.sample(attacks.METHODS, k=2 if inside else 1):
            self.knock(method, address)
        self.knock("GET", f"{address}?{self.lot.choice(attacks.QUERIES)}")
        for one in inside:
            for body in self.bodies(one):
                self.knock("POST", one, body)
        for body in self.lot.sample(attacks.raw_bodies(), k=2 if inside else 1):
            self.knock("POST", address, body)
        self.knock("POST", self.lot.choice(hostile or real), Body("a form", b"text=x&reason=x"))

    def enters(self, address: str) -> bool:
        """Whether the person is let in at all."""
        with undone():
            answer = browser(self.world, self.person).get(address)
            let_go(answer)
        return answer.status_code not in (403, 404) and "/sign-in" not in answer.headers.get("Location", "")

    def bodies(self, address: str) -> Iterator[Body]:
        """What is posted: hostile values in the page's own fields where the person sees the page."""
        with undone():
            answer = browser(self.world, self.person).get(unquote(address), follow=True)
            page = read(answer)
            let_go(answer)
        names = sorted({*page.names, *(name for name, _value in page.buttons)} - {"csrfmiddlewaretoken"})
        usual = ["text", "reason", "next", "code", "email", "language", "change", "selected", "action"]
        yield from attacks.hostile_forms(
            names or usual, page.inputs, self.lot, DEPTH.get(self.person, 3) if page.actions else 1
        )


@pytest.mark.parametrize(("face", "person"), CASES)
def test_every_route_answers_bad_input_with_a_page_and_keeps_nothing(
    world: World, serve: Serve, face: str, person: str
) -> None:
    with serve(face):
        knocking = Knocking(world, face, person)
        for route in of(face):
            knocking.every_way(route)
    assert knocking.count > 100
    assert not knocking.found, f"{len(knocking.found)} of {knocking.count}:\n" + "\n".join(
        knocking.found[:MOST_SHOWN]
    )
