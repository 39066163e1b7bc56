"""A section's template, used in a hurry: places filled, a file put to it, approved, opened by its link, closed at one press."""

import io
from collections.abc import Callable

import pikepdf
from playwright.sync_api import BrowserContext

from tests.journeys import browsing
from tests.journeys.browsing import Person, put
from tests.running import House, until

LANGUAGES = ("ja", "ja-easy", "en")
OVER = {"ja": "終わりました", "ja-easy": "今（いま）は", "en": "They are closed now"}


def test_a_template_is_filled_and_its_file_opened(
    house: House, window: Callable[..., BrowserContext], staff: Callable[..., Person]
) -> None:
    writer, chief = staff("yamada", careful=True), staff("suzuki")
    writes_template(writer)
    address = fills_it(writer)
    chief.go(address)
    chief.press("承認する")
    until(lambda: went_out(writer, address), "the end of the run")
    writer.look("campaign with a file that went out")
    link = str(writer.page.locator('a[href*="/notices/files/"]').get_attribute("href"))
    reader = browsing.person(house, window(), "public")
    opens(reader, link)
    writer.go(address)
    assert "開かれた回数 5回未満" in writer.text()
    writer.press("ファイルを今すぐ閉じる")
    finds_it_closed(reader, link)
    for one in (writer, reader):
        one.finish()


def writes_template(one: Person) -> None:
    """Slips once, is told what was meant, and keeps the template."""
    one.go("/messages/campaigns/templates/new")
    put(one.page.locator('[name="name"]'), "説明会のお知らせ（見本）")
    put(one.page.locator('[name="ja-subject"]'), "{会の名前}のお知らせ")
    put(one.page.locator('[name="ja-body"]'), "{wrad}の{会場}で開きます。{section}")
    one.press("保存する")
    assert "{ward}のことですか" in one.text()
    one.look("template with a slip")
    put(one.page.locator('[name="ja-body"]'), "{ward}の{会場}で開きます。{section}")
    one.press("保存する")
    one.look("template")
    one.go("/messages/campaigns/templates/")
    one.look("templates")
    one.press("説明会のお知らせ（見本）")


def fills_it(one: Person) -> str:
    """Begins a campaign from it, is asked for the empty place, fills it and puts a file; where it stands."""
    one.press("このひな形で配信を書く")
    one.look("campaign begun from a template")
    put(one.page.locator('[name="topic"]'), "2")
    put(one.page.locator('[name="ja-value-会の名前"]'), "入園説明会")
    one.page.locator('[name="urgent"]').check()  # it may be night
    one.press("保存して確かめる")
    assert "まだ書いていない空欄があります：会場" in one.text()
    one.press("空欄をうめる")
    put(one.page.locator('[name="ja-value-会場"]'), "区役所5階")
    one.press("保存して確かめる")
    assert "入園説明会のお知らせ" in one.text() and "豊島区の区役所5階で開きます。" in one.text()
    one.press("ファイルを付ける・外す")
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out)
    sheet = {"name": "ちらし.pdf", "mimeType": "application/pdf", "buffer": out.getvalue()}
    one.page.locator("input[type=file]").set_input_files(sheet)  # type: ignore[arg-type]
    one.follow(one.page.locator(".buttons button", has_text="保存する"))
    assert "ちらし.pdf" in one.text()
    one.look("files of a campaign")
    one.press("配信に戻る")
    address = one.page.url.removeprefix(one.home).partition("?")[0]
    one.press("承認を求める")
    return address


def went_out(one: Person, address: str) -> bool:
    """Whether the worker has sent it."""
    one.go(address)
    return one.page.locator(".run", has_text="送信済み").count() > 0


def opens(one: Person, link: str) -> None:
    """Reads the page in every language, on the narrowest phone, and takes the file."""
    for language in LANGUAGES:
        speaks(one, language)
        one.page.goto(link)
        assert "ちらし.pdf" in one.text()
        one.look(f"files of a message in {language}")
    with one.page.expect_download() as taken:
        one.page.get_by_role("link", name="ちらし.pdf").click()
    assert taken.value.suggested_filename == "ちらし.pdf"


def finds_it_closed(one: Person, link: str) -> None:
    """Is told so in plain words, and whom to ask."""
    for language in LANGUAGES:
        speaks(one, language)
        one.page.goto(link)
        assert OVER[language] in one.text() and "ちらし.pdf" not in one.text()
        one.look(f"files that are closed in {language}")


def speaks(one: Person, language: str) -> None:
    """Chooses a language of the pages."""
    one.page.context.add_cookies([{"name": "language", "value": language, "url": one.home}])
