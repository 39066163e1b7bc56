"""Takes the pictures of the README from a running demo: a procedure and a receipt on a phone, the desk and a
case, a 外字 being identified, LINE on a telephone, a campaign to be approved."""

import argparse
import io
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from tests.journeys.answers import SLUG, answers  # noqa: E402
from tests.journeys.browsing import Person, fill, sign_in, verify  # noqa: E402
from tests.journeys.telephone import (  # noqa: E402
    SIZE,
    Telephone,
    applies,
    approves_campaign,
    asks_again,
    chooses,
    follows,
    links,
    writes_campaign,
)
from tests.running import CHROMIUM, House  # noqa: E402
from yakuba.config import places  # noqa: E402
from yakuba.kernel import clock  # noqa: E402

PLACE = ROOT / "docs" / "images"
LARGEST = 150_000  # bytes of one picture
PHONE, DESK = (390, 844), (1280, 800)
GAP = 30
EMAIL = "yoshiko@example.jp"
TO_THE_TOP = (
    "document.activeElement.blur(); document.querySelector('main').scrollIntoView({behavior: 'instant'})"
)
WITHOUT_ACCOUNT = {"account_choice": "registered", "notice_online": "yes", "agree": "yes"}


def main() -> int:
    """0 when all pictures are written."""
    parser = argparse.ArgumentParser(description="README の絵を、動いている demo から撮ります。")
    parser.add_argument("--public-port", type=int, default=8000)
    parser.add_argument("--staff-port", type=int, default=8001)
    parser.add_argument("--line-port", type=int, default=8026)
    wanted = parser.parse_args()
    ports = {"public": wanted.public_port, "staff": wanted.staff_port, "mailbox": 0, "line": wanted.line_port}
    house = House(
        places.var(), "", {}, ports, seen={one.name for one in (places.var() / "mailbox").glob("*.eml")}
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        on_a_phone(somebody(browser, house, "public", PHONE, 2))
        at_the_desk(somebody(browser, house, "staff", DESK, 1))
        in_the_workshop(somebody(browser, house, "staff", DESK, 1))
        on_line(browser, house)
        browser.close()
    return 0


def somebody(browser: Browser, house: House, face: str, size: tuple[int, int], scale: int) -> Person:
    """A browser of this size, in Japanese."""
    page = browser.new_page(
        viewport={"width": size[0], "height": size[1]}, device_scale_factor=scale, locale="ja-JP", timezone_id="Asia/Tokyo"
    )  # fmt: skip
    return Person(house, page, face, careful=False)


def on_a_phone(one: Person) -> None:
    """A page that is being filled in, and the receipt."""
    one.go(f"/procedures/{SLUG}/")
    one.press("申請をはじめる")
    for key, inputs in answers(clock.today()).items():
        fill(one.page, WITHOUT_ACCOUNT if key == "money" else inputs)
        if key == "applicant":
            one.page.evaluate(TO_THE_TOP)
            take(one.page, "procedure")
        one.press("次へ進む")
    one.press("メールアドレスを確認する")
    verify(one, EMAIL)
    one.press("この内容で送信する")
    take(one.page, "receipt")


def at_the_desk(one: Person) -> None:
    """The list of a section's cases, and one of somebody whose name has a rare character."""
    sign_in(one, "suzuki")
    one.go("/cases/")
    take(one.page, "desk")
    rare = one.page.locator("tr", has_text="𠮷田").locator("a")
    one.follow(rare if rare.count() else one.page.locator("main tbody a"))
    take(one.page, "case")


def in_the_workshop(one: Person) -> None:
    """A 外字 beside the characters it is likeliest to be, where the index is built and some were brought."""
    sign_in(one, "yubin")
    one.go("/characters/next/propose")
    if one.page.locator("main img").count() < 3:
        print("文字同定の絵は撮りません（索引か外字がありません）。")
        return
    one.page.wait_for_load_state("networkidle")
    take(one.page, "gaiji")


def on_line(browser: Browser, house: House) -> None:
    """Three moments of 花子さん's telephone side by side, and the campaign that the third one shows, before its approval.

    The telephone must not have been used: once in the life of a demonstration.
    """
    officer, chief = (somebody(browser, house, "staff", DESK, 1) for _ in range(2))
    sign_in(officer, "yamada")
    sign_in(chief, "suzuki")
    page = browser.new_page(viewport=SIZE, locale="ja-JP", timezone_id="Asia/Tokyo")  # type: ignore[arg-type]
    phone = Telephone(house, page)
    if page.locator("#talk .row").count():
        print("LINEの絵は撮りません（花子さんの電話が使われています）。")
        return
    follows(phone)
    chooses(phone)
    moments = [of_telephone(phone)]
    links(phone)
    asks_again(officer, applies(phone))
    phone.reads("もう一度答えてください")
    phone.reads("補正のお願い")
    phone.press("加入していない", "この内容で送りますか")
    moments.append(of_telephone(phone))
    place = writes_campaign(officer, "親子リトミック（12月）", "親子リトミックのお知らせ")
    chief.page.goto(place)
    chief.page.set_viewport_size({"width": DESK[0], "height": 1000})
    take(chief.page, "campaign")
    approves_campaign(chief, place)
    phone.reads("親子リトミックのお知らせ")
    moments.append(of_telephone(phone))
    wide = moments[0].width + GAP
    beside = Image.new("RGB", (wide * len(moments) - GAP, moments[0].height), "white")
    for at, one in enumerate(moments):
        beside.paste(one, (at * wide, 0))
    keep(beside, "line")


def of_telephone(phone: Telephone) -> Image.Image:
    """The telephone alone, at its last words."""
    phone.page.reload()
    phone.page.wait_for_load_state("networkidle")
    seen = phone.page.locator(".phone").first.screenshot()
    return Image.open(io.BytesIO(seen)).convert("RGB")


def take(page: Page, name: str) -> None:
    """Write what is seen now."""
    keep(Image.open(io.BytesIO(page.screenshot())).convert("RGB"), name)


def keep(seen: Image.Image, name: str) -> None:
    """Write a picture in few colours. Raises ValueError where it is too large all the same."""
    small = seen.quantize(96, dither=Image.Dither.NONE)
    PLACE.mkdir(parents=True, exist_ok=True)
    file = PLACE / f"{name}.png"
    small.save(file, optimize=True)
    if file.stat().st_size > LARGEST:
        raise ValueError(f"{file} has {file.stat().st_size:,} bytes")
    print(f"{file.relative_to(ROOT)}  {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    sys.exit(main())
