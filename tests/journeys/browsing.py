"""People in front of a browser: they read, type, press; every page they come to is looked at closely."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, Response

from tests.running import House, code_in

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE, DESKTOP = {"width": 320, "height": 640}, {"width": 1280, "height": 800}
PICTURES = os.environ.get("YAKUBA_PICTURES", "")
"""A directory for a picture of every page that is looked at, for whoever wants to see them."""
TOO_WIDE = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"
INLINE = """() => [...document.querySelectorAll('[style]:not([style=""]), style, script:not([src])')].map((one) => one.outerHTML.slice(0, 80))"""
_pictures = iter(range(1, 1000))


@dataclass
class Person:
    """Somebody with a browser of their own."""

    house: House
    page: Page
    face: str
    careful: bool = True
    """Whether every page is looked at closely; a page that another journey looks at need not be."""
    faults: list[str] = field(default_factory=list)

    @property
    def home(self) -> str:
        """The address of the face this person uses."""
        return self.house.public if self.face == "public" else self.house.staff

    def go(self, path: str) -> None:
        """Type an address."""
        self.page.goto(self.home + path)

    def press(self, words: str, *, exact: bool = True) -> None:
        """Press the button or follow the link with these words."""
        one = self.page.get_by_role("button", name=words, exact=exact)
        self.follow(one if one.count() else self.page.get_by_role("link", name=words, exact=exact))

    def follow(self, one: Locator) -> None:
        """Press something that leads to another page, and wait for that page."""
        with self.page.expect_navigation():
            one.first.click()

    def follow_key(self, key: str) -> None:
        """Press a key that leads to another page, and wait for that page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def text(self) -> str:
        """What stands on the page."""
        return self.page.inner_text("main")

    def heading(self) -> str:
        """The heading of the page."""
        return self.page.inner_text("h1")

    def look(self, name: str) -> None:
        """Look at a page on the narrowest phone and on a desk: nothing overflows, axe finds nothing, all is our own."""
        size = self.page.viewport_size
        if not self.careful:
            return
        for width in (PHONE, DESKTOP):
            self.page.set_viewport_size(width)  # type: ignore[arg-type]
            self._look(f"{name} at {width['width']} px", width["width"])
        if size:
            self.page.set_viewport_size(size)

    def _look(self, name: str, width: int) -> None:
        wide = self.page.evaluate(TOO_WIDE)
        if wide > width:
            self.faults.append(f"{name}: {wide} px wide")
        report = Axe().run(self.page, options={"runOnly": RULES}).response
        self.faults += [
            f"{name}: {one['id']} {one['nodes'][0]['html'][:160]}" for one in report["violations"]
        ]
        self.faults += [f"{name}: inline {one}" for one in self.page.evaluate(INLINE)]
        if PICTURES:
            file = f"{next(_pictures):03d}-{re.sub(r'[^0-9a-z]+', '-', name)}.png"
            self.page.screenshot(path=Path(PICTURES, file), full_page=True)

    def finish(self) -> None:
        """All pages were as they should be."""
        assert not self.faults, "\n".join(dict.fromkeys(self.faults))


def person(house: House, context: BrowserContext, face: str, *, careful: bool = True) -> Person:
    """Somebody who opens a browser; whatever the browser complains of is a fault."""
    found = Person(house, context.new_page(), face, careful)
    own = {urlsplit(house.public).netloc, urlsplit(house.staff).netloc, urlsplit(house.mailbox).netloc}

    def complained(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            found.faults.append(f"{found.page.url}: the browser says {message.text[:200]}")

    def asked(request: Request) -> None:
        if urlsplit(request.url).scheme in ("http", "https") and urlsplit(request.url).netloc not in own:
            found.faults.append(f"{found.page.url} loads {request.url}")

    def answered(response: Response) -> None:
        if response.status >= 500:
            found.faults.append(f"{response.url} answers {response.status}")

    found.page.on("console", complained)
    found.page.on("pageerror", lambda error: found.faults.append(f"{found.page.url}: {error}"))
    found.page.on("request", asked)
    found.page.on("response", answered)
    return found


def context(
    browser: Browser, *, phone: bool = True, scripts: bool = True, language: str = "ja-JP"
) -> BrowserContext:
    """A browser of one's own: a narrow phone or a desk."""
    return browser.new_context(
        viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
        locale=language,
        timezone_id="Asia/Tokyo",
        java_script_enabled=scripts,
        has_touch=phone,
        reduced_motion="reduce",
    )


def fill(page: Page, inputs: Mapping[str, str]) -> None:
    """Type and choose by the names of the boxes, as far as they are shown."""
    for name, value in inputs.items():
        put(page.locator(f'main [name="{name}"]'), value)


def put(box: Locator, value: str) -> None:
    """Type a value into a box, or choose it."""
    first = box.first
    kind = first.evaluate("(one) => one.type")
    if kind in ("radio", "checkbox"):
        chosen = box.and_(box.page.locator(f'[value="{value}"]')).get_attribute("id")
        box.page.locator(f'label[for="{chosen}"]').click()
    elif kind.startswith("select"):
        first.select_option(value)
    else:
        first.fill(value)


def verify(one: Person, email: str) -> None:
    """Confirm an address with the digits of the mail that arrives."""
    one.page.get_by_label("メールアドレス").fill(email)
    one.press("確認番号を送る")
    one.page.get_by_label(re.compile("番号")).first.fill(code_in(one.house.mail(email, "確認")))
    one.press("確認する")


def sign_in(one: Person, login: str) -> None:
    """Sign in on the staff face with the password of the demonstration."""
    one.go("/sign-in")
    one.page.locator('[name="login"]').fill(login)
    one.page.locator('[name="password"]').fill(one.house.password(login))
    one.press("サインインする")
