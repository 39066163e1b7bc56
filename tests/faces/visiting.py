"""A plain visitor over HTTP: keeps cookies, follows nothing by itself, reads pages for what must not stand in them."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    body: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode("utf-8", "replace")

    @property
    def is_page(self) -> bool:
        """Whether it is HTML."""
        return self.headers.get("content-type", "").startswith("text/html")


@dataclass
class Visitor:
    """Somebody at one face; `headers` go with every request."""

    home: str
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        """Ask for an address."""
        return self._ask("GET", path)

    def post(self, path: str, form: dict[str, str]) -> Answer:
        """Send a form with the token of the page it stands on."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path).text)
        sent = {**form, "csrfmiddlewaretoken": token[1] if token else ""}
        return self._ask("POST", path, urlencode(sent))

    def sign_in(self, login: str, password: str) -> Answer:
        """Sign in on the staff face of the demonstration."""
        answer = self.post("/sign-in", {"login": login, "password": password})
        assert answer.status == 302, answer.text
        return answer

    def _ask(self, method: str, path: str, body: str = "") -> Answer:
        connection = HTTPConnection(urlsplit(self.home).netloc, timeout=20)
        headers = {"Accept-Language": "ja", **self.headers}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"{self.home}/"}
        connection.request(method, path, body or None, headers)
        answer = self._taken(connection.getresponse())
        connection.close()
        return answer

    def _taken(self, answer: HTTPResponse) -> Answer:
        given = answer.headers.get_all("Set-Cookie") or []
        for line in given:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or "1970" in morsel["expires"]:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, headers, given, answer.read())


class Page(HTMLParser):
    """What a page links to and loads, and what of it a strict policy would refuse."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[str] = []
        self.loads: list[str] = []
        self.inline: list[str] = []
        self.headings = 0
        self.language = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.inline += [f"<{tag} {name}>" for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(f"<{tag}>")
        if tag in ("a", "area"):
            self.links.append(given.get("href", ""))
        if tag == "form":
            self.forms.append(given.get("action", ""))
        for name in ("src", "srcset", "poster", "data"):
            if name in given and tag not in ("a", "form", "input"):
                self.loads.append(given[name])
        if tag == "link":
            self.loads.append(given.get("href", ""))
        self.headings += tag == "h1"
        self.language = given.get("lang", "") if tag == "html" else self.language
