"""Headers, cookies and pages as they leave the web servers: strict policy, nothing inline, nothing from elsewhere."""

import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import running
from tests.faces.visiting import Answer, Page, Visitor
from tests.running import House
from yakuba.ui.middleware import HEADERS

MOST_PAGES = 70
BY_KIND = re.compile(r"\d+|[0-9a-f]{8}-[0-9a-f-]{27}|JT\d\d-\S{4}-\S{4}|[A-Z]{2}\d\d-\w{4}-\w{4}")
UNVISITED = ("/sign-out", "/static/", "export.", "/documents/", ".pdf", "#", "?")


def unprotected(answer: Answer, where: str) -> list[str]:
    """What is missing in an answer's headers."""
    found = [
        f"{where}: no {name}" for name, value in HEADERS.items() if answer.headers.get(name.lower()) != value
    ]
    store = answer.headers.get("cache-control", "")
    return found + (
        [] if "no-store" in store or "private" in store else [f"{where}: {store or 'may be stored'}"]
    )


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/nowhere", "/health", "/procedures/x/", "/my/", "/%00", "/%ff"]
)
def test_every_answer_is_protected(house: House, path: str) -> None:
    found = []
    for home in (house.public, house.staff):
        found += unprotected(Visitor(home).get(path), home + path)
    assert found == []


