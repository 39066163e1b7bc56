"""For everybody: by keyboard alone, at 400 %, with what the browser knows, with mistakes that stay until they are mended."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys.answers import SLUG, answers
from tests.journeys.browsing import TOO_WIDE, Person, fill, sign_in
from tests.running import House
from yakuba.kernel import clock

MOST_TABS = 150
FOCUS = """() => { const one = document.activeElement; const box = one.getBoundingClientRect();
  return {name: one.name || '', type: one.type || '', value: one.value || '', checked: !!one.checked, tag: one.tagName,
          text: (one.innerText || '').trim(), href: one.href || '',
          seen: box.bottom > 0 && box.top < innerHeight && getComputedStyle(one).outlineStyle !== 'none'} }"""
WITHIN = "(href) => document.getElementById(href.split('#')[1]).contains(document.activeElement)"
AUTOCOMPLETE = {
    "applicant.family": "family-name",
    "applicant.given": "given-name",
    "birth.year": "bday-year",
    "birth.month": "bday-month",
    "birth.day": "bday-day",
    "home.postcode": "postal-code",
    "home.prefecture": "address-level1",
    "home.city": "address-level2",
    "home.town": "address-level3",
    "home.street": "address-line1",
    "home.building": "address-line2",
    "phone": "tel-national",
}
"""What the browser may fill in (WCAG 1.3.5); the kana of a name has no token, so it has none."""
NO_ACCOUNT = {"account_choice": "registered", "notice_online": "yes", "agree": "yes"}


def test_by_keyboard_alone(resident: Callable[..., Person]) -> None:
    """From the address to the summary with Tab, arrows, space, Enter and letters; the focus is always seen."""
    one = resident(phone=False)
    one.go(f"/procedures/{SLUG}/")
    walk_to(one.page, lambda at: at["text"] == "申請をはじめる", {})
    one.follow_key("Enter")
    for key, inputs in answers(clock.today()).items():
        assert one.page.url.endswith(f"/page/{key}"), one.text()
        wanted = dict(NO_ACCOUNT if key == "money" else inputs)
        walk_to(one.page, lambda at: at["text"] == "次へ進む", wanted)
        assert not wanted, f"never reached: {sorted(wanted)}"
        one.follow_key("Enter")
    assert one.page.url.endswith("/summary"), one.text()
    one.finish()


def walk_to(page: Page, there: Callable[[dict[str, str]], bool], wanted: dict[str, str]) -> None:
    """Tab through the page, entering on the way what is wanted, until the focus is where it should be."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        assert at["seen"] or at["tag"] == "BODY", f"the focus is not seen on {at}"
        if at["name"] in wanted:
            enter(page, at, wanted.pop(at["name"]))
        elif there(at):
            return
    raise AssertionError(f"not reached with {MOST_TABS} tabs")


def enter(page: Page, at: dict[str, str], value: str) -> None:
    """Enter a value where the focus is."""
    if at["type"] == "checkbox":
        page.keyboard.press("Space")
    elif at["type"] == "radio":
        page.keyboard.press("Space")
        for _ in range(10):
            if page.evaluate("document.activeElement.value") == value:
                return
            page.keyboard.press("ArrowDown")
    elif at["type"].startswith("select"):
        for _ in range(60):
            if value in page.evaluate(
                "(({value, selectedOptions}) => [value, selectedOptions[0].text])(document.activeElement)"
            ):
                return
            page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} is not to be chosen")
    else:
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(value)


def test_at_400_percent_nothing_has_to_be_scrolled_sideways(
    house: House, resident: Callable[..., Person]
) -> None:
    """A screen of 1280 by 1024 pixels at 400 % is 320 by 256; every page of both faces still fits."""
    one, desk = resident(), resident(phone=False)
    desk.face = "staff"
    sign_in(desk, "suzuki")
    found = []
    for person, paths in (
        (one, ("/", "/?q=手当", f"/procedures/{SLUG}/", f"/procedures/{SLUG}/page/applicant", "/sign-in", "/sign-in/password", "/nowhere")),
        (desk, ("/", "/cases/", "/cases/?status=", "/cases/opinions", "/cases/1", "/cases/1/correction", "/cases/1/decision", "/cases/1/print", "/sections", "/staff", "/my-sign-in", "/nowhere")),
    ):  # fmt: skip
        person.page.set_viewport_size({"width": 320, "height": 256})
        for path in paths:
            person.go(path)
            wide = person.page.evaluate(TOO_WIDE)
            found += [f"{path} is {wide} px wide"] if wide > 320 else []
            fixed = person.page.evaluate(
                """() => [...document.querySelectorAll('body *')].filter((one) => ['fixed', 'sticky'].includes(getComputedStyle(one).position)
                     && one.getBoundingClientRect().height > innerHeight / 3).map((one) => one.className)"""
            )
            found += [f"{path}: {fixed} covers the page"] if fixed else []
    assert found == []


def test_the_browser_may_fill_in_what_it_knows(resident: Callable[..., Person]) -> None:
    one = resident()
    one.go(f"/procedures/{SLUG}/page/applicant")
    tokens = {
        name: one.page.locator(f'main [name="{name}"]').first.get_attribute("autocomplete")
        for name in AUTOCOMPLETE
    }
    assert tokens == AUTOCOMPLETE
    assert not one.page.locator('main [name="applicant.family_kana"]').get_attribute("autocomplete")
    one.go("/sign-in")
    assert one.page.locator('[name="email"]').get_attribute("autocomplete") == "email"
    one.go("/sign-in/password")
    assert one.page.locator('[name="password"]').get_attribute("autocomplete") == "current-password"


def test_mistakes_stay_until_they_are_mended(resident: Callable[..., Person]) -> None:
    """Named at the top with a way to each, kept beside the box, and nothing that was entered is lost."""
    one = resident(careful=True)
    one.go(f"/procedures/{SLUG}/page/applicant")
    right = answers(clock.today())["applicant"]
    wrong = {**right, "birth.era": "昭和", "birth.year": "70", "phone": "12", "home.postcode": "9999999"}
    fill(one.page, wrong)
    one.press("次へ進む")
    one.look("mistakes")
    said = one.page.locator("#errors a")
    assert said.count() >= 2
    assert "エラー" in one.page.title()
    assert one.page.locator('[name="birth.year"]').input_value() == "70"
    assert one.page.locator('[name="applicant.given"]').input_value() == right["applicant.given"]
    for link in said.all():
        link.click()
        assert one.page.evaluate(WITHIN, link.get_attribute("href")), link.inner_text()
    assert one.page.locator('[aria-invalid="true"]').count() >= 2
    fill(one.page, {"phone": right["phone"]})
    one.press("次へ進む")
    assert "電話番号" not in one.page.locator("#errors").inner_text()
    assert (
        "昭和" in one.page.locator("#errors").inner_text()
        or "生年月日" in one.page.locator("#errors").inner_text()
    )
    fill(one.page, right)
    one.press("次へ進む")
    assert one.page.url.endswith("/page/reason"), one.text()
    one.finish()
