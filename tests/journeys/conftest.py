"""One house and one browser for all journeys."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.journeys import browsing
from tests.journeys.browsing import Person
from tests.running import CHROMIUM, House


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys need a browser; without one they are skipped, and say why."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.skipif(not CHROMIUM, reason="no Chromium (apt-get install chromium)"))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The browser; every person has a window of their own. It is gone when other tests come: a process has but one."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def window(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens windows, and closes them after the test."""
    opened: list[BrowserContext] = []

    def open_one(**wishes: object) -> BrowserContext:
        opened.append(browsing.context(browser, **wishes))  # type: ignore[arg-type]
        opened[-1].set_default_timeout(10_000)
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def resident(house: House, window: Callable[..., BrowserContext]) -> Callable[..., Person]:
    """Somebody with a narrow phone who has said nothing of themselves."""

    def take_the_phone(*, careful: bool = False, **wishes: object) -> Person:
        return browsing.person(house, window(**wishes), "public", careful=careful)

    return take_the_phone


@pytest.fixture
def staff(house: House, window: Callable[..., BrowserContext]) -> Callable[..., Person]:
    """Somebody of the staff at a desk, signed in."""

    def sit_down(login: str, *, careful: bool = False) -> Person:
        one = browsing.person(house, window(phone=False), "staff", careful=careful)
        browsing.sign_in(one, login)
        return one

    return sit_down
