"""A telephone of the stand-in for LINE, and what somebody and the house do with it: steps of journeys and pictures."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys import browsing
from tests.journeys.answers import answers
from tests.journeys.applying import case_of
from tests.journeys.browsing import Person, fill, put
from tests.running import House
from yakuba.kernel import clock

MAIL = "sato.hanako@example.jp"
SIZE = {"width": 1120, "height": 960}
PATIENCE_MS = 20_000
TOPIC, TOWN = "子育て", "池袋本町三丁目"


class Telephone:
    """花子さん's telephone: what stands in the talk, what can be pressed."""

    def __init__(self, house: House, page: Page) -> None:
        self.house, self.page = house, page
        self.shots = 0
        page.goto(f"{house.telephones}/phones/hanako/")

    @property
    def talk(self) -> Locator:
        """The talk, oldest first."""
        return self.page.locator("#talk")

    def reads(self, words: str) -> None:
        """Waits until these words stand in the talk."""
        expect(self.talk).to_contain_text(words, timeout=PATIENCE_MS)

    def press(self, label: str, then: str = "") -> None:
        """Press the last button that says so, and wait for words."""
        self.page.get_by_role("button", name=label, exact=True).last.click()
        if then:
            self.reads(then)

    def writes(self, words: str, then: str = "") -> None:
        """Write and send."""
        self.page.get_by_label("メッセージ", exact=True).fill(words)
        self.page.get_by_role("button", name="送信", exact=True).click()
        if then:
            self.reads(then)

    def opens(self, label: str, at: int = -1) -> Page:
        """Follow a link of the talk: a page of the house, in a window of its own."""
        with self.page.context.expect_page() as opened:
            self.page.get_by_role("link", name=label, exact=True).nth(at).click()
        opened.value.wait_for_load_state()
        return opened.value

    def look(self, name: str) -> None:
        """A picture for whoever wants to see it."""
        if browsing.PICTURES:
            self.shots += 1
            self.page.wait_for_timeout(400)
            self.page.screenshot(path=f"{browsing.PICTURES}/line-{self.shots:02d}-{name}.png")


def follows(phone: Telephone) -> None:
    """Three languages greet; the menu is there in the one that is chosen."""
    phone.page.get_by_role("button", name="友だちに追加", exact=True).last.click()
    phone.reads("Please choose a language")
    phone.look("greeting")
    phone.press("English", "From now on we will write in English.")
    phone.look("english")
    phone.writes("にほんご", "やさしい 日本語（にほんご）で")
    phone.look("easy")
    phone.writes("日本語", "これからは、このことばで話します。")


def chooses(phone: Telephone) -> None:
    """Topics are pressed, the 町丁目 is typed; both stand in the settings."""
    phone.press("子育て", "選んでいるもの：子育て")
    phone.press("防災・災害", "選んでいるもの：防災・災害、子育て")
    phone.look("topics")
    phone.press("これでよい", "お住まいの町を選んでください")
    phone.look("towns")
    phone.writes("池袋本町3丁目", "この設定で、お知らせを届けます。")
    phone.reads("池袋本町三丁目")
    phone.look("settings")


def links(phone: Telephone) -> None:
    """From the menu to the sign-in of the house, and back through LINE's own question."""
    phone.page.get_by_role("button", name="申請の状況").last.click()
    phone.reads("アカウントをつなぐと見られます")
    phone.press("アカウントをつなぐ", "ボタンは10分間だけ使えます")
    phone.look("link")
    page = phone.opens("つなぐ")
    page.get_by_role("link", name=re.compile("パスワード")).first.click()
    page.locator('[name="email"], [name="login"]').first.fill(MAIL)
    page.locator('[name="password"]').fill(phone.house.password(MAIL))
    page.locator("main form button").first.click()
    expect(page.locator("h1")).to_have_text("LINEとつなぎますか")
    if browsing.PICTURES:
        page.screenshot(path=f"{browsing.PICTURES}/line-page-link.png")
    page.get_by_role("button", name="つなぐ", exact=True).click()
    page.get_by_role("link", name="LINEを開いて、つなぐ").click()
    page.get_by_role("button", name="連携する").click()
    page.close()
    phone.reads("アカウントとつながりました")
    phone.look("linked")


