"""Whoever searches for a person leaves no trace of that person in addresses or logs.

Asked without a browser, as a browser without JavaScript asks: forms are sent as they stand in the page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPMessage
from http.cookiejar import CookieJar
from typing import IO
from urllib.parse import unquote, urlencode, urljoin
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, OpenerDirector, Request, build_opener

import pytest

from tests.running import House

NAME, EMAIL = "葛城 花子", "hanako.katsuragi@example.jp"
IN_ADDRESSES = re.compile(r'\b(?:href|action|formaction|src|hx-\w+|name="back" value)="([^"]*)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Following(HTTPRedirectHandler):
    """Follows redirects and remembers where they led."""

    def __init__(self) -> None:
        self.led_to: list[str] = []

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        self.led_to.append(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


@dataclass
class Desk:
    """Somebody of the staff, signed in, and every address that came along."""

    home: str
    following: Following = field(default_factory=Following)
    page: str = ""
    address: str = ""

    def __post_init__(self) -> None:
        self._ask: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()), self.following)

    def open(self, address: str, form: dict[str, str] | None = None) -> None:
        """Open an address, or send a form of the page that is open."""
        sent = None
        if form is not None:
            token = TOKEN.search(self.page)
            assert token, self.page
            sent = urlencode({"csrfmiddlewaretoken": token[1], **form}).encode()
        target = urljoin(self.address or self.home, address)
        with self._ask.open(Request(target, sent)) as answer:
            self.page, self.address = answer.read().decode(), answer.url

    def addresses(self) -> Iterator[str]:
        """Where the page is, what led to it, and every address in it."""
        yield self.address
        yield from self.following.led_to
        yield from map(unescape, IN_ADDRESSES.findall(self.page))

    def betrayed(self, *words: str) -> list[str]:
        """The addresses that hold one of the words."""
        read = [unquote(one.replace("+", " ")) for one in self.addresses()]
        return [one for one in read if any(word in one for word in words)]


def signed_in(house: House, login: str) -> Desk:
    """A desk at which somebody has signed in."""
    desk = Desk(house.staff)
    desk.open("/sign-in")
    desk.open("/sign-in", {"login": login, "password": house.password(login)})
    assert "/sign-in" not in desk.address
    return desk


@pytest.mark.parametrize(
    ("login", "path", "words"), [("suzuki", "/cases/", NAME), ("tanaka", "/messages/", EMAIL)]
)
def test_a_search_for_somebody_leaves_no_trace_in_addresses_or_logs(
    house: House, login: str, path: str, words: str
) -> None:
    desk = signed_in(house, login)
    desk.open(path)
    desk.open(path, {"words": words})
    assert f'value="{words}"' in desk.page and "?find=" in desk.address
    parts = words.removesuffix("@example.jp").split()
    assert desk.betrayed(*parts) == []
    desk.open(desk.address + "&size=50&order=newest")
    assert f'value="{words}"' in desk.page
    assert desk.betrayed(*parts) == []
    desk.open(path, {"words": ""})
    assert "find=" not in desk.address and words not in desk.page
    logged = "".join(unquote(one.read_text("utf-8")) for one in (house.var / "log").glob("*.log"))
    assert not [part for part in parts if part in logged]