def test_the_policy_lets_nothing_in_from_elsewhere(house: House) -> None:
    policy = Visitor(house.public).get("/").headers["content-security-policy"]
    directives = dict(one.strip().partition(" ")[::2] for one in policy.split(";"))
    assert directives["default-src"] == "'none'" and directives["frame-ancestors"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert "unsafe" not in policy and "http:" not in policy and "*" not in policy


def walked(house: House, visitor: Visitor, start: str) -> Iterator[tuple[str, Answer, Page]]:
    """The pages that can be reached from one, each kind of address once."""
    waiting, seen = deque([start]), {start}
    visited = 0
    while waiting and visited < MOST_PAGES:
        path = waiting.popleft()
        answer = visitor.get(path)
        visited += 1
        if answer.status in (301, 302, 303):
            target = urlsplit(answer.headers["location"])
            waiting.append(target.path) if target.path not in seen else None
            seen.add(target.path)
            continue
        page = Page(answer.text) if answer.is_page else Page("")
        yield path, answer, page
        for link in page.links:
            at = urlsplit(link)
            kind = BY_KIND.sub("*", at.path)
            if link.startswith("/") and kind not in seen and not any(one in link for one in UNVISITED):
                seen.add(kind)
                waiting.append(at.path)


def faults_of(house: House, home: str, path: str, answer: Answer, page: Page) -> list[str]:
    """What is wrong with a page that was walked to."""
    found = unprotected(answer, path)
    if answer.status != 200:
        found.append(f"{path}: a link leads to {answer.status}")
    if answer.is_page:
        found += [f"{path}: inline {one}" for one in page.inline]
        elsewhere = [one for one in page.links + page.forms + page.loads if re.match(r"(?i)\s*(https?:)?//|\s*(java|vb)script:|\s*data:text", one)]  # fmt: skip
        found += [
            f"{path}: leads to {one}"
            for one in elsewhere
            if not one.startswith((house.public, house.staff, house.telephones, house.devices))
        ]
        found += [f"{path}: {page.headings} main headings"] if page.headings != 1 else []
        found += [f"{path}: speaks {page.language or 'nothing'}"] if page.language != "ja" else []
    return found


def test_planted_faults_are_caught(house: House) -> None:
    page = Page('<html lang="en"><p style="a" onclick="b()"><script>c</script><style>d</style><img src="//e/f.png"><a href="javascript:g">')  # fmt: skip
    found = faults_of(
        house, house.public, "/planted", Answer(200, {"content-type": "text/html"}, [], b""), page
    )
    for caught in ("<p style>", "<p onclick>", "<script>", "<style>", "//e/f.png", "javascript:g", "0 main headings", "speaks en", "no Content-Security-Policy"):  # fmt: skip
        assert any(caught in one for one in found), caught


def test_no_page_of_the_internet_face_holds_anything_inline_or_foreign(house: House) -> None:
    visitor = Visitor(house.public)
    resident = Visitor(house.public)
    form = {"email": "yoshida@example.jp", "password": house.password("yoshida@example.jp")}
    assert resident.post("/sign-in/password", form).status == 302
    found, count = [], 0
    for one, start in (
        (visitor, "/"),
        (visitor, "/procedures/jido-teate/page/applicant"),
        (resident, "/my/"),
        (resident, "/account"),
    ):
        for path, answer, page in walked(house, one, start):
            found += faults_of(house, house.public, path, answer, page)
            count += 1
    assert count > 20
    assert found == []


@pytest.mark.parametrize("login", ["suzuki", "tanaka", "kansa"])
def test_no_page_of_the_staff_face_holds_anything_inline_or_foreign(house: House, login: str) -> None:
    visitor = Visitor(house.staff)
    visitor.sign_in(login, house.password(login))
    found, paths = [], []
    for path, answer, page in walked(house, visitor, "/"):
        found += faults_of(house, house.staff, path, answer, page)
        paths.append(path)
    assert len(paths) > 5, paths
    assert found == []


def test_style_sheets_and_scripts_are_there_and_may_be_kept(house: House) -> None:
    for home in (house.public, house.staff):
        page = Page(Visitor(home).get("/sign-in").text)
        assert page.loads
        for path in page.loads:
            answer = Visitor(home).get(path)
            assert answer.status == 200, path
            assert "max-age" in answer.headers.get("cache-control", ""), path
            assert re.search(r"\.[0-9a-f]{12}\.\w+$", path), f"{path} carries no hash"


def cookie_faults(lines: list[str], *, secure: bool) -> list[str]:
    """Cookies that a script, another site or an open line could take."""
    wanted = ["HttpOnly", "SameSite=Lax", *(["Secure"] if secure else [])]
    return [
        f"{line.partition('=')[0]}: no {one}"
        for line in lines
        for one in wanted
        if one.lower() not in line.lower()
    ]


def test_cookies_are_out_of_reach(house: House) -> None:
    visitor = Visitor(house.public)
    lines = visitor.get("/sign-in").cookies
    lines += visitor.post("/sign-in", {"email": "cookies@example.jp"}).cookies
    lines += visitor.post("/language", {"language": "en", "next": "/"}).cookies
    staff = Visitor(house.staff)
    lines += staff.sign_in("yamada", house.password("yamada")).cookies
    assert len(lines) >= 4
    assert cookie_faults(lines, secure=False) == []


def test_behind_tls_cookies_are_secure_and_browsers_come_back_by_tls_only(
    house: House, tmp_path: Path
) -> None:
    with running.face(
        "public", house.database, tmp_path, YAKUBA_TLS="1", YAKUBA_HOSTS="yakuba.example.jp"
    ) as port:
        visitor = Visitor(f"http://127.0.0.1:{port}", {"X-Forwarded-Proto": "https", "Host": "yakuba.example.jp", "Origin": "https://yakuba.example.jp"})  # fmt: skip
        answer = visitor.get("/sign-in")
        assert answer.status == 200
        assert int(re.search(r"max-age=(\d+)", answer.headers["strict-transport-security"])[1]) >= 31_536_000  # type: ignore[index]
        sent = visitor.post("/language", {"language": "en", "next": "/"})
        assert cookie_faults(answer.cookies + sent.cookies, secure=True) == []
        other = Visitor(
            f"http://127.0.0.1:{port}", {"X-Forwarded-Proto": "https", "Host": "elsewhere.example.jp"}
        )
        assert other.get("/sign-in").status == 400
    assert "strict-transport-security" not in Visitor(house.public).get("/").headers
