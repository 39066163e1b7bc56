"""A browser without a screen: one kept-alive connection, cookies, the CSRF token of the page it is on."""

import http.client
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

Fields = Iterable[tuple[str, str]]
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and how long the visitor waited for its last byte."""

    status: int
    location: str
    body: bytes
    headers: Mapping[str, str]
    """By their names in small letters."""
    ms: float

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")


class Visitor:
    """One person with one browser on one face."""

    def __init__(self, port: int, timeout_s: float = 60.0) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout_s)
        self.cookies: dict[str, str] = {}
        self.token = ""
        self.waited_ms: list[float] = []
        """How long each request took, in order."""

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self.ask("GET", path)

    def post(self, path: str, fields: Fields = ()) -> Answer:
        """Send a form with the token of the page before."""
        content = urlencode([("csrfmiddlewaretoken", self.token), *fields]).encode()
        return self.ask("POST", path, content, "application/x-www-form-urlencoded")

    def ask(self, method: str, path: str, content: bytes | None = None, content_type: str = "") -> Answer:
        """One request. Raises OSError or HTTPException when no whole answer came."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if content is not None:
            headers["Content-Type"] = content_type
        began = time.perf_counter()
        try:
            self._connection.request(method, path, body=content, headers=headers)
            response = self._connection.getresponse()
            body = response.read()
        except Exception:
            self._connection.close()
            raise
        waited = (time.perf_counter() - began) * 1000
        self.waited_ms.append(waited)
        self._keep(response.headers.get_all("Set-Cookie", []))
        answer = Answer(
            response.status,
            response.headers.get("Location", ""),
            body,
            dict(response.headers.items()),
            waited,
        )
        if found := _TOKEN.search(answer.text if len(body) < 1_000_000 else ""):
            self.token = found[1]
        return answer

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _keep(self, cookies: Iterable[str]) -> None:
        for line in cookies:
            pair, _, rest = line.partition(";")
            name, _, value = pair.partition("=")
            if "max-age=0" in rest.lower():
                self.cookies.pop(name.strip(), None)
            else:
                self.cookies[name.strip()] = value.strip().strip('"')
