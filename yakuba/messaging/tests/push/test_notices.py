"""Notices of applications on devices: written once, sent once, silent in quiet hours, forgotten with the device."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actor import system
from yakuba.kernel.refusals import NotFound
from yakuba.messaging import api as messaging
from yakuba.messaging import declarations, device_notices
from yakuba.messaging.actions.remove_device import remove_device
from yakuba.messaging.api import Recipient, Template
from yakuba.messaging.device_letters import path_of
from yakuba.messaging.device_notices import tell_devices, try_device, try_one
from yakuba.messaging.gateways.push_sandbox.server import Sandbox
from yakuba.messaging.models import Delivery, PushDevice, Reader
from yakuba.messaging.rules.push import LONGEST_TITLE, Notice
from yakuba.messaging.sending import send_due
from yakuba.messaging.tests.push.conftest import AddDevice

pytestmark = pytest.mark.django_db
HANAKO = identity.guest("hanako@example.jp")
URL = "http://localhost:8000/applications/1"


def tell(key: str = "k1", template: str = "trial.receipt") -> None:
    messaging.notify(
        system("test"),
        recipient=Recipient("hanako@example.jp", None, "ja"),
        template=template,
        context={"title": "犬の登録", "number": "2026-000001-5", "url": URL},
        key=key,
    )
    for given in waiting("messaging.tell_devices"):
        tell_devices(**given)


def waiting(name: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs WHERE task_name = %s", [name])
        return [json.loads(row[0]) for row in cursor.fetchall()]


def pushes() -> list[Delivery]:
    return list(Delivery.objects.filter(channel="push").order_by("written_at"))


class TestNotify:
    def test_every_device_shows_the_subject_once(self, receipt: Template, device: AddDevice) -> None:
        browsers = [device(HANAKO)[1] for _ in range(2)]
        for _ in range(3):
            tell()
        assert len(pushes()) == 2 and send_due("push") == 2 and send_due("push") == 0
        for browser in browsers:
            [shown] = browser.shown
            assert shown.title == "【受付】犬の登録（2026-000001-5）"
            assert (shown.path, shown.times, shown.why) == ("/applications/1", 1, "")
        assert {one.state for one in pushes()} == {"sent"}
        assert Delivery.objects.filter(channel="mail").count() == 1, "mail goes besides"

    def test_nobody_with_a_device_costs_no_job(self, receipt: Template) -> None:
        tell()
        assert waiting("messaging.tell_devices") == [] and not pushes()

    def test_jobs_hold_no_personal_data(self, receipt: Template, device: AddDevice) -> None:
        row, _ = device(HANAKO)
        tell()
        assert waiting("messaging.tell_devices") == [{"key": "k1", "reader_id": row.reader_id}]

    def test_secret_words_never_go_there(
        self, receipt: Template, device: AddDevice, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        device(HANAKO)
        secret = Template(receipt.code, receipt.label, receipt.variables, secret=True)
        monkeypatch.setitem(declarations._registry, receipt.code, secret)
        tell()
        assert not pushes()
        monkeypatch.setitem(
            declarations._registry,
            receipt.code,
            Template(receipt.code, receipt.label, receipt.variables, channels=frozenset({messaging.MAIL})),
        )
        tell("k2")
        assert not pushes()

    def test_lost_answers_show_one_notification(
        self, receipt: Template, stand_in: Sandbox, device: AddDevice
    ) -> None:
        browsers = [device(HANAKO)[1] for _ in range(6)]
        tell()
        stand_in.faults.lose = 60
        moment = clock.now()
        for turn in range(12):
            with clock.frozen(moment + timedelta(hours=turn)):
                send_due("push")
        assert [len(one.shown) for one in browsers] == [1] * 6
        assert sum(one.received for one in browsers) > 6
        assert {one.state for one in pushes()} == {"sent"}

    def test_a_device_that_is_gone_is_forgotten(self, receipt: Template, device: AddDevice) -> None:
        row, browser = device(HANAKO)
        _, other = device(HANAKO)
        browser.gone = True
        tell()
        send_due("push")
        assert not PushDevice.objects.filter(pk=row.pk).exists() and len(other.shown) == 1
        assert sorted(one.state for one in pushes()) == ["gave_up", "sent"]
        tell("k2")
        assert len(pushes()) == 3

    def test_a_service_that_is_busy_is_left_alone_as_long_as_it_asks(
        self, receipt: Template, stand_in: Sandbox, device: AddDevice
    ) -> None:
        device(HANAKO)
        stand_in.faults.busy, stand_in.faults.retry_after_s = 100, 3600
        tell()
        send_due("push")
        [one] = pushes()
        assert one.state == "failed" and one.next_try is not None
        assert one.next_try >= clock.now() + timedelta(minutes=59)
        assert PushDevice.objects.exists()

    def test_what_waits_for_a_device_that_was_taken_out_goes_nowhere(
        self, receipt: Template, stand_in: Sandbox, device: AddDevice
    ) -> None:
        row, _ = device(HANAKO)
        tell()
        remove_device(HANAKO, device_id=row.pk)
        send_due("push")
        assert [one.state for one in pushes()] == ["gave_up"] and stand_in.world.counts.calls == 0

    def test_quiet_hours_make_no_sound(self, receipt: Template, device: AddDevice) -> None:
        _, browser = device(HANAKO)
        Reader.objects.update(quiet_from=22, quiet_until=7)
        for at, key in ((23, "night"), (12, "noon")):
            with clock.frozen(datetime(2026, 11, 20, at, tzinfo=clock.TOKYO)):
                tell(key)
                send_due("push")
        assert [one.silent for one in reversed(browser.shown)] == [True, False]


class TestTrial:
    def test_arrives_once_a_minute(self, device: AddDevice) -> None:
        row, browser = device(HANAKO)
        for _ in range(2):
            try_device(HANAKO, device_id=row.pk, language="en")
        for given in waiting("messaging.try_device"):
            try_one(**given)
        send_due("push")
        assert [one.title for one in browser.shown] == ["This is a test"] and browser.received == 1
        assert device_notices.TRIAL.label

    def test_another_ones_device_is_not_found(self, device: AddDevice) -> None:
        row, _ = device(HANAKO)
        with pytest.raises(NotFound):
            try_device(identity.guest("taro@example.jp"), device_id=row.pk, language="ja")
        assert waiting("messaging.try_device") == []
        remove_device(HANAKO, device_id=row.pk)
        try_one(device=str(row.pk), language="ja", minute=1)
        assert not pushes()


class TestWords:
    def test_a_press_leads_to_a_page_of_ours_alone(self) -> None:
        assert path_of("http://localhost:8000/my/messages/1") == "/my/messages/1"
        for elsewhere in (
            "",
            "https://evil.example/x",
            "http://localhost:8000.evil.example/",
            "javascript:x",
            "//evil.example",
        ):
            assert path_of(elsewhere) == "/my/"

    def test_long_and_odd_titles_fit(self) -> None:
        told = json.loads(Notice("i", "長" * 3000, "/x").payload())
        assert len(told["title"]) == LONGEST_TITLE and told["title"].endswith("…")
        assert json.loads(Notice("i", "a\u202eb\r\nc\x00", "/x").payload())["title"] == "a b c"
        assert len(Notice("i", "𠮷" * 200, "/x", why="/" + "y" * 90).payload()) < 1000
