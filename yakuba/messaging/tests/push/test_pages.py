"""The resident's page of devices, the service worker and the manifest; the screens of the stand-in."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse

from yakuba.identity import api as identity
from yakuba.kernel.actor import ANONYMOUS, Actor
from yakuba.kernel.refusals import NotFound
from yakuba.messaging.gateways.push.opening import own_identity
from yakuba.messaging.gateways.push_sandbox.server import Sandbox
from yakuba.messaging.gateways.push_sandbox.state import World, subscription_of
from yakuba.messaging.gateways.stand_in import running
from yakuba.messaging.models import PushDevice
from yakuba.messaging.tests.push.conftest import AddDevice
from yakuba.ui.pages import SignInFirst

HANAKO, TARO = identity.guest("hanako@example.jp"), identity.guest("taro@example.jp")
CHROME = (
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"
)


def ask(
    name: str, *args: object, actor: Actor = HANAKO, data: Mapping[str, Any] | None = None, cookie: str = ""
) -> HttpResponse:
    made = RequestFactory()
    address = reverse(name, args=args)
    request = made.get(address) if data is None else made.post(address, data, headers={"user-agent": CHROME})
    request.actor = actor  # type: ignore[attr-defined]
    if cookie:
        request.COOKIES["device"] = cookie
    match = resolve(address)
    answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return answer


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


@pytest.mark.django_db
@pytest.mark.urls("yakuba.config.urls_public")
class TestDevices:
    def given(self, stand_in: Sandbox) -> dict[str, str]:
        browser = stand_in.world.subscribe(own_identity().public)
        made = subscription_of(stand_in.base, browser.token)
        return {"endpoint": made.endpoint, "p256dh": made.p256dh, "auth": made.auth}

    def test_this_browser_is_taken_marked_and_taken_out(self, stand_in: Sandbox) -> None:
        empty = text(ask("my_devices"))
        assert own_identity().public in empty and "登録した端末" not in empty and "iPhone" in empty
        taken = ask("my_devices_add", data=self.given(stand_in))
        row = PushDevice.objects.get()
        cookie = taken.cookies["device"]
        assert taken.status_code == 302 and cookie.value == str(row.pk)
        assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/my/"
        page = text(ask("my_devices", cookie=cookie.value))
        assert "Chrome（Android）" in page and "data-this" in page and "data-here" in page
        assert stand_in.base.rpartition(":")[0] + "/wpush" not in page
        other = text(ask("my_devices"))
        assert "data-this" not in other and "Chrome（Android）" in other
        assert ask("my_device_try", row.pk, data={}).status_code == 302
        assert ask("my_device_remove", row.pk, data={}).status_code == 302
        assert not PushDevice.objects.exists()

    def test_what_is_no_subscription_is_said_in_words(self, stand_in: Sandbox) -> None:
        for wrong in (
            {},
            {"endpoint": "https://evil.example/x"},
            {**self.given(stand_in), "p256dh": "x"},
            {**self.given(stand_in), "endpoint": "https://169.254.169.254/latest"},
        ):
            answer = ask("my_devices_add", data=wrong)
            assert answer.status_code == 422 and "登録できません" in text(answer)
        assert not PushDevice.objects.exists()

    def test_another_ones_devices_are_neither_seen_nor_touched(self, device: AddDevice) -> None:
        row, _ = device(HANAKO)
        assert str(row.pk) not in text(ask("my_devices", actor=TARO, cookie=str(row.pk)))
        for name in ("my_device_try", "my_device_remove"):
            with pytest.raises(NotFound):
                ask(name, row.pk, actor=TARO, data={})
            with pytest.raises(NotFound):
                ask(name, uuid4(), data={})
            with pytest.raises(SignInFirst):
                ask(name, row.pk, actor=ANONYMOUS, data={})
        assert PushDevice.objects.count() == 1

    def test_the_demo_lends_a_device(self, stand_in: Sandbox, settings: Any) -> None:
        assert "試しの端末を登録する" in text(ask("my_devices"))
        taken = ask("my_devices_add", data={"trial": "yes"})
        assert taken.status_code == 302 and "device" not in taken.cookies
        assert PushDevice.objects.get().name == "試しの端末" and len(stand_in.world.browsers) == 1
        settings.PUSH_SANDBOX = "http://127.0.0.1:9"
        assert ask("my_devices_add", data={"trial": "yes"}).status_code == 422
        settings.PUSH_SANDBOX = ""
        assert "試しの端末" not in text(ask("my_devices", actor=TARO))
        assert ask("my_devices_add", data={"trial": "yes"}).status_code == 422
        assert PushDevice.objects.count() == 1

    def test_the_page_of_wishes_leads_here(self, device: AddDevice) -> None:
        assert reverse("my_devices") in text(ask("my_notices"))
        device(HANAKO)
        page = text(ask("my_notices"))
        assert "登録した端末：1台" in page and "端末への通知" in page


@pytest.mark.urls("yakuba.config.urls_public")
class TestFiles:
    def test_the_service_worker_stands_at_the_root(self) -> None:
        answer = ask("push_worker", actor=ANONYMOUS)
        assert reverse("push_worker") == "/push-worker.js"
        assert answer["Content-Type"].startswith("text/javascript")
        script = text(answer)
        assert "notificationclick" in script and "eval" not in script and "fetch" not in script
        assert "importScripts" not in script

    def test_the_manifest_makes_an_app(self) -> None:
        answer = ask("web_manifest", actor=ANONYMOUS)
        told = json.loads(answer.content)
        assert told["display"] == "standalone" and told["start_url"] == "/my/devices"
        for icon in told["icons"]:
            assert icon["src"].startswith("/static/messaging/app-")


def call(address: str, data: bytes | None = None, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(address, data, headers)  # noqa: S310 - the stand-in
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as no:
        return no.code, no.read().decode()


def posted(address: str, body: bytes, headers: dict[str, str]) -> int:
    request = urllib.request.Request(address, body, headers)  # noqa: S310 - the stand-in
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            assert "/message/" in answer.headers["Location"]
            return int(answer.status)
    except urllib.error.HTTPError as no:
        return no.code


class TestStandIn:
    def test_screens_show_what_came_and_remember_it(self, tmp_path: Path) -> None:
        world = World(tmp_path)
        browser = world.subscribe("key", "<b>花子</b>")
        with running(Sandbox(world)) as one:
            assert "&lt;b&gt;花子" in call(f"{one.base}/")[1]
            assert call(f"{one.base}/push.css")[0] == call(f"{one.base}/push.js")[0] == 200
            assert call(f"{one.base}/health")[1] == "ok"
            assert call(f"{one.base}/devices/{browser.token}/off", b"")[0] == 200
            assert browser.off
            assert call(f"{one.base}/devices/{browser.token}/on", b"")[0] == 200
            assert call(f"{one.base}/switches", b"fail=12.5&late_ms=3&gone=x")[0] == 200
            assert (one.faults.fail, one.faults.late_ms, one.faults.gone) == (12.5, 3, 0)
            assert call(f"{one.base}/devices/{browser.token}/gone", b"")[0] == 200
            assert call(f"{one.base}/devices/nobody/gone", b"")[0] == 404
        again = World(tmp_path)
        assert again.browsers[browser.token].gone and again.browsers[browser.token].name == "<b>花子</b>"

    def test_pages_elsewhere_get_nothing(self) -> None:
        with running(Sandbox()) as one:
            assert call(f"{one.base}/", Host="evil.example")[0] == 403
            assert call(f"{one.base}/switches", b"fail=100", Origin="https://evil.example")[0] == 403
            assert one.faults.fail == 0
            assert call(f"{one.base}/nothing")[0] == 404
            for body in (b"", b"[]", b"{}", b"\xff"):
                assert call(f"{one.base}/browsers", body)[0] == 400

    def test_calls_are_judged(self) -> None:
        with running(Sandbox()) as one:
            browser = one.world.subscribe(own_identity().public)
            address = f"{one.base}/wpush/{browser.token}"
            good = {
                "Authorization": own_identity().authorization(one.base),
                "TTL": "60",
                "Content-Encoding": "aes128gcm",
            }
            cases: list[tuple[int, dict[str, str], bytes]] = [
                (201, {}, b"x"), (400, {"TTL": ""}, b"x"), (400, {"TTL": "-1"}, b"x"), (400, {"Topic": "あ".encode().hex() * 9}, b"x"),
                (400, {"Urgency": "soon"}, b"x"), (415, {"Content-Encoding": "aesgcm"}, b"x"), (413, {}, b"x" * 4097), (400, {}, b""),
                (401, {"Authorization": ""}, b"x"), (401, {"Authorization": own_identity().authorization("https://x.example")}, b"x"),
            ]  # fmt: skip
            for status, changes, body in cases:
                headers = {name: value for name, value in (good | changes).items() if value}
                assert posted(address, body, headers) == status, changes
            assert browser.unreadable == 1 and not browser.shown, "what cannot be opened is not shown"
