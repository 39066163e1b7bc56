"""Notifications from the first press to the last: registered, tried, applied, shown by the real service worker, taken out.

No push service is reached from here: the browser's subscription is the stand-in's, and what the stand-in opened is handed to the
service worker by the browser's own tools.
"""

import json
import urllib.request
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys import browsing
from tests.journeys.applying import applies
from tests.journeys.browsing import Person, put, verify
from tests.running import House, until

EMAIL = "push.hanako@example.jp"
STUB = """(() => {
  const made = { endpoint: GIVEN.endpoint, options: {}, toJSON: () => GIVEN, unsubscribe: async () => { gone(); return true; } };
  const gone = () => sessionStorage.setItem("unsubscribed", "yes");
  PushManager.prototype.subscribe = async () => { sessionStorage.removeItem("unsubscribed"); sessionStorage.setItem("subscribed", "yes"); return made; };
  PushManager.prototype.getSubscription = async () => sessionStorage.getItem("subscribed") && !sessionStorage.getItem("unsubscribed") ? made : null;
})();"""
NOTIFICATIONS = """async () => {
  const registration = await navigator.serviceWorker.ready;
  return (await registration.getNotifications()).map(({ title, tag, silent, data, actions, body }) => ({ title, tag, silent, data, actions, body }));
}"""


def test_from_registering_to_taking_out(house: House, window: Callable[..., BrowserContext]) -> None:
    context = window()
    context.grant_permissions(["notifications"], origin=house.public)
    one = browsing.person(house, context, "public")
    one.go("/my/devices")
    verify(one, EMAIL)
    one.go("/my/devices")
    one.look("devices, none yet")
    registers(one, context)
    one.press("試しに送る：", exact=False)
    assert "試しの通知を送りました" in one.text()
    [trial] = until(lambda: shown(house), "the trial on the screen")
    assert trial["title"] == "通知の試しです"
    receipt = applies(browsing.person(house, window(), "public", careful=False), EMAIL)
    notice = until(
        lambda: [told for told in shown(house) if receipt in told["title"]], "the receipt on the screen"
    )[0]
    assert notice["path"].startswith("/") and notice["times"] == 1
    service_worker_shows(one, context, notice)
    takes_out(one)
    one.finish()


def registers(one: Person, context: BrowserContext) -> None:
    """The button asks the browser, and the page then knows this device."""
    key = one.page.locator("[data-devices]").get_attribute("data-key")
    body = json.dumps({"applicationServerKey": key, "name": "花子さんの電話"}).encode()
    with urllib.request.urlopen(f"{one.house.devices}/browsers", body) as answer:
        given = answer.read().decode()
    context.add_init_script(f"const GIVEN = {given};{STUB}")
    one.page.reload()
    one.press("この端末で受け取る")
    assert "この端末に、お知らせを届けます。" in one.text()
    expect(one.page.locator("[data-when=here]")).to_be_visible()
    expect(one.page.locator("[data-this]")).to_contain_text("この端末")
    one.look("devices, this one")


def shown(house: House) -> list[dict[str, Any]]:
    """What stands on the screen of the device, as the stand-in opened it."""
    file = house.var / "push-sandbox" / "world.json"
    if not file.exists():
        return []
    [device] = [told for told in json.loads(file.read_text("utf-8")) if told["name"] == "花子さんの電話"]
    found: list[dict[str, Any]] = device["shown"]
    return found


def service_worker_shows(one: Person, context: BrowserContext, notice: dict[str, Any]) -> None:
    """The same message, twice, is one notification; nothing in it leads elsewhere."""
    tools = context.new_cdp_session(one.page)
    registrations: list[str] = []

    def heard(event: dict[str, Any]) -> None:
        registrations.extend(
            told["registrationId"]
            for told in event["registrations"]
            if told["scopeURL"].startswith(one.house.public) and not told["isDeleted"]
        )

    tools.on("ServiceWorker.workerRegistrationUpdated", heard)
    tools.send("ServiceWorker.enable")
    one.go("/my/devices")
    one.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    evil = {
        "id": "evil",
        "title": "x",
        "path": "https://evil.example/",
        "why": "//evil.example/",
        "label": "y",
    }
    payloads = (json.dumps(notice), json.dumps(notice), "no json", json.dumps(evil))

    def delivered() -> list[dict[str, Any]]:
        """Chromium drops what comes before its worker is up: as a push service does, it is delivered again."""
        for payload in payloads:
            given = {"origin": one.house.public, "registrationId": registrations[-1], "data": payload}
            tools.send("ServiceWorker.deliverPushMessage", given)
        one.page.wait_for_timeout(300)
        return at_least(one.page, 3)

    found = {told["tag"]: told for told in until(delivered, "three notifications")}
    assert len(found) == 3
    told = found[notice["id"]]
    assert told["title"] == notice["title"] and told["body"] == "" and not told["silent"]
    assert told["data"]["path"] == notice["path"] and told["actions"] == []
    assert found["unreadable"]["title"] == "お知らせがあります"
    [worker] = context.service_workers
    lead = {
        path: worker.evaluate("(path) => address(path)", path)
        for path in (notice["path"], evil["path"], evil["why"], "javascript:x", "")
    }
    assert lead.pop(notice["path"]) == one.house.public + notice["path"]
    assert set(lead.values()) == {f"{one.house.public}/my/"}


