"""The catalogue in a real browser: accessibility, keyboard, narrow screens, behaviours."""

import shutil
import threading
from collections.abc import Generator
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from playwright.sync_api import Browser, Page, sync_playwright

from yakuba.ui.tests.test_pages import ADDRESSES

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine (apt-get install chromium)"),
]


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture(scope="module")
def site() -> Generator[str]:
    """The catalogue on a free port; it needs no database."""
    with override_settings(ROOT_URLCONF="yakuba.ui.tests.urls", ALLOWED_HOSTS=["127.0.0.1"]):
        application = StaticFilesHandler(get_wsgi_application())
        with make_server("127.0.0.1", 0, application, handler_class=_Silent) as server:
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            yield f"http://127.0.0.1:{server.server_port}"
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def browser() -> Generator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def phone(browser: Browser) -> Generator[Page]:
    """320 px wide: the narrowest phone, and a 1280 px screen at 400 %."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="ja-JP")
    yield context.new_page()
    context.close()


def faults(page: Page, address: str, width: int) -> list[str]:
    """What axe and a look at the width find wrong with a page."""
    page.goto(address)
    wide = page.evaluate("document.documentElement.scrollWidth")
    found = [f"{address} is {wide} px wide"] if wide > width else []
    report = Axe().run(page, options={"runOnly": RULES}).response
    return found + [f"{address}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in report["violations"]]


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_overflows_and_axe_finds_nothing(browser: Browser, site: str, width: int) -> None:
    found: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": 720}, locale="ja-JP")
    page.on("console", lambda message: found.append(message.text) if "Security" in message.text else None)
    for address in ADDRESSES:
        found += faults(page, site + address, width)
    page.close()
    assert found == []


@pytest.mark.parametrize("language", ["en", "ja-easy"])
def test_other_languages_fit_the_narrowest_phone(phone: Page, site: str, language: str) -> None:
    phone.context.add_cookies([{"name": "language", "value": language, "url": site}])
    addresses = ("samples/form", "samples/check", "samples/home", "parts/bank-account", "parts/files")
    assert [fault for one in addresses for fault in faults(phone, f"{site}/ui/{one}/", 320)] == []


def test_targets_are_large_enough_for_a_thumb(phone: Page, site: str) -> None:
    phone.goto(site + "/ui/samples/form/", wait_until="networkidle")
    small = phone.evaluate(
        """() => [...document.querySelectorAll('button, .button, input:not([type=hidden]), select, textarea')]
             .map((one) => one.closest('.option') ?? one)
             .filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML.slice(0, 80))"""
    )
    assert small == []


def test_the_keyboard_goes_through_a_form_in_reading_order(phone: Page, site: str) -> None:
    phone.goto(site + "/ui/samples/check/", wait_until="networkidle")
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.className") == "skip"
    phone.keyboard.press("Enter")
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.closest('main') !== null")
    phone.goto(site + "/ui/parts/name/", wait_until="networkidle")
    order = phone.evaluate("[...document.querySelectorAll('#applicant input')].map((one) => one.name)")
    phone.focus("#applicant-family")
    walked = []
    for _one in order:
        walked.append(phone.evaluate("document.activeElement.name"))
        phone.keyboard.press("Tab")
    assert walked == order


def test_the_error_summary_takes_the_focus_and_leads_to_the_box(phone: Page, site: str) -> None:
    phone.goto(site + "/ui/samples/form/", wait_until="networkidle")
    phone.wait_for_function("document.activeElement.id === 'errors'")
    phone.click("#errors a >> nth=0")
    assert phone.evaluate("document.activeElement.id") == "child-given_kana"
    phone.click("#errors a >> nth=1")
    assert phone.evaluate("document.activeElement.id") == "home-street"


def test_a_long_text_counts_down_and_keeps_what_is_too_much(phone: Page, site: str) -> None:
    phone.goto(site + "/ui/parts/textarea/", wait_until="networkidle")
    phone.fill("#reason", "𠮷" * 499)
    phone.wait_for_function("document.getElementById('reason-count').textContent === 'あと1文字'")
    phone.fill("#reason", "あ" * 503)
    assert phone.inner_text("#reason-count") == "3文字多いです"
    assert len(phone.input_value("#reason")) == 503


def test_a_form_is_sent_once(phone: Page, site: str) -> None:
    phone.goto(site + "/ui/samples/check/", wait_until="networkidle")
    phone.wait_for_load_state("networkidle")
    phone.evaluate(
        """() => { window.sent = 0;
             document.addEventListener('submit', (event) => {
               if (!event.defaultPrevented) { window.sent += 1; event.preventDefault(); }
             }); }"""
    )
    phone.focus("form[data-behaviour] button")
    for _press in range(3):
        phone.keyboard.press("Enter")
    assert phone.evaluate("window.sent") == 1


def test_rows_are_chosen_and_walked_with_the_keyboard(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.goto(site + "/ui/samples/desk/", wait_until="networkidle")
    page.wait_for_selector("[data-all]:visible")
    for key in ("j", "j", "x", "k", "x"):
        page.keyboard.press(key)
    assert page.inner_text("[data-selected]") == "選んだ2件を"
    assert page.evaluate("document.activeElement.textContent") == "R8-1040-0"
    page.check("[data-all]")
    assert page.inner_text("[data-selected]") == "選んだ20件を"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.close()


def test_everything_can_be_done_without_javascript(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(site + "/ui/samples/desk/", wait_until="networkidle")
    assert page.is_visible("button[name=action]")
    assert not page.is_visible("[data-all]")
    page.goto(site + "/ui/samples/receipt/", wait_until="networkidle")
    assert not page.is_visible("[data-behaviour=copy]")
    context.close()
