"""What most journeys begin with: somebody applies for 児童手当, and an officer looks for the case."""

from tests.journeys.answers import CHILD, FAMILY, FULL_NAME, GIVEN, answers, photo
from tests.journeys.browsing import Person, fill, verify
from tests.running import link_in
from yakuba.kernel import clock


def applies(one: Person, email: str) -> str:
    """Finds the procedure, fills in all pages, confirms the address, sends; the receipt number."""
    one.go("/")
    one.look("start")
    one.page.locator('input[name="q"]').fill("児童手当")
    one.press("探す")
    one.look("found")
    one.press("児童手当の認定請求")
    one.look("procedure")
    one.press("申請をはじめる")
    for key, inputs in answers(clock.today()).items():
        assert one.page.url.endswith(f"/page/{key}"), one.text()
        fill(one.page, inputs)
        if key == "money":
            one.page.locator('[name="passbook"]').set_input_files(photo())  # type: ignore[arg-type]
        one.look(f"form {key}")
        one.press("次へ進む")
    assert one.page.url.endswith("/summary"), one.text()
    assert FULL_NAME in one.text() and CHILD in one.text() and "15,000円" in one.text()
    one.look("summary")
    one.press("メールアドレスを確認する")
    one.look("address")
    verify(one, email)
    one.press("この内容で送信する")
    receipt = one.page.url.split("/")[-2]
    assert receipt in one.text()
    one.look("receipt")
    mail = one.house.mail(email, "受け付け")
    assert receipt in mail and GIVEN not in mail and FAMILY not in mail
    one.page.goto(link_in(mail))
    assert "受け付けました" in one.text()
    one.look("status")
    return receipt


def case_of(one: Person, receipt: str) -> None:
    """Searches for the case on the desk and opens it."""
    one.go("/cases/?status=")
    one.page.locator('input[name="q"], input[type="search"]').first.fill(receipt)
    one.press("さがす")
    one.follow(one.page.get_by_role("link", name=receipt))
