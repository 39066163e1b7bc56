"""The whole way: applied for on a phone, corrected, asked about, decided, told."""

import io
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.answers import FAMILY, FULL_NAME, GIVEN, photo
from tests.journeys.applying import applies, case_of
from tests.journeys.browsing import Person, fill, put
from tests.running import House, link_in

MAIL = "yoshiko@example.jp"
NEW_PHONE = "03-1234-0099"
QUESTION = "上の子の入園の申込みと、口座の名義は合っていますか。"
VIEW = "入園の申込みと同じ名義です。"


def test_from_the_search_to_the_notice(
    house: House, resident: Callable[..., Person], staff: Callable[..., Person], tmp_path: Path
) -> None:
    yoshiko, officer, nursery, chief = (
        resident(careful=True), staff("yamada", careful=True), staff("takahashi", careful=True), staff("suzuki", careful=True)
    )  # fmt: skip
    receipt = applies(yoshiko, MAIL)
    asks_for_a_correction(officer, receipt)
    corrects(yoshiko, receipt)
    asks_another_section(officer, receipt)
    gives_its_view(nursery, receipt)
    decides(chief, receipt)
    reads_the_notice(yoshiko, receipt, tmp_path)
    for one in (yoshiko, officer, nursery, chief):
        one.finish()
    verified = house.run("audit", "verify")
    assert verified.returncode == 0, verified.stdout


def asks_for_a_correction(one: Person, receipt: str) -> None:
    """Takes the case and asks for the telephone number and the photo again, within two weeks."""
    one.look("desk")
    one.go("/cases/")
    one.look("cases")
    case_of(one, receipt)
    assert FULL_NAME in one.text()
    one.look("case")
    one.press("担当になる")
    one.press("補正を求める")
    for key, why in (("phone", "つながりません。"), ("passbook", "口座番号が読めません。")):
        one.page.locator(f'label[for="item-{key}"]').click()
        put(one.page.locator(f'[name="reason.{key}"]'), why)
    fill(one.page, {"wait": "14"})
    one.look("asking for a correction")
    one.press("補正を求める")
    assert "補正待ち" in one.text()
    one.look("case waiting for the correction")


def corrects(one: Person, receipt: str) -> None:
    """Follows the mail and answers just the two."""
    mail = one.house.mail(MAIL, "補正")
    assert receipt in mail and "つながりません" not in mail
    one.page.goto(link_in(mail))
    assert "直してほしいところがあります" in one.text()
    one.look("status with a correction")
    one.press("直すところを見る")
    assert "つながりません。" in one.text() and "口座番号が読めません。" in one.text()
    names = {box.get_attribute("name") or "" for box in one.page.locator("main form [name]:visible").all()}
    assert {name for name in names if not name.startswith("csrf")} <= {"phone", "passbook", "change"}, names
    one.look("correction")
    put(one.page.locator('[name="phone"]'), NEW_PHONE)
    one.page.locator('button[value^="remove:passbook"]').click()
    expect(one.page.locator('button[value^="remove:passbook"]')).to_have_count(0)
    one.page.locator('[name="passbook"]').set_input_files(photo("通帳（撮り直し）.jpg", "lightblue"))  # type: ignore[arg-type]
    one.press("この内容で送る")
    assert "直してほしいところ" not in one.text(), one.text()
    one.look("status after the correction")


def asks_another_section(one: Person, receipt: str) -> None:
    """Sees what changed, and asks 保育課."""
    case_of(one, receipt)
    assert "補正で" in one.text() and NEW_PHONE in one.text() and "03-1234-0011" in one.text()
    one.look("case with the difference")
    one.press("ほかの課に意見を聞く")
    one.page.locator('[name="section"]').select_option(label="保育課")
    put(one.page.locator('[name="question"]'), QUESTION)
    one.look("asking another section")
    one.press("意見を求める")
    assert QUESTION in one.text()


def gives_its_view(one: Person, receipt: str) -> None:
    """Another section finds the question in its list and answers."""
    one.go("/cases/opinions")
    one.look("questions to us")
    one.follow(one.page.get_by_role("link", name=receipt))
    assert QUESTION in one.text()
    one.look("case asked about")
    one.press("意見を答える", exact=False)
    put(one.page.locator('[name="answer"]'), VIEW)
    one.look("answering")
    one.press("答える")


def decides(one: Person, receipt: str) -> None:
    """The chief reads the view, decides, and has the notice sent now."""
    case_of(one, receipt)
    assert VIEW in one.text()
    one.press("決定する")
    one.page.locator('label:has-text("承認")').first.click()
    one.look("deciding")
    one.press("確認へ進む")
    one.look("deciding for good")
    one.press("決定する")
    assert "第" in one.text() and "号" in one.text()
    one.look("case decided")
    one.press("通知書をすぐに送る")
    one.look("sending the notice now")
    one.press("すぐに送る")


def reads_the_notice(one: Person, receipt: str, place: Path) -> None:
    """The mail, the notice with the name as it was written, and who looked."""
    mail = one.house.mail(MAIL, "決定")
    assert receipt in mail and "認定" not in mail.replace("児童手当の認定請求", "")
    one.page.goto(link_in(mail))
    assert "結果が出ました" in one.text()
    assert "子育て支援課" in one.text() and "保育課" in one.text()
    one.look("status with the notice")
    with one.page.expect_download() as download:
        one.page.get_by_role("link", name="通知書", exact=False).first.click()
    file = place / "notice.pdf"
    download.value.save_as(file)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(file.read_bytes())).pages)
    assert FAMILY in text.replace(" ", "") and GIVEN in text.replace(" ", ""), text
