"""A passkey in a real browser: Chromium with a virtual security key, through our own script and strict CSP."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.live import chromium, served
from tests.running import CHROMIUM
from yakuba.identity.models import Staff
from yakuba.identity.second_factors import factors_of
from yakuba.identity.tests.people import PASSWORD, make_role, make_section, make_staff

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine (apt-get install chromium)"),
]


@pytest.fixture
def sato(transactional_db: None, staff_face: None) -> Staff:
    """An officer without a second factor."""
    return make_staff("sato", make_section("counter", "総合窓口課"), make_role("officer", "cases.read"))


@pytest.fixture
def site(transactional_db: None, staff_face: None) -> Iterator[str]:
    """The staff face over HTTP, with its static files, under a name that passkeys take."""
    with served() as address:
        yield address


@pytest.fixture
def page() -> Iterator[Page]:
    """A page of a browser with a security key that confirms by itself."""
    with chromium() as browser:
        context = browser.new_context(locale="ja-JP")
        tab = context.new_page()
        key = context.new_cdp_session(tab)
        key.send("WebAuthn.enable")
        key.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        yield tab


def test_passkey_is_made_and_used(site: str, sato: Staff, page: Page) -> None:
    faults: list[str] = []
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    sign_in(page, site)
    page.click("text=パスキー >> visible=true")
    page.fill("[name=name]", "試しの鍵")
    page.click("text=パスキーを作る")
    page.wait_for_url("**/my-sign-in/recovery-codes")
    assert page.locator("li code").count() == 10
    assert factors_of(sato.account).passkeys[0].name == "試しの鍵"
    page.click("text=サインアウト")
    sign_in(page, site)
    page.click("text=パスキーを使う")
    page.wait_for_url(f"{site}/")
    assert page.inner_text("body").endswith(" 30")
    assert factors_of(sato.account).passkeys[0].used_at is not None
    assert not [one for one in faults if "Refused" in one], "the strict CSP lets our script work"


def sign_in(page: Page, site: str) -> None:
    """Login and password."""
    page.goto(f"{site}/sign-in")
    page.fill("[name=login]", "sato")
    page.fill("[name=password]", PASSWORD)
    page.click("button:has-text('サインインする')")