def at_least(page: Page, number: int) -> list[dict[str, Any]]:
    """The notifications that the browser shows, once there are so many."""
    found: list[dict[str, Any]] = page.evaluate(NOTIFICATIONS)
    return found if len(found) >= number else []


def takes_out(one: Person) -> None:
    """Removing this device ends the browser's own subscription, too."""
    one.go("/my/devices")
    one.press("消す：", exact=False)
    assert "端末の登録を消しました。" in one.text()
    assert one.page.evaluate("sessionStorage.getItem('unsubscribed')") == "yes"
    expect(one.page.locator("[data-when=ready]")).to_be_visible()


def test_words_where_a_browser_cannot(house: House, window: Callable[..., BrowserContext]) -> None:
    """Without scripts, without the ability, with notifications blocked, on an iPhone: a sentence each."""
    context = window()
    one = browsing.person(house, context, "public", careful=False)
    one.go("/my/devices")
    verify(one, "cannot@example.jp")
    for script, words in (
        ("delete window.PushManager;", "通知に対応していません"),
        ("Object.defineProperty(Notification, 'permission', { value: 'denied' });", "通知が止められています"),
        (
            "delete window.PushManager; Object.defineProperty(navigator, 'userAgent', { value: 'iPhone' });",
            "ホーム画面に追加",
        ),
    ):
        page = context.new_page()
        page.add_init_script(script)
        page.goto(f"{house.public}/my/devices")
        visible = page.locator("[data-when]:visible")
        expect(visible).to_have_count(1)
        expect(visible).to_contain_text(words)
        page.close()
    bare = window(scripts=False)
    bare.add_cookies(context.cookies())  # type: ignore[arg-type]
    page = bare.new_page()
    page.goto(f"{house.public}/my/devices")
    said = page.locator("[data-devices] noscript p")
    expect(said).to_be_visible()
    assert "JavaScriptが使えないため登録できません" in said.inner_text()
    expect(page.get_by_role("button", name="この端末で受け取る")).to_have_count(0)


def test_the_demo_lends_a_device_without_any_script(
    house: House, window: Callable[..., BrowserContext]
) -> None:
    one = browsing.person(house, window(scripts=False), "public", careful=False)
    one.go("/my/devices")
    verify(one, "trial@example.jp")
    one.go("/my/devices")
    one.press("試しの端末を登録する")
    assert "試しの端末" in one.text()
    one.press("試しに送る：", exact=False)
    screen = window(phone=False).new_page()
    screen.goto(f"{house.devices}/")
    expect(screen.locator("main")).to_contain_text("通知の試しです", timeout=15_000)


def test_a_campaign_comes_to_the_device(
    house: House, window: Callable[..., BrowserContext], staff: Callable[..., Person]
) -> None:
    """Written by one, approved by another, carried by the worker; the press of the notification says why it came."""
    one = browsing.person(house, window(), "public")
    one.go("/my/devices")
    verify(one, "campaign@example.jp")
    one.go("/my/devices")
    one.press("試しの端末を登録する")
    one.go("/my/notices")
    one.look("wishes with a device")
    writer, approver = staff("yamada", careful=True), staff("suzuki")
    writer.go("/messages/campaigns/new")
    put(writer.page.locator('[name="title"]'), "断水")
    put(writer.page.locator('[name="topic"]'), "1")
    put(writer.page.locator('[name="ja-subject"]'), "断水のお知らせ")
    put(writer.page.locator('[name="ja-body"]'), "{ward}の水道が、今夜止まります。")
    for code, wanted in (("line", False), ("push", True), ("mail", False)):
        writer.page.locator(f'[name="ways"][value="{code}"]').set_checked(wanted)
    writer.page.locator('[name="urgent"]').check()
    writer.press("保存して確かめる")
    assert "端末への通知" in writer.text() and "断水のお知らせ" in writer.text()
    writer.look("campaign by notification")
    address = writer.page.url.removeprefix(house.staff)
    writer.press("承認を求める")
    approver.go(address)
    approver.press("承認する")
    screen = window(phone=False).new_page()
    screen.goto(f"{house.devices}/")
    expect(screen.locator("main")).to_contain_text("断水のお知らせ", timeout=30_000)
    one.page.goto(str(screen.get_by_role("link", name="断水のお知らせ").first.get_attribute("href")))
    assert "このお知らせが届いた理由" in one.text() and "今夜止まります" in one.text()
    one.look("why a notification came")
    until(lambda: _report(writer, address), "the report")
    for person in (one, writer):
        person.finish()


def _report(writer: Person, address: str) -> bool:
    writer.go(address)
    return "送信済み" in writer.text()
