"""Campaigns on devices: one notification a person and device, the next way for whoever was not reached, nobody twice."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actor import system
from yakuba.messaging import push_sending
from yakuba.messaging.actions.freeze_run import freeze_run
from yakuba.messaging.actions.keep_wishes import keep_wishes
from yakuba.messaging.actions.send_test import send_test
from yakuba.messaging.actions.stop_campaign import stop_campaign
from yakuba.messaging.campaign_sending import send_way
from yakuba.messaging.gateways import push_calls
from yakuba.messaging.gateways.push_sandbox.server import Sandbox
from yakuba.messaging.gateways.push_sandbox.state import Browser
from yakuba.messaging.gateways.sandbox import Mailbox, capturing
from yakuba.messaging.models import Addressee, Batch, Campaign, PushDevice, Reader, Run
from yakuba.messaging.options import MOST_A_WEEK
from yakuba.messaging.queries.reports import report_of
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.rules.segments import Group, Segment, to_json
from yakuba.messaging.tests import campaign_scene as scene
from yakuba.messaging.tests.campaign_scene import NOON, officer
from yakuba.messaging.tests.push.conftest import AddDevice
from yakuba.messaging.tests.push.test_devices import WISHES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("noon")]
SENDER = system("t")
WAYS = [Way.PUSH, Way.MAIL]


@pytest.fixture
def mailbox(tmp_path: Path, settings: Any) -> Iterator[Mailbox]:
    box = Mailbox(tmp_path / "mail")
    with capturing(box, port=0) as port:
        settings.EMAIL_PORT = port
        yield box


@pytest.fixture
def people(device: AddDevice) -> Callable[[int], list[Browser]]:
    """So many guests who can be mailed and have one device each."""

    def make(count: int) -> list[Browser]:
        found = []
        for number in range(count):
            actor = identity.guest(f"r{number}@example.jp")
            keep_wishes(actor, wishes=WISHES)
            found.append(device(actor)[1])
        return found

    return make


def frozen(**changes: Any) -> Run:
    return freeze_run(SENDER, campaign_id=scene.approved(**{"ways": WAYS, **changes}).pk)


def states() -> list[tuple[int, str, int]]:
    return sorted(Batch.objects.values_list("way", "state", "size"))


class TestReaching:
    def test_everybody_is_notified_once_with_the_subject_alone(
        self, people: Callable[[int], list[Browser]], device: AddDevice
    ) -> None:
        browsers = people(7)
        second = device(identity.guest("r0@example.jp"))[1]
        run = frozen()
        for _ in range(2):
            send_way(Way.PUSH)
        for one in [*browsers, second]:
            [shown] = one.shown
            assert (shown.title, shown.times, one.received) == ("防災訓練のお知らせ", 1, 1)
            assert shown.why == f"/notices/{run.public_id}" and shown.path == f"{shown.why}#words"
            assert shown.label == "届いた理由・停止"
        assert len({one.shown[0].id for one in browsers}) == 7, "a push service cannot tell who got the same"
        assert browsers[0].shown[0].id == second.shown[0].id
        run.refresh_from_db()
        assert run.state == Run.State.DONE and Addressee.objects.count() == 7
        report = report_of(run)
        assert (report.accepted, report.unreached, report.open) == (7, 0, 0)

    def test_language_quiet_hours_and_urgency_travel(
        self, stand_in: Sandbox, people: Callable[[int], list[Browser]]
    ) -> None:
        browsers = people(3)
        rows = list(Reader.objects.order_by("pk"))
        Reader.objects.filter(pk=rows[1].pk).update(language="en")
        Reader.objects.filter(pk=rows[2].pk).update(quiet_from=11, quiet_until=14)
        frozen()
        send_way(Way.PUSH)
        assert [(one.shown[0].title, one.shown[0].lang, one.shown[0].silent) for one in browsers] == [
            ("防災訓練のお知らせ", "ja", False),
            ("Drill", "en", False),
            ("防災訓練のお知らせ", "ja", True),
        ]
        frozen(urgent=True)
        send_way(Way.PUSH)
        assert not browsers[2].shown[0].silent

    def test_a_stopped_topic_and_the_weekly_limit_hold(
        self, people: Callable[[int], list[Browser]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        browsers = people(2)
        first = Reader.objects.order_by("pk").first()
        assert first is not None
        Reader.objects.filter(pk=first.pk).update(declined=[1])
        monkeypatch.setattr(type(MOST_A_WEEK), "value", lambda one: 1 if one is MOST_A_WEEK else one.default)
        for _ in range(2):
            frozen()
            send_way(Way.PUSH)
        assert [len(one.shown) for one in browsers] == [0, 1]

    def test_a_segment_may_ask_for_those_with_a_device(
        self, people: Callable[[int], list[Browser]], mailbox: Mailbox
    ) -> None:
        people(2)
        scene.reader(9, mail="x@example.jp")
        rules = to_json(Segment((Group(ways=frozenset({Way.PUSH})),)))
        assert frozen(rules=rules).recipients == 2

    def test_line_comes_first_and_the_test_group_gets_a_mark(
        self, people: Callable[[int], list[Browser]]
    ) -> None:
        [browser] = people(1)
        Reader.objects.update(tester=True)
        row = scene.approved(ways=[Way.LINE, Way.PUSH, Way.LETTER])
        send_test(officer(3), campaign_id=row.pk)
        send_way(Way.PUSH)
        assert browser.shown[0].title == "【試し送り】防災訓練のお知らせ"


class TestNotReaching:
    def test_who_is_gone_is_mailed_and_the_device_forgotten(
        self, people: Callable[[int], list[Browser]], mailbox: Mailbox
    ) -> None:
        browsers = people(4)
        browsers[1].gone = True
        run = frozen()
        send_way(Way.PUSH)
        assert states() == [(Way.MAIL, "waiting", 1), (Way.PUSH, "sent", 4)]
        assert PushDevice.objects.count() == 3
        assert sorted(Reader.objects.values_list("ways", flat=True)) == [4, 20, 20, 20]
        send_way(Way.MAIL)
        assert [one.recipient for one in mailbox.all()] == ["r1@example.jp"]
        report = report_of(run)
        assert (report.accepted, report.unreached, report.recipients) == (4, 0, 4)
        assert Addressee.objects.count() == 4

    def test_one_device_of_two_is_enough(
        self, people: Callable[[int], list[Browser]], device: AddDevice
    ) -> None:
        [first] = people(1)
        _, second = device(identity.guest("r0@example.jp"))
        first.gone = True
        run = frozen()
        send_way(Way.PUSH)
        assert len(second.shown) == 1 and report_of(run).accepted == 1
        assert not Batch.objects.filter(way=Way.MAIL).exists() and PushDevice.objects.count() == 1

    def test_who_took_the_device_out_meanwhile_is_mailed(
        self, people: Callable[[int], list[Browser]], mailbox: Mailbox
    ) -> None:
        people(2)
        frozen()
        PushDevice.objects.all().delete()
        send_way(Way.PUSH)
        send_way(Way.MAIL)
        assert len(mailbox.all()) == 2

    def test_lost_answers_show_one_notification_and_one_row(
        self, stand_in: Sandbox, people: Callable[[int], list[Browser]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(push_sending, "MOST_ATTEMPTS", 40)
        browsers = people(25)
        stand_in.faults.lose = 70
        run = frozen()
        for turn in range(30):
            with clock.frozen(NOON + timedelta(hours=turn)):
                send_way(Way.PUSH)
        assert [len(one.shown) for one in browsers] == [1] * 25
        assert sum(one.received for one in browsers) > 25
        assert Addressee.objects.count() == 25 and not Batch.objects.filter(way=Way.MAIL).exists()
        report = report_of(run)
        assert (report.accepted, report.unreached, report.open) == (25, 0, 0)

    def test_never_answered_is_unknown_and_goes_no_other_way(
        self, stand_in: Sandbox, people: Callable[[int], list[Browser]]
    ) -> None:
        people(3)
        stand_in.faults.lose = 100
        run = frozen()
        for turn in range(10):
            with clock.frozen(NOON + timedelta(hours=turn)):
                send_way(Way.PUSH)
        assert not Batch.objects.filter(way=Way.MAIL).exists()
        assert Batch.objects.filter(state="unknown").get().size == 3
        [way] = report_of(run).ways
        assert (way.accepted, way.unknown, way.open) == (0, 3, 0)
        run.refresh_from_db()
        assert run.state == Run.State.DONE

    def test_put_off_again_and_again_takes_the_next_way(
        self, stand_in: Sandbox, people: Callable[[int], list[Browser]]
    ) -> None:
        people(3)
        stand_in.faults.busy, stand_in.faults.retry_after_s = 100, 30
        run = frozen()
        send_way(Way.PUSH)
        assert states() == [(Way.PUSH, "sent", 0), (Way.PUSH, "waiting", 3)]
        for turn in range(1, 10):
            with clock.frozen(NOON + timedelta(hours=turn)):
                send_way(Way.PUSH)
        assert Batch.objects.get(way=Way.MAIL).size == 3
        assert report_of(run).open == 3 and Addressee.objects.count() == 3

    def test_a_device_that_refuses_our_key_pauses_nobody(
        self, people: Callable[[int], list[Browser]]
    ) -> None:
        """A stranger may subscribe with another key: that must not stop a campaign for all."""
        browsers = people(3)
        browsers[0].server_key = "another"
        run = frozen()
        send_way(Way.PUSH)
        run.refresh_from_db()
        assert run.state == Run.State.SENDING and [len(one.shown) for one in browsers] == [0, 1, 1]
        assert Batch.objects.get(way=Way.MAIL).size == 1

    def test_a_worker_that_died_leaves_its_batch_to_the_next(
        self, people: Callable[[int], list[Browser]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        browsers = people(5)
        frozen()
        with monkeypatch.context() as patch:
            patch.setattr(push_sending, "_settle", _die)
            with pytest.raises(SystemExit):
                send_way(Way.PUSH)
        assert [one.received for one in browsers] == [1] * 5
        send_way(Way.PUSH)
        assert [(one.received, len(one.shown), one.shown[0].times) for one in browsers] == [(2, 1, 2)] * 5
        assert states() == [(Way.PUSH, "sent", 5)]


class TestStopping:
    def test_the_stop_button_ends_what_is_not_under_way(
        self, stand_in: Sandbox, people: Callable[[int], list[Browser]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(push_calls, "AT_A_TIME", 2)
        monkeypatch.setattr(push_sending, "LOOK_S", 0.02)
        stand_in.faults.late_ms = 120
        browsers = people(8)
        frozen()
        looked = push_sending._any_stopped

        def press(batches: list[Batch]) -> bool:
            if not looked(batches):
                row = Campaign.objects.get()
                stop_campaign(officer(3), campaign_id=row.pk)
            return looked(batches)

        monkeypatch.setattr(push_sending, "_any_stopped", press)
        send_way(Way.PUSH)
        assert 0 < sum(len(one.shown) for one in browsers) < 8
        assert states() == [(Way.PUSH, "stopped", 8)]


def _die(*given: object) -> None:
    raise SystemExit
