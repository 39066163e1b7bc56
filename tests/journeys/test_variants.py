"""The same way under other circumstances: without scripts, in other languages, undone, refused, by two at once."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.answers import SLUG, answers
from tests.journeys.applying import applies, case_of
from tests.journeys.browsing import Person, fill, put, verify
from tests.running import code_in, link_in
from yakuba.kernel import clock

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠々ー]+")
KANJI = re.compile(r"[一-龠々]")
SAME = re.compile(r".*（[ぁ-ん]+）.*|豊島区|\d+年\d+月\d+日")
"""What everybody may read the same way: names, days, words that carry their reading."""


def test_without_scripts(resident: Callable[..., Person]) -> None:
    """Addresses are looked up, children added and taken away, files kept: by buttons of the form alone."""
    one = resident(scripts=False)
    one.go(f"/procedures/{SLUG}/")
    one.press("申請をはじめる")
    pages = answers(clock.today())
    fill(one.page, {key: text for key, text in pages["applicant"].items() if key not in ("home.prefecture", "home.city", "home.town")})  # fmt: skip
    one.press("住所を入れる")
    assert one.page.locator('[name="home.town"]').input_value() == "南池袋"
    one.press("次へ進む")
    for key in ("reason", "spouse"):
        fill(one.page, pages[key])
        one.press("次へ進む")
    fill(one.page, pages["children"])
    one.press("お子さんを追加する")
    assert one.page.locator('[name="children.1.name.family"]').count() == 1
    one.follow(one.page.locator('button[value="remove:children:1"]'))
    assert one.page.locator('[name="children.1.name.family"]').count() == 0
    one.press("次へ進む")
    fill(one.page, NO_ACCOUNT)
    one.press("次へ進む")
    assert one.page.url.endswith("/summary"), one.text()
    one.press("メールアドレスを確認する")
    verify(one, "without-scripts@example.jp")
    one.press("この内容で送信する")
    assert one.page.url.endswith("/received")
    one.finish()


@pytest.mark.parametrize("language", ["English", "やさしい日本語"])
def test_in_another_language(resident: Callable[..., Person], language: str) -> None:
    """Everything the house says is said in the language chosen, from the start page to the mail."""
    one, email = (
        resident(),
        {"English": "smith", "やさしい日本語": "nguyen"}[language] + "@language.example.jp",
    )
    one.go("/")
    one.press(language)
    found = untold(one, language)
    one.go(f"/procedures/{SLUG}/")
    found += untold(one, language)
    one.follow(one.page.locator('main .button[data-kind="primary"]'))
    for key, inputs in answers(clock.today()).items():
        found += untold(one, language)
        one.follow(one.page.locator(ONWARD))
        found += [] if language != "English" else untold(one, language)
        fill(one.page, NO_ACCOUNT if key == "money" else inputs | WESTERN if key == "applicant" else inputs)
        one.follow(one.page.locator(ONWARD))
    found += untold(one, language)
    one.follow(one.page.locator('main a[href^="/sign-in"]'))
    found += untold(one, language)
    one.page.locator('[name="email"]').fill(email)
    one.follow(one.page.locator("main form button").first)
    found += untold(one, language)
    one.page.locator('[name="code"]').fill(code_in(one.house.mail(email, "")))
    one.follow(one.page.locator("main form button").first)
    one.follow(one.page.locator('main form[action$="/send"] button'))
    found += untold(one, language)
    receipt = one.page.url.split("/")[-2]
    for path in (
        f"/my/applications/{receipt}",
        f"/my/applications/{receipt}/withdraw",
        "/my/",
        "/account",
        "/nowhere",
    ):
        one.go(path)
        found += untold(one, language)
    mail = one.house.mail(email, receipt)
    assert language != "English" or not JAPANESE.search(SAME.sub("", mail)), mail
    assert not found, "\n".join(dict.fromkeys(found))
    one.finish()


ONWARD = 'main form button[data-kind="primary"]'
WESTERN = {"birth.era": "", "birth.year": "1992"}
NO_ACCOUNT = {"account_choice": "registered", "notice_online": "yes", "agree": "yes"}
SAID = """() => [...document.querySelectorAll('body *')]
  .filter((one) => !one.closest('[lang]:not(html), script, select, input, textarea, dd, .languages, .masthead__ward, .steps__done'))
  .flatMap((one) => [...one.childNodes]).filter((one) => one.nodeType === 3)
  .map((one) => one.textContent.trim()).filter(Boolean)"""


def untold(one: Person, language: str) -> list[str]:
    """What a page says in Japanese that it should say in English, or word for word as to everybody else."""
    page = one.page
    lang = page.get_attribute("html", "lang")
    found = [f"{page.url}: lang is {lang}"] if lang != {"English": "en"}.get(language, "ja") else []
    texts = page.evaluate(SAID)
    if language == "English":
        return found + [f"{page.url}: {text}" for text in texts if JAPANESE.search(text)]
    cookies = "; ".join(
        f"{one['name']}={one['value']}" for one in page.context.cookies(page.url) if one["name"] != "language"
    )
    usual = page.request.get(page.url, headers={"Cookie": f"{cookies}; language=ja"}).text()
    return found + [
        f"{page.url}: {text}"
        for text in texts
        if len(KANJI.findall(SAME.sub("", text))) > 1 and f">{text}<" in usual
    ]


def test_taken_back(resident: Callable[..., Person], staff: Callable[..., Person]) -> None:
    one = resident()
    receipt = applies(one, "taken-back@example.jp")
    one.press("この申請を取り下げる")
    one.look("withdrawing")
    one.press("取り下げる")
    assert "取り下げました" in one.text()
    officer = staff("yamada")
    case_of(officer, receipt)
    assert "取下げ" in officer.text()
    for gone in ("担当になる", "補正を求める", "決定する"):
        assert officer.page.get_by_role("link", name=gone).count() == 0, gone
    one.finish()


def test_two_officers_at_once(resident: Callable[..., Person], staff: Callable[..., Person]) -> None:
    """They see each other, and the second is told that the first was faster; nothing is overwritten."""
    receipt = applies(resident(), "two-officers@example.jp")
    first, second = staff("yamada"), staff("suzuki")
    case_of(first, receipt)
    first.press("担当になる")
    case_of(second, receipt)
    assert "山田 太郎さんも開いています" in second.text()
    second.press("補正を求める")
    second.page.locator('label[for="item-phone"]').click()
    put(second.page.locator('[name="reason.phone"]'), "二人目の理由")
    case_of(first, receipt)
    first.press("補正を求める")
    first.page.locator('label[for="item-phone"]').click()
    put(first.page.locator('[name="reason.phone"]'), "一人目の理由")
    first.press("補正を求める")
    assert "補正待ち" in first.text() and "一人目の理由" in first.text()
    second.press("補正を求める")
    assert "二人目の理由" in second.page.content(), "what was typed is not lost"
    assert (
        "補正をお願いしている途中です" in second.text()
        or "ほかの" in second.text()
        or "変わりました" in second.text()
    )
    case_of(first, receipt)
    assert "二人目の理由" not in first.text()
    second.finish()


def test_refused_with_a_reason(
    resident: Callable[..., Person], staff: Callable[..., Person], tmp_path: Path
) -> None:
    one, chief = resident(), staff("suzuki")
    receipt = applies(one, "refused@example.jp")
    case_of(chief, receipt)
    chief.press("決定する")
    chief.page.locator("label", has_text="不承認").first.click()
    chief.press("確認へ進む")
    assert "理由" in chief.page.locator("#errors").inner_text()
    chief.look("no reason was given")
    put(chief.page.locator('[name="reason"]'), "児童手当法第4条の要件を満たさないためです。")
    chief.press("確認へ進む")
    chief.press("決定する")
    chief.press("通知書をすぐに送る")
    chief.press("すぐに送る")
    one.page.goto(link_in(one.house.mail("refused@example.jp", "決定")))
    text = notice(one, tmp_path)
    assert (
        "児童手当法第4条の要件" in text
        and "審査請求" in text
        and "3か月" in text.replace("３", "3").replace("箇", "か").replace("ヶ", "か")
    ), text
    one.finish()


def notice(one: Person, place: Path) -> str:
    """The words of the notice that is opened on the status page."""
    with one.page.expect_download() as download:
        one.page.get_by_role("link", name="通知書", exact=False).first.click()
    download.value.save_as(place / "notice.pdf")
    return "".join(page.extract_text() for page in PdfReader(place / "notice.pdf").pages).replace("\n", "")


def test_sent_once_however_often_it_is_pressed(resident: Callable[..., Person]) -> None:
    """Twice in a hurry, again after going back, again in another tab: one application."""
    one = resident()
    to_the_summary(one, "often@example.jp")
    other = one.page.context.new_page()
    other.goto(one.page.url)
    with one.page.expect_navigation():
        one.page.evaluate("""() => { const button = document.querySelector('form[action$="/send"] button'); button.click(); button.click() }""")  # fmt: skip
    receipt = one.page.url.split("/")[-2]
    one.page.go_back()
    one.page.goto(f"{one.home}/my/applications/{receipt}/received")
    other.get_by_role("button", name="この内容で送信する").click()
    expect(other).to_have_url(re.compile(f"/my/applications/{receipt}/received"))
    one.go("/my/")
    assert one.text().count("受付番号") + one.text().count(receipt) >= 1
    assert len(set(re.findall(r"JT\d\d-\w{4}-\w{4}", one.text()))) == 1
    one.finish()


def to_the_summary(one: Person, email: str) -> None:
    """Fill in everything and confirm the address."""
    one.go(f"/procedures/{SLUG}/")
    one.press("申請をはじめる")
    for key, inputs in answers(clock.today()).items():
        fill(one.page, NO_ACCOUNT if key == "money" else inputs)
        one.press("次へ進む")
    one.press("メールアドレスを確認する")
    verify(one, email)


def test_gone_on_with_on_another_machine(resident: Callable[..., Person]) -> None:
    """A draft is kept by address: the link of the mail leads back to it, with what was entered."""
    one, later = resident(), resident(phone=False)
    one.go(f"/procedures/{SLUG}/")
    one.press("申請をはじめる")
    fill(one.page, answers(clock.today())["applicant"])
    one.press("次へ進む")
    one.press("あとで続ける")
    one.look("going on later")
    one.press("メールアドレスを確認", exact=False)
    verify(one, "later@example.jp")
    assert "メールで送りました" in one.text()
    later.page.goto(link_in(one.house.mail("later@example.jp", "下書き")))
    verify(later, "later@example.jp")
    assert later.page.url.endswith("/page/reason"), later.text()
    later.press("前のページにもどる")
    assert later.page.locator('[name="phone"]').input_value() == answers(clock.today())["applicant"]["phone"]
    for person in (one, later):
        person.finish()


def test_what_the_office_knows_is_not_asked_again(resident: Callable[..., Person]) -> None:
    """With an account: name, address and number are there, said to be known, and may be changed."""
    one = resident(careful=True)
    one.go("/sign-in/password")
    fill(
        one.page,
        {"email": "sato.hanako@example.jp", "password": one.house.password("sato.hanako@example.jp")},
    )
    one.press("サインインする")
    one.go(f"/procedures/{SLUG}/")
    one.press("申請をはじめる")
    assert one.page.locator('[name="applicant.family"]').input_value() == "佐藤"
    assert "区に登録されている内容です" in one.text()
    one.look("prefilled")
    fill(one.page, {"phone": "03-1234-0077", "public_servant": "no", "pension": "none", "january": "yes"})
    one.press("次へ進む")
    assert one.page.url.endswith("/page/reason"), one.text()
    one.go("/my/")
    one.look("my page")
    one.go("/account")
    one.look("account")
    one.finish()