def applies(phone: Telephone) -> str:
    """Finds the procedure by a word, applies on the same pages as everybody; the receipt arrives in the talk."""
    phone.writes("児童手当", "申請する")
    phone.look("found")
    page = phone.opens("申請する", 0)
    page.get_by_role("link", name="申請をはじめる").or_(
        page.get_by_role("button", name="申請をはじめる")
    ).first.click()
    for key, inputs in answers(clock.today()).items():
        page.wait_for_url(f"**/page/{key}")
        fill(
            page,
            {"account_choice": "registered", "notice_online": "yes", "agree": "yes"}
            if key == "money"
            else inputs,
        )
        page.get_by_role("button", name="次へ進む").click()
    page.wait_for_url("**/summary")
    page.get_by_role("button", name="この内容で送信する").click()
    page.wait_for_url("**/received")
    receipt = page.url.split("/")[-2]
    page.close()
    phone.reads(receipt)
    phone.look("receipt")
    return receipt


def asks_again(one: Person, receipt: str) -> None:
    """The officer asks one question again."""
    case_of(one, receipt)
    one.press("担当になる")
    one.press("補正を求める")
    one.page.locator('label[for="item-pension"]').click()
    put(one.page.locator('[name="reason.pension"]'), "年金の種類を確かめさせてください。")
    fill(one.page, {"wait": "14"})
    one.press("補正を求める")


def corrects(phone: Telephone, receipt: str) -> None:
    """Answers in the talk with two presses; a third changes nothing."""
    phone.reads("もう一度答えてください")
    phone.reads("補正のお願い")
    phone.look("correction")
    phone.press("加入していない", "この内容で送りますか")
    phone.look("confirm")
    phone.press("この内容で送る", "受け取りました。役所で確かめます。")
    phone.press("この内容で送る", "このボタンは、もう使えません")
    phone.look("corrected")


def decides(one: Person, receipt: str) -> None:
    """The chief sees the new answer, decides, and has the notice sent."""
    case_of(one, receipt)
    assert "加入していない" in one.text()
    one.press("決定する")
    one.page.locator('label:has-text("承認")').first.click()
    one.press("確認へ進む")
    one.press("決定する")
    one.press("通知書をすぐに送る")
    one.press("すぐに送る")


def writes_campaign(one: Person, title: str, subject: str) -> str:
    """Writes to those of one town who care for one topic, sees how many that are, asks for approval; where it stands."""
    one.go("/messages/campaigns/new")
    page = one.page
    page.locator("#title").fill(title)
    page.locator("#topic").select_option(label=TOPIC)
    page.locator('label:has([name="g0-topics"])', has_text=re.compile(f"^{TOPIC}$")).click()
    page.locator("summary", has_text="町丁目の一覧から選ぶ").click()
    page.locator('label:has([name="g0-chome"])', has_text=TOWN).click()
    expect(page.locator("#count")).to_contain_text(TOWN, timeout=PATIENCE_MS)
    page.locator("#ja-subject").fill(subject)
    page.locator("#ja-body").fill("3歳までのお子さんと保護者の方へ。申込みは要りません。\n{section}")
    page.locator("label", has_text="急ぎ").click()  # it may be night
    one.press("保存して確かめる")
    assert TOWN in one.text() and subject in one.text()
    one.look("campaign to be approved")
    one.press("承認を求める")
    return one.page.url.partition("?")[0]


def copies_campaign(one: Person, place: str, title: str, subject: str) -> str:
    """Writes the next one from one that went out."""
    one.page.goto(place)
    one.press("写して新しい配信を書く")
    one.page.locator("#title").fill(title)
    one.page.locator("#ja-subject").fill(subject)
    one.press("保存して確かめる")
    one.press("承認を求める")
    return one.page.url.partition("?")[0]


def approves_campaign(one: Person, place: str) -> None:
    """Somebody else reads it and lets it go out."""
    one.page.goto(place)
    one.press("承認する")


def reads_why(phone: Telephone) -> Page:
    """From the message to the page that says why it came."""
    with phone.page.context.expect_page() as opened:
        phone.talk.locator('a[href*="/notices/"]').last.click()
    page = opened.value
    expect(page.locator("main")).to_contain_text(TOWN)
    expect(page.locator("main")).to_contain_text(TOPIC)
    return page


def stops_topic(page: Page) -> None:
    """From that page: never again about this."""
    page.get_by_role("link", name="お知らせの希望を変える").click()
    page.locator("summary", has_text="届いてほしくないこと").click()
    page.locator('label:has([name="declined"])', has_text=re.compile(f"^{TOPIC}$")).click()
    page.get_by_role("button", name="保存する", exact=True).click()
    expect(page.locator("main")).to_contain_text("お知らせの希望を保存しました")
