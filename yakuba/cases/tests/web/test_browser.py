"""The desk in a real browser: accessibility, narrow screens, keys, who else is here, without a fault of the CSP."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.live import chromium, served
from tests.running import CHROMIUM
from yakuba.cases import api as cases
from yakuba.cases.tests.conftest import Opener
from yakuba.cases.tests.web.conftest import at, key_of
from yakuba.identity.models import Section
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine (apt-get install chromium)"),
]


@pytest.fixture(autouse=True)
def _present(_forgetting: None) -> Iterator[None]:
    """The server has a thread of its own, with the real clock: rows are made in the present too."""
    with clock.frozen(datetime.now(clock.TOKYO)):
        yield


@pytest.fixture
def site(transactional_db: None, _staff_face: None) -> Iterator[str]:
    """The staff face over HTTP, with its static files."""
    with served() as address:
        yield address


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def seated(browser: Browser, site: str, actor: Actor, width: int = 1280) -> tuple[Page, list[str]]:
    """Somebody's page, and what the console complains about."""
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="ja-JP")
    context.add_cookies([{"name": "session_staff", "value": key_of(actor), "url": site}])
    page, faults = context.new_page(), []
    page.on("console", lambda line: faults.append(line.text) if "Refused" in line.text else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    return page, faults


def faults_of(page: Page, address: str, width: int) -> list[str]:
    """What axe and a look at the width find wrong with a page."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    wide = page.evaluate("document.documentElement.scrollWidth")
    found = [f"{address} is {wide} px wide"] if wide > width else []
    report = Axe().run(page, options={"runOnly": RULES}).response
    return found + [f"{address}: {one['id']} {one['nodes'][0]['html'][:140]}" for one in report["violations"]]


@pytest.fixture
def rich(opened: Opener, officer: Actor, chief: Actor, guest: Actor, tax: Section) -> cases.Case:
    """A case to which everything has happened, and another that is decided."""
    with clock.frozen(clock.now() - timedelta(days=40)):
        opened()
    case = opened()
    cases.take(officer, case_id=case.pk, revision=1)
    cases.add_note(officer, case_id=case.pk, text="電話で確認済み")
    cases.send_message(officer, case_id=case.pk, text="審査しています")
    cases.reply(guest, receipt=case.receipt, text="ありがとうございます")
    cases.ask_opinion(officer, case_id=case.pk, section=tax.pk, question="納税の状況は")
    ended = opened()
    cases.decide(chief, case_id=ended.pk, outcome="refused", reason="確認できないため", revision=1)
    return case


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_overflows_and_axe_finds_nothing(
    site: str, browser: Browser, rich: cases.Case, chief: Actor, width: int
) -> None:
    page, found = seated(browser, site, chief, width)
    names = ("case", "case_correction", "case_decide", "case_transfer", "case_message", "case_print")
    lists = (at("cases"), at("cases") + "?status=all", at("cases") + "?find=x", at("cases_opinions"))
    decided = cases.queue(chief, cases.Filters(status="decided")).lines[0].case
    for address in (
        *lists,
        *(at(name, rich.pk) for name in names),
        at("case", decided.pk),
        at("case_undo", decided.pk),
    ):
        found += faults_of(page, site + address, width)
    assert found == []


def test_mistakes_and_the_second_look_are_accessible(
    site: str, browser: Browser, rich: cases.Case, chief: Actor
) -> None:
    page, found = seated(browser, site, chief)
    page.goto(site + at("case_correction", rich.pk), wait_until="networkidle")
    page.check("#item-name")
    page.click("main .buttons button >> nth=0")
    page.wait_for_selector("#errors:focus")
    page.click("#errors a")
    assert page.evaluate("document.activeElement.id") == "reason-name"
    page.goto(site + at("cases"), wait_until="networkidle")
    page.check("[data-all]")
    page.click("[name=action][value=accept]")
    report = Axe().run(page, options={"runOnly": RULES}).response
    assert found + [one["id"] for one in report["violations"]] == []


def test_the_desk_is_worked_with_the_keyboard(
    site: str, browser: Browser, rich: cases.Case, officer: Actor
) -> None:
    page, found = seated(browser, site, officer)
    page.goto(site + at("cases"), wait_until="networkidle")
    page.wait_for_load_state("networkidle")
    for key in ("j", "j", "k", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(re.compile(r"/cases/\d+$"))
    first = page.url
    page.wait_for_load_state("networkidle")
    page.keyboard.press("j")
    page.wait_for_url(lambda url: url != first, wait_until="networkidle")
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") == "quick-note"
    page.keyboard.type("jkメモ")
    assert page.input_value("#quick-note") == "jkメモ"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=メモを書きました")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("u")
    page.wait_for_url("**/cases/", wait_until="networkidle")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "cases-q"
    assert found == []


def test_single_keys_can_be_turned_off(site: str, browser: Browser, rich: cases.Case, officer: Actor) -> None:
    page, found = seated(browser, site, officer)
    page.goto(site + at("cases"), wait_until="networkidle")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("?")
    page.uncheck("text=これらのキーを使う")
    page.reload()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("j")
    page.keyboard.press("/")
    assert page.locator("tr.is-here").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    assert found == []


def test_an_open_page_learns_of_colleagues_and_changes(
    site: str, browser: Browser, rich: cases.Case, officer: Actor, chief: Actor
) -> None:
    page, found = seated(browser, site, officer)
    page.clock.install()
    page.goto(site + at("case", rich.pk), wait_until="networkidle")
    page.wait_for_load_state("networkidle")
    other, more = seated(browser, site, chief)
    other.goto(site + at("case", rich.pk), wait_until="networkidle")
    assert "も開いています" in other.inner_text("#presence")
    page.clock.run_for(21_000)
    page.wait_for_selector("#presence >> text=佐藤")
    cases.take(chief, case_id=rich.pk, revision=2)
    page.clock.run_for(21_000)
    page.wait_for_selector("text=この案件は、開いた後に変わりました")
    assert found + more == []


def test_everything_works_without_javascript(
    site: str, browser: Browser, opened: Opener, chief: Actor
) -> None:
    case = opened()
    context = browser.new_context(java_script_enabled=False, locale="ja-JP")
    context.add_cookies([{"name": "session_staff", "value": key_of(chief), "url": site}])
    page = context.new_page()
    page.goto(site + at("cases"), wait_until="networkidle")
    page.fill("#cases-q", "カツラギ")
    page.click(".list-search button")
    page.click(f"a:has-text('{case.receipt}')")
    page.click("button:has-text('担当になる')")
    page.click(".doing > .button")
    page.check("[name=outcome][value=accepted]", force=True)
    page.click("[name=step]")
    page.click("[name=step][value=decide]")
    assert "決定しました" in page.inner_text("main")
    page.click("a:has-text('決定を取り消す') >> nth=0")
    page.fill("[name=reason]", "取り違えたため")
    page.click("main .buttons button >> nth=0")
    assert "決定を取り消しました" in page.inner_text("main")
