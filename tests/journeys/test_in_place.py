"""Buttons that change a page leave the rest of it alone: nothing is loaded anew, the cursor goes where one goes on."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.answers import SLUG, answers, photo
from tests.journeys.browsing import Person, fill
from yakuba.kernel import clock

STAYED = "window.stayed"


def begins(one: Person) -> dict[str, dict[str, str]]:
    """Opens the first page of the form and puts a mark into the browser that a new page would wipe out."""
    one.go(f"/procedures/{SLUG}/")
    one.press("申請をはじめる")
    one.page.evaluate(f"{STAYED} = true")
    return answers(clock.today())


def comes_to(one: Person, key: str) -> None:
    """Fills in the pages before the one with this key."""
    for page, inputs in begins(one).items():
        if page == key:
            break
        fill(one.page, inputs)
        one.press("次へ進む")
    one.page.evaluate(f"{STAYED} = true")


def stayed(one: Person) -> bool:
    """Whether the page is still the one that was marked."""
    return bool(one.page.evaluate(f"{STAYED} === true"))


def test_a_postcode_fills_the_address(resident: Callable[..., Person]) -> None:
    """The boxes are filled, what was typed before stays, the cursor waits at the first empty box."""
    one = resident(careful=True)
    pages = begins(one)
    fill(one.page, {"applicant.family": pages["applicant"]["applicant.family"], "home.postcode": "171-0022"})
    one.page.get_by_role("button", name="住所を入れる").click()
    expect(one.page.locator('[name="home.town"]')).to_have_value("南池袋")
    expect(one.page.locator('[name="home.street"]')).to_be_focused()
    expect(one.page.locator('[name="applicant.family"]')).to_have_value(
        pages["applicant"]["applicant.family"]
    )
    one.look("address looked up")
    fill(one.page, {"home.postcode": "000-0000"})
    one.page.get_by_role("button", name="住所を入れる").click()
    expect(one.page.locator("main")).to_contain_text("この郵便番号の住所は見つかりませんでした")
    assert stayed(one)
    one.finish()


def test_rows_come_and_go(resident: Callable[..., Person]) -> None:
    """A child is added and taken away; conditions go on working in what was drawn anew; leaving asks nothing."""
    one = resident()
    comes_to(one, "children")
    fill(one.page, answers(clock.today())["children"])
    one.page.get_by_role("button", name="お子さんを追加する").click()
    expect(one.page.locator('[name="children.1.name.family"]')).to_be_focused()
    one.page.locator('button[value="remove:children:1"]').click()
    expect(one.page.locator('[name="children.1.name.family"]')).to_have_count(0)
    expect(one.page.locator('button[value="add:children"]')).to_be_focused()
    assert stayed(one)
    fill(one.page, {"has_older": "yes"})
    expect(one.page.locator('[name^="older.0"]').first).to_be_visible()
    fill(one.page, {"has_older": "no"})
    expect(one.page.locator('[name^="older.0"]').first).to_be_hidden()
    one.press("次へ進む")
    assert one.page.url.endswith("/page/money"), one.text()
    one.finish()


def test_files_are_taken_in_as_they_are_chosen(resident: Callable[..., Person]) -> None:
    """Listed at once, taken away again; what is no picture is refused beside the box; a lost line is said."""
    one = resident(careful=True)
    comes_to(one, "money")
    fill(one.page, {"account_choice": "enter"})
    box = one.page.locator('[name="passbook"]')
    one.page.context.set_offline(True)
    box.set_input_files(photo())  # type: ignore[arg-type]
    expect(one.page.get_by_role("alert")).to_contain_text("送れませんでした")
    one.page.context.set_offline(False)
    box.set_input_files(photo())  # type: ignore[arg-type]
    listed = one.page.locator(".files__name")
    expect(listed).to_have_text("通帳の写真.jpg")
    one.look("file taken in")
    one.page.locator('button[value^="remove:passbook:"]').click()
    expect(listed).to_have_count(0)
    box.set_input_files({"name": "通帳.jpg", "mimeType": "image/jpeg", "buffer": b"MZ" + b"\0" * 400})
    expect(one.page.locator("[data-behaviour='errors']")).to_be_focused()
    assert stayed(one)
    offline = ("ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest")
    one.faults = [fault for fault in one.faults if not any(words in fault for words in offline)]
    one.finish()


def test_sending_waits_for_an_upload(resident: Callable[..., Person]) -> None:
    """Whoever presses 次へ進む during an upload goes on when it is there, and it is there once."""
    one = resident()
    comes_to(one, "money")
    fill(one.page, answers(clock.today())["money"])
    slow = {"offline": False, "latency": 1000, "downloadThroughput": -1, "uploadThroughput": -1}
    one.page.context.new_cdp_session(one.page).send("Network.emulateNetworkConditions", slow)
    one.page.locator('[name="passbook"]').set_input_files(photo())  # type: ignore[arg-type]
    expect(one.page.get_by_role("status")).to_contain_text("送っています")
    with one.page.expect_navigation():
        one.page.get_by_role("button", name="次へ進む").click()
    assert one.page.url.endswith("/summary"), one.text()
    assert one.text().count("通帳の写真.jpg") == 1
    one.finish()


def test_what_cannot_be_drawn_in_place_is_a_page(resident: Callable[..., Person]) -> None:
    """An answer that HTMX does not draw comes as the page it is, nothing seems to be ignored."""
    one = resident()
    begins(one)
    one.page.context.clear_cookies()
    with one.page.expect_navigation():
        one.page.get_by_role("button", name="住所を入れる").click()
    assert "もう一度" in one.text()
