"""LINE from the first press to the last: followed, linked, applied for, corrected, decided, told, asked, left.

The telephone is the stand-in's; everything behind it is the house as it runs.
"""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, expect

from tests.journeys import browsing, telephone
from tests.journeys.browsing import Person
from tests.journeys.telephone import PATIENCE_MS, SIZE, Telephone
from tests.running import House, until

QUESTION = "認定の通知は、いつ届きますか。"
ANSWER = "決定の日から数日で、マイページとLINEに届きます。"
FIRST, SECOND = "親子リトミックのお知らせ", "親子リトミック2回目のお知らせ"


def test_everything_from_the_telephone(
    house: House, window: Callable[..., BrowserContext], staff: Callable[..., Person]
) -> None:
    phone = Telephone(house, window(phone=False).new_page())
    phone.page.set_viewport_size(SIZE)  # type: ignore[arg-type]
    officer, chief = staff("yamada", careful=True), staff("suzuki")
    telephone.follows(phone)
    telephone.chooses(phone)
    telephone.links(phone)
    receipt = telephone.applies(phone)
    telephone.asks_again(officer, receipt)
    telephone.corrects(phone, receipt)
    telephone.decides(chief, receipt)
    phone.reads("決定のお知らせ")
    phone.look("decision")
    hears(phone, officer, chief)
    talks(phone, officer)
    mine = browsing.person(house, phone.page.context, "public")
    sees_what_is_held(mine)
    leaves(phone)
    for one in (officer, chief, mine):
        one.finish()


def hears(phone: Telephone, writer: Person, chief: Person) -> None:
    """Gets what concerns her, sees why, wants no more of it, and gets the next one no more."""
    first = telephone.writes_campaign(writer, "リトミック", FIRST)
    telephone.approves_campaign(chief, first)
    phone.reads(FIRST)
    phone.look("segment")
    page = telephone.reads_why(phone)
    if browsing.PICTURES:
        page.screenshot(path=f"{browsing.PICTURES}/line-page-why.png")
    telephone.stops_topic(page)
    page.close()
    second = telephone.copies_campaign(writer, first, "リトミック2", SECOND)
    telephone.approves_campaign(chief, second)
    expect(ended(chief, second)).to_contain_text("0人のうち、受け付けられた 0人", timeout=PATIENCE_MS)
    phone.page.reload()
    phone.reads(FIRST)
    assert SECOND not in phone.talk.inner_text()


def ended(one: Person, place: str) -> Locator:
    """The run of a campaign on its page, once it is over."""
    run = one.page.locator(".run", has_text="送信済み")
    until(lambda: bool(one.page.goto(place)) and run.count() > 0, "the end of the run")
    return run.first


def talks(phone: Telephone, one: Person) -> None:
    """Asks people; the desk answers under its name; the words are in no list but the desk's."""
    phone.page.get_by_role("button", name="職員に聞く").last.click()
    phone.reads("何についてですか")
    phone.press("子育て・保育・教育", "用件を書いて送ってください")
    phone.writes(QUESTION, "受け取りました。職員が読んで、ここに答えます。")
    one.go("/talks/")
    one.look("talks on LINE")
    one.follow(one.page.get_by_role("link", name="子育て・保育・教育"))
    assert QUESTION in one.text()
    one.page.locator('[name="words"]').fill(ANSWER)
    one.look("talk on LINE")
    one.press("送る")
    phone.reads(ANSWER)
    phone.look("talk")
    phone.press("相談を終わる", "相談を終わりました。")


def sees_what_is_held(one: Person) -> None:
    """マイページ says which LINE is linked and what is held of it."""
    one.go("/my/")
    one.press("LINEとのつながり")
    assert "池袋本町三丁目" in one.text() and "子育て・保育・教育" in one.text()
    one.look("what is held of LINE")


def leaves(phone: Telephone) -> None:
    """Stops the topics, unlinks, blocks."""
    phone.writes("停止", "知りたいことを、すべて止めました")
    phone.writes("連携解除", "アカウントとのつながりを解きますか")
    phone.press("つながりを解く", "つながりを解きました。")
    phone.look("left")
