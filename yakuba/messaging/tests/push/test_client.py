"""Client and stand-in against each other: every yes and no, lost answers, and addresses that nobody may make us call."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from aiohttp import web

from yakuba.kernel import clock
from yakuba.messaging.gateways.push.client import LONGEST_WAIT_S, PushClient, wait_of
from yakuba.messaging.gateways.push.opening import own_identity
from yakuba.messaging.gateways.push.vapid import Vapid
from yakuba.messaging.gateways.push.wire import Push, PushAway, PushGone, PushRefused, Urgency
from yakuba.messaging.gateways.push_sandbox.server import Sandbox
from yakuba.messaging.gateways.push_sandbox.state import Browser, subscription_of
from yakuba.messaging.options import PUSH_HOSTS
from yakuba.messaging.rules.push import (
    BadSubscription,
    Notice,
    Subscription,
    endpoint_allowed,
    host_allowed,
    hosts_in,
    read_subscription,
)
from yakuba.messaging.tests.push.conftest import client_of

HOSTS = hosts_in(PUSH_HOSTS.default)
NOTICE = Notice("a" * 32, "避難訓練のお知らせ", "/notices/1")


def push(sandbox: Sandbox, browser: Browser, **more: Any) -> Push:
    given = {"topic": NOTICE.id, "ttl_s": 600, "payload": NOTICE.payload(), **more}
    return Push(subscription_of(sandbox.base, browser.token), **given)


def do(client: PushClient, *work: Push) -> list[BaseException | None]:
    async def run() -> list[BaseException | None]:
        async with client:
            return await asyncio.gather(*(client.send(one) for one in work), return_exceptions=True)

    return asyncio.run(run())


def browser(sandbox: Sandbox) -> Browser:
    return sandbox.world.subscribe(own_identity().public)


class TestSending:
    def test_what_is_sent_is_shown(self, stand_in: Sandbox) -> None:
        one = browser(stand_in)
        assert do(client_of(stand_in), push(stand_in, one, urgency=Urgency.HIGH)) == [None]
        [shown] = one.shown
        assert (shown.title, shown.path, shown.times, shown.silent) == (
            "避難訓練のお知らせ",
            "/notices/1",
            1,
            False,
        )
        assert stand_in.world.counts.by_status == {201: 1}

    def test_many_at_a_time(self, stand_in: Sandbox) -> None:
        many = [browser(stand_in) for _ in range(60)]
        assert do(client_of(stand_in), *(push(stand_in, one) for one in many)) == [None] * 60
        assert all(len(one.shown) == 1 for one in many)

    @pytest.mark.parametrize("hold_ms", [0, 300])
    def test_lost_answers_show_one_notification(self, stand_in: Sandbox, hold_ms: int) -> None:
        stand_in.faults.lose, stand_in.faults.hold_ms = 30, hold_ms
        many = [browser(stand_in) for _ in range(20)]
        found = do(client_of(stand_in, timeout_s=0.2, tries=12), *(push(stand_in, one) for one in many))
        assert found == [None] * 20
        assert [len(one.shown) for one in many] == [1] * 20
        assert sum(one.received for one in many) > 20, "some came twice"

    def test_a_device_that_is_switched_off_gets_the_last_under_a_topic(self, stand_in: Sandbox) -> None:
        one = browser(stand_in)
        stand_in.world.switch(one, off=True)
        for number in range(3):
            do(client_of(stand_in), push(stand_in, one))
            do(
                client_of(stand_in),
                push(stand_in, one, topic=f"t{number}", payload=Notice(f"n{number}", "x", "/").payload()),
            )
        do(client_of(stand_in), push(stand_in, one, topic="now", ttl_s=0))
        assert len(one.held) == 4 and not one.shown
        stand_in.world.switch(one, off=False)
        assert sorted(shown.id for shown in one.shown) == [NOTICE.id, "n0", "n1", "n2"]
        assert [shown.times for shown in one.shown] == [1] * 4

    def test_what_is_older_than_its_time_is_not_shown(self, stand_in: Sandbox) -> None:
        one, moment = browser(stand_in), stand_in.world.now()
        stand_in.world.switch(one, off=True)
        do(client_of(stand_in), push(stand_in, one, ttl_s=60))
        stand_in.world.now = lambda: moment + 61
        stand_in.world.switch(one, off=False)
        assert not one.shown


class TestRefusals:
    def test_gone_and_unknown_are_told_apart_from_other_refusals(self, stand_in: Sandbox) -> None:
        gone, unknown = browser(stand_in), Browser("nobody")
        gone.gone = True
        for one in (gone, unknown):
            [found] = do(client_of(stand_in), push(stand_in, one))
            assert isinstance(found, PushGone)
        [found] = do(client_of(stand_in), push(stand_in, browser(stand_in), topic="x" * 33))
        assert isinstance(found, PushRefused) and not isinstance(found, PushGone) and found.status == 400
        assert stand_in.world.counts.calls == 3, "never asked again"

    def test_another_house_may_not_write(self, stand_in: Sandbox) -> None:
        other = Vapid("BTBZMqHH6r4Tts7J_aSIggBTBZMqHH6r4Tts7J_aSIg", "mailto:x@example.jp")
        client = PushClient(other, hosts=[], stand_in=stand_in.base)
        one = browser(stand_in)
        [found] = do(client, push(stand_in, one))
        assert isinstance(found, PushRefused) and found.status == 403 and not one.shown

    def test_put_off_is_tried_again_or_told_with_the_time_asked_for(self, stand_in: Sandbox) -> None:
        stand_in.faults.busy, stand_in.faults.retry_after_s = 100, 30
        [found] = do(client_of(stand_in), push(stand_in, browser(stand_in)))
        assert isinstance(found, PushAway) and found.sure and found.wait_s == 30
        assert stand_in.world.counts.calls == 1
        stand_in.faults.retry_after_s = 0
        [found] = do(client_of(stand_in), push(stand_in, browser(stand_in)))
        assert isinstance(found, PushAway) and stand_in.world.counts.calls == 1 + 3
        stand_in.faults.busy, stand_in.faults.fail = 0, 100
        [found] = do(client_of(stand_in), push(stand_in, browser(stand_in)))
        assert isinstance(found, PushAway) and not found.sure

    def test_a_service_that_is_not_there(self) -> None:
        client = PushClient(own_identity(), hosts=[], stand_in="http://127.0.0.1:9", first_wait_s=0.001)
        to = Subscription("http://127.0.0.1:9/wpush/x", *_keys())
        [found] = do(client, Push(to, b"x", "t", 1))
        assert isinstance(found, PushAway) and not found.sure

    def test_a_service_that_is_silent_is_left_alone_and_the_others_go_on(
        self, stand_in: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("yakuba.messaging.gateways.push.client.SILENT_S", 0.05)
        stand_in.faults.lose, stand_in.faults.hold_ms = 100, 300
        many = [browser(stand_in) for _ in range(60)]
        client = client_of(stand_in, timeout_s=0.1, tries=3, connections=8)

        async def run() -> list[BaseException | None]:
            async with client:
                first = await asyncio.gather(
                    *(client.send(push(stand_in, one)) for one in many), return_exceptions=True
                )
                stand_in.faults.lose = stand_in.faults.hold_ms = 0
                with pytest.raises(PushAway):
                    await client.send(push(stand_in, many[0]))
                monkeypatch.setattr("yakuba.messaging.gateways.push.client.time.monotonic", lambda: 1e12)
                await client.send(push(stand_in, many[0]))
                return first

        found = asyncio.run(run())
        assert all(isinstance(one, PushAway) for one in found)
        assert stand_in.world.counts.calls < 30, "most were never called"
        kept = [one for one in found if isinstance(one, PushAway) and one.sure]
        assert len(kept) > 30 and all(3 <= one.wait_s <= 30 for one in kept)

    def test_what_is_too_long_or_for_no_key_never_leaves(self, stand_in: Sandbox) -> None:
        one = browser(stand_in)
        bad = Push(Subscription(f"{stand_in.base}/wpush/{one.token}", "BA" * 43, "AA"), b"x", "t", 1)
        found = do(client_of(stand_in), push(stand_in, one, payload=bytes(4000)), bad)
        assert all(isinstance(no, PushRefused) and no.status == 0 for no in found)
        assert stand_in.world.counts.calls == 0

    def test_retry_after_is_read_as_number_and_date(self) -> None:
        later = format_datetime(clock.now() + timedelta(seconds=90))
        assert wait_of("12") == 12 and 80 <= wait_of(later) <= 90
        assert wait_of("99999999999") == LONGEST_WAIT_S
        for text in ("", "-5", "soon", "１２", format_datetime(clock.now() - timedelta(days=1)), "1.5"):
            assert wait_of(text) == 0, text


def _keys() -> tuple[str, str]:
    made = subscription_of("", "x")
    return made.p256dh, made.auth


ATTACKS = [
    "http://fcm.googleapis.com/x", "https://fcm.googleapis.com", "https://fcm.googleapis.com:8443/x",
    "https://fcm.googleapis.com@127.0.0.1/x", "https://user@fcm.googleapis.com/x", "https://127.0.0.1/x",
    "https://localhost/x", "https://[::1]/x", "https://169.254.169.254/latest/meta-data", "https://evil.example/fcm.googleapis.com",
    "https://fcm.googleapis.com.evil.example/x", "https://evilfcm.googleapis.com/x", "https://notify.windows.com/x",
    "https://evilnotify.windows.com/x", "https://evil.example#.notify.windows.com/x", "https://evil.example?.notify.windows.com/x",
    "https://evil.example\\.notify.windows.com/x", "https://evil.example/\\@fcm.googleapis.com/x", "https://FCM.googleapis.com/x",
    "https://fcm.googleapis.com./x", "https://fcm。googleapis.com/x", "https://ｆcm.googleapis.com/x", "https://fcm.googleapis.com/\r\nHost: x",
    "https://fcm.googleapis.com/ x", "https://fcm.googleapis.com/あ", "file:///etc/passwd", "gopher://fcm.googleapis.com/x", "", "//fcm.googleapis.com/x",
    "https://.notify.windows.com/x", "https://a..notify.windows.com/x", "https://fcm.googleapis.com/" + "x" * 1200, "https://0x7f000001/x",
    "http://localhost:8027@evil.example/x", "http://localhost:80270/wpush/x", "http://localhost:8027.evil.example/x", "http://localhost:8027/../x?y",
    "http://localhost:8027", "http://localhost:8027#/wpush/x", "https://fcm.googleapis.com\t/x", "https://fcm.googleapis.com\n/x",
]  # fmt: skip
SOUND = [
    "https://fcm.googleapis.com/fcm/send/abc:APA91bH-x_y", "https://fcm.googleapis.com:443/wp/x",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAAAB", "https://web.push.apple.com/QGuQyavXutnMH",
    "https://wns2-par02p.notify.windows.com/w/?token=BQYAAA%2bx%3d%3d",
]  # fmt: skip


class TestAddressesOfStrangers:
    """An address comes from whoever subscribes: it must never lead anywhere but to a push service."""

    @pytest.mark.parametrize("endpoint", ATTACKS)
    def test_is_refused_at_the_door_and_never_called(self, endpoint: str) -> None:
        with pytest.raises(BadSubscription):
            read_subscription(endpoint, *_keys(), HOSTS, "http://localhost:8027")
        client = PushClient(own_identity(), hosts=HOSTS, stand_in="http://localhost:8027", tries=1)
        client._once = _never  # type: ignore[method-assign, assignment]
        [found] = do(client, Push(Subscription(endpoint, *_keys()), b"x", "t", 1))
        assert isinstance(found, PushRefused) and found.status == 0

    @pytest.mark.parametrize("endpoint", SOUND)
    def test_those_of_the_known_services_are_taken(self, endpoint: str) -> None:
        assert read_subscription(endpoint, *_keys(), HOSTS).endpoint == endpoint

    def test_the_stand_in_counts_in_the_demo_alone(self) -> None:
        assert endpoint_allowed("http://localhost:8027/wpush/x", HOSTS, "http://localhost:8027")
        assert not endpoint_allowed("http://localhost:8027/wpush/x", HOSTS)
        assert not endpoint_allowed("http://evil.example/wpush/x", HOSTS, "http://evil.example")

    def test_an_option_cannot_open_everything(self) -> None:
        assert hosts_in("* *.com . *. http://x ＊ a.example *.b.example com") == ["a.example", "*.b.example"]
        assert host_allowed("c.b.example", ["*.b.example"]) and not host_allowed("b.example", ["*.b.example"])
        assert not endpoint_allowed("https://fcm.googleapis.com/x", [])

    def test_keys_that_are_none_are_refused(self) -> None:
        good, (p256dh, auth) = SOUND[0], _keys()
        for bad in (
            ("", auth),
            (p256dh, ""),
            (p256dh[:-4], auth),
            ("A" + p256dh[1:], auth),
            (p256dh, auth + "AAAA"),
            ("あ" * 87, auth),
            (p256dh * 2, auth),
        ):
            with pytest.raises(BadSubscription):
                read_subscription(good, *bad, HOSTS)

    def test_a_redirect_is_not_followed(self) -> None:
        asked: list[str] = []

        async def lead(request: web.BaseRequest) -> web.StreamResponse:
            asked.append(request.path)
            return web.Response(status=307, headers={"Location": "/inside"})

        async def run() -> BaseException | None:
            runner = web.ServerRunner(web.Server(lead))
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            base = f"http://127.0.0.1:{runner.addresses[0][1]}"
            try:
                async with PushClient(own_identity(), hosts=[], stand_in=base) as client:
                    await client.send(Push(Subscription(f"{base}/wpush/x", *_keys()), b"x", "t", 1))
            except PushRefused as no:
                return no
            finally:
                await runner.cleanup()
            return None

        found = asyncio.run(run())
        assert isinstance(found, PushRefused) and found.status == 307 and asked == ["/wpush/x"]

    def test_no_exception_holds_the_address(self, stand_in: Sandbox) -> None:
        one = browser(stand_in)
        one.gone = True
        [found] = do(client_of(stand_in), push(stand_in, one))
        assert one.token not in f"{found!r} {found} {subscription_of(stand_in.base, one.token)!r}"


def _never(*given: object) -> Coroutine[Any, Any, None]:
    raise AssertionError("called")
