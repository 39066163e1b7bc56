"""A form in a real browser: questions come and go and values are computed while people type; axe finds nothing."""

import mimetypes
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route, sync_playwright

from yakuba.procedures.models import Version
from yakuba.procedures.tests.conftest import SLUG, applicant, family, money
from yakuba.procedures.tests.visitor import Visitor

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine (apt-get install chromium)"),
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
HOST = "http://127.0.0.1:1"  # nothing listens there: every answer comes from `served`
START = f"/procedures/{SLUG}/"


def answer_of(person: Visitor, url: str) -> str:
    return person.client.get(url).content.decode()


def opened(browser: Browser, pages: dict[str, str], url: str, width: int = 320) -> Page:
    """A page whose HTML was fetched before, with the scripts and styles of the house."""
    page = browser.new_page(viewport={"width": width, "height": 800}, locale="ja-JP")
    page.set_default_timeout(10_000)

    def served(route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        file = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
        if isinstance(file, str):
            kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
            route.fulfill(body=Path(file).read_bytes(), content_type=kind)
        elif path in pages:
            route.fulfill(body=pages[path], content_type="text/html; charset=utf-8")
        else:
            route.fulfill(status=404)

    page.route("**/*", served)
    page.goto(HOST + url, wait_until="networkidle")
    return page


def put(page: Page, inputs: dict[str, str]) -> None:
    for name, text in inputs.items():
        box = page.locator(f'[name="{name}"]')
        if box.first.evaluate("box => box.type") == "radio":
            page.locator(f'[name="{name}"][value="{text}"]').evaluate("box => box.click()")
        elif box.first.evaluate("box => box.tagName") == "SELECT":
            box.select_option(text)
        else:
            box.fill(text)


@pytest.fixture
def forms(benefit: Version, visitor: Visitor) -> dict[str, str]:
    """The pages of the example, each as it is when the ones before were filled in; one with errors, too."""
    found = {f"{START}page/applicant": answer_of(visitor, f"{START}page/applicant")}
    wrong = visitor.post(f"{START}page/applicant", {})
    found["/wrong"] = wrong.content.decode()
    visitor.post(f"{START}page/applicant", applicant())
    found[f"{START}page/family"] = answer_of(visitor, f"{START}page/family")
    visitor.post(f"{START}page/family", family())
    found[f"{START}page/money"] = answer_of(visitor, f"{START}page/money")
    visitor.post(f"{START}page/money", money())
    for url in (START, f"{START}summary", "/"):
        found[url] = answer_of(visitor, url)
    return found


@pytest.fixture
def browser(forms: dict[str, str]) -> Iterator[Browser]:
    """The browser. It starts when the database has given all it is asked for: beside it nothing may ask again."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def test_questions_come_and_go(browser: Browser, forms: dict[str, str]) -> None:
    page = opened(browser, forms, f"{START}page/applicant")
    name = page.locator('[data-question="spouse_name"]')
    assert not name.is_visible()
    put(page, {"spouse": "yes"})
    assert name.is_visible()
    put(page, {"spouse": "no"})
    assert not name.is_visible()
    page.close()


def test_within_a_row_and_over_several_answers(browser: Browser, forms: dict[str, str]) -> None:
    page = opened(browser, forms, f"{START}page/family")
    school = page.locator('[data-question="children.0.school"]')
    amount = page.locator("#q-children-0-amount")
    assert not school.is_visible()
    put(
        page,
        {"children.0.birth.year": "２０１６", "children.0.birth.month": "5", "children.0.birth.day": "6"},
    )
    assert school.is_visible() and amount.inner_text() == "10,000 円"
    put(page, {"children.0.birth.era": "reiwa", "children.0.birth.year": "7"})
    assert not school.is_visible() and amount.inner_text() == "15,000 円"
    put(page, {"living": "apart"})
    assert page.locator('[data-question="reasons"]').is_visible()
    page.locator('[name="reasons"][value="other"]').evaluate("box => box.click()")
    assert page.locator('[data-question="reason_text"]').is_visible()
    put(page, {"living": "together"})
    assert not page.locator('[data-question="reason_text"]').is_visible()
    page.close()


def test_values_of_other_pages_are_known(browser: Browser, forms: dict[str, str]) -> None:
    page = opened(browser, forms, f"{START}page/money")
    assert page.locator("#q-total").inner_text() == "25,000 円"
    page.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_overflows(width: int, browser: Browser, forms: dict[str, str]) -> None:
    for url in forms:
        page = opened(browser, forms, url, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
        report = Axe().run(page, options={"runOnly": RULES}).response
        assert [(one["id"], one["nodes"][0]["html"][:120]) for one in report["violations"]] == [], url
        page.close()
