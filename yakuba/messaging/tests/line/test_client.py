"""Client and stand-in against each other: every kind of call, every no, and one delivery for each retry key."""

import asyncio
import io
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from yakuba.messaging.gateways.line import transport
from yakuba.messaging.gateways.line.client import LineClient
from yakuba.messaging.gateways.line.wire import (
    Accepted,
    Credentials,
    LineAway,
    LineQuotaSpent,
    LineRefused,
    Quota,
)
from yakuba.messaging.gateways.line_sandbox import deeds
from yakuba.messaging.gateways.line_sandbox.faults import Buckets
from yakuba.messaging.gateways.line_sandbox.server import Sandbox
from yakuba.messaging.gateways.line_sandbox.state import World, user_id
from yakuba.messaging.gateways.stand_in import running

HELLO = [{"type": "text", "text": "こんにちは"}]
MENU = {
    "size": {"width": 2500, "height": 1686},
    "selected": True,
    "name": "いつもの",
    "chatBarText": "メニュー",
    "areas": [
        {
            "bounds": {"x": 0, "y": 0, "width": 1250, "height": 1686},
            "action": {"type": "postback", "label": "手続", "data": "p=1"},
        }
    ],
}
Work = Callable[[LineClient], Awaitable[Any]]


def with_client(client: LineClient, work: Work) -> Any:
    """Run some calls in a loop of their own."""

    async def run() -> Any:
        async with client:
            return await work(client)

    return asyncio.run(run())


def client_of(sandbox: Sandbox, **more: Any) -> LineClient:
    return LineClient(sandbox.credentials(), **{"timeout_s": 2, "first_wait_s": 0.002, **more})


def friend(sandbox: Sandbox, phone: str = "hanako") -> str:
    person = sandbox.world.phones[phone]
    person.follows = True
    return person.id


def refusal(sandbox: Sandbox, work: Work, **more: Any) -> LineRefused:
    with pytest.raises(LineRefused) as caught:
        with_client(client_of(sandbox, **more), work)
    return caught.value


async def pushed(client: LineClient, to: str) -> Accepted:
    return await client.push(to, HELLO, retry_key=uuid4())


async def looked_up(client: LineClient, number: str) -> object:
    return await client.profile(number)


class TestSending:
    def test_push_multicast_and_broadcast_reach_those_who_follow(self, stand_in: Sandbox) -> None:
        one, crowd = friend(stand_in), stand_in.world.add_crowd(20)
        stand_in.world.people[crowd[0]].blocks = True

        async def work(client: LineClient) -> None:
            accepted = await client.push(one, HELLO, retry_key=uuid4(), quiet=True)
            assert len(accepted.request_id) == 36 and not accepted.again
            await client.multicast([*crowd, crowd[1]], HELLO * 2, retry_key=uuid4())
            await client.broadcast(HELLO, retry_key=uuid4())

        with_client(client_of(stand_in), work)
        received = [stand_in.world.people[number].received for number in crowd]
        assert received == [0] + [3] * 19
        assert stand_in.world.people[one].received == 2
        assert [said.message for said in stand_in.world.phones["hanako"].talk] == HELLO * 2

    def test_the_same_key_is_taken_once(self, stand_in: Sandbox) -> None:
        one, key = friend(stand_in), uuid4()

        async def work(client: LineClient) -> list[Accepted]:
            return [await client.push(one, HELLO, retry_key=key) for _ in range(3)]

        first, second, third = with_client(client_of(stand_in), work)
        assert (first.again, second.again, third.again) == (False, True, True)
        assert first.request_id == second.request_id == third.request_id
        assert stand_in.world.people[one].received == 1

    @pytest.mark.parametrize("hold_ms", [0, 400])
    def test_an_answer_lost_after_acceptance_makes_no_second_delivery(
        self, stand_in: Sandbox, hold_ms: int
    ) -> None:
        one = friend(stand_in)
        stand_in.faults.lose, stand_in.faults.hold_ms = 100, hold_ms
        keys = [uuid4() for _ in range(2)]

        async def work(client: LineClient) -> list[Accepted]:
            return list(await asyncio.gather(*(client.push(one, HELLO, retry_key=key) for key in keys)))

        taken = with_client(client_of(stand_in, timeout_s=0.15 if hold_ms else 2), work)
        assert [accepted.again for accepted in taken] == [True, True]
        assert stand_in.world.people[one].received == 2
        assert stand_in.world.counts.again == 2

    @given(
        st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), min_size=1, max_size=25),
        st.floats(0, 60),
        st.floats(0, 40),
        st.floats(0, 40),
        st.integers(0, 10**6),
    )
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_every_key_is_delivered_exactly_once_whatever_fails(
        self, stand_in: Sandbox, sent: list[tuple[int, int]], lose: float, fail: float, busy: float, seed: int
    ) -> None:
        """Calls with keys of which some are the same, tried until they are taken: one delivery for each key."""
        people = stand_in.world.add_crowd(4)
        for number in people:
            stand_in.world.people[number].received = 0
        faults = stand_in.faults
        faults.lose, faults.fail, faults.busy = lose, fail, busy
        faults._chance.seed(seed)
        keys = {(key, whom): uuid4() for key, whom in sent}

        async def until_taken(client: LineClient, whom: int, key: UUID) -> None:
            while True:
                try:
                    await client.push(people[whom], HELLO, retry_key=key)
                except LineAway:
                    continue
                return

        async def work(client: LineClient) -> None:
            await asyncio.gather(*(until_taken(client, whom, keys[key, whom]) for key, whom in sent))

        with_client(client_of(stand_in, first_wait_s=0.0005), work)
        wanted = [sum(1 for _, one in keys if one == whom) for whom in range(4)]
        assert [stand_in.world.people[number].received for number in people] == wanted

    def test_a_reply_holds_once_and_never_repeats_itself(self, stand_in: Sandbox) -> None:
        person = stand_in.world.people[friend(stand_in)]
        token = stand_in.world.reply_token(person)
        with_client(client_of(stand_in), lambda client: client.reply(token, HELLO))
        assert refusal(stand_in, lambda client: client.reply(token, HELLO)).details == (
            "Invalid reply token",
        )
        stand_in.faults.lose = 100
        with pytest.raises(LineAway):
            with_client(
                client_of(stand_in), lambda client: client.reply(stand_in.world.reply_token(person), HELLO)
            )
        assert person.received == 2 and stand_in.world.counts.by_kind["reply"] == 2


class TestNoes:
    @pytest.mark.parametrize(
        ("messages", "place"),
        [
            ([{"type": "text"}], "messages[0].text"),
            ([{"type": "flex", "altText": "x"}], "messages[0].contents"),
            ([{"type": "text", "text": "x" * 5001}], "messages[0].text"),
            ([{"type": "unheard of"}], "messages[0].type"),
            (
                [{"type": "text", "text": "x", "quickReply": {"items": [{"type": "action"}]}}],
                "messages[0].quickReply",
            ),
        ],
    )
    def test_a_bad_body_is_refused_once_with_its_place(
        self, stand_in: Sandbox, messages: list[dict[str, Any]], place: str
    ) -> None:
        one = friend(stand_in)
        refused = refusal(stand_in, lambda client: client.push(one, messages, retry_key=uuid4()))
        assert (refused.status, refused.code) == (400, "bad_request")
        assert refused.details[0].startswith(place)
        assert stand_in.world.counts.calls == 1, "never asked again"
        again = refusal(stand_in, lambda client: client.validate("push", messages))
        assert again.details == refused.details

    def test_ids_that_are_none_or_nobodys_are_refused_for_push(self, stand_in: Sandbox) -> None:
        for number in ("nobody", user_id("nobody")):
            refused = refusal(stand_in, partial(pushed, to=number))
            assert refused.status == 400 and number not in str(refused)

    def test_a_wrong_token_is_refused(self, stand_in: Sandbox) -> None:
        real = stand_in.credentials()
        wrong = Credentials(real.channel_id, real.channel_secret, "x" * 60, real.api_base, real.data_base)
        with pytest.raises(LineRefused) as caught:
            with_client(LineClient(wrong), lambda client: client.bot())
        assert (caught.value.status, caught.value.code) == (401, "bad_token")
        assert "x" * 60 not in repr(wrong) and real.channel_secret not in repr(real)

    def test_what_keeps_failing_is_away_after_all_tries(self, stand_in: Sandbox) -> None:
        one = friend(stand_in)
        stand_in.faults.fail = 100
        with pytest.raises(LineAway) as caught:
            with_client(client_of(stand_in), lambda client: client.push(one, HELLO, retry_key=uuid4()))
        assert caught.value.status == 500 and stand_in.world.counts.calls == 4
        assert stand_in.world.people[one].received == 0

    def test_nobody_at_all_is_away(self) -> None:
        nobody = Credentials("1", "s", "t", "http://127.0.0.1:9", "http://127.0.0.1:9")
        with pytest.raises(LineAway):
            with_client(LineClient(nobody, first_wait_s=0.001), lambda client: client.bot())

    def test_a_spent_quota_is_not_asked_again(self, stand_in: Sandbox) -> None:
        one, stand_in.world.account.quota = friend(stand_in), 1
        with_client(client_of(stand_in), lambda client: client.push(one, HELLO, retry_key=uuid4()))
        assert with_client(client_of(stand_in), lambda client: client.quota()) == Quota(1, 1)
        before = stand_in.world.counts.calls
        with pytest.raises(LineQuotaSpent):
            with_client(client_of(stand_in), lambda client: client.push(one, HELLO, retry_key=uuid4()))
        assert stand_in.world.counts.calls == before + 1

    def test_rates_are_kept_and_waited_for(self) -> None:
        with running(Sandbox(World(), buckets=Buckets(0.01))) as sandbox:  # 2 multicasts at once, 2 a second
            crowd = sandbox.world.add_crowd(5)

            async def work(client: LineClient) -> None:
                await asyncio.gather(*(client.multicast(crowd, HELLO, retry_key=uuid4()) for _ in range(4)))

            with_client(client_of(sandbox, first_wait_s=0.3, tries=8), work)
            assert sandbox.world.people[crowd[0]].received == 4
            assert sandbox.world.counts.calls > 4

    @pytest.mark.parametrize("count", [0, 501])
    def test_a_multicast_has_its_size(self, stand_in: Sandbox, count: int) -> None:
        with pytest.raises(ValueError, match="500"):
            with_client(
                client_of(stand_in), lambda client: client.multicast(["U"] * count, HELLO, retry_key=uuid4())
            )
        with pytest.raises(ValueError, match="5 messages"):
            with_client(client_of(stand_in), lambda client: client.push("U", HELLO * 6, retry_key=uuid4()))

    def test_a_retry_key_belongs_to_sendings_alone(self, stand_in: Sandbox) -> None:
        async def ask(path: str, key: str) -> int:
            headers = {
                "Authorization": f"Bearer {stand_in.world.account.access_token}",
                "X-Line-Retry-Key": key,
            }
            async with (
                aiohttp.ClientSession(headers=headers) as session,
                session.post(stand_in.base + path, json={"to": "U", "messages": HELLO}) as answer,
            ):
                assert answer.headers["x-line-request-id"]
                return answer.status

        assert asyncio.run(ask("/v2/bot/message/reply", str(uuid4()))) == 400
        assert asyncio.run(ask("/v2/bot/message/push", "no-uuid")) == 400
        assert asyncio.run(ask("/v2/bot/nowhere", "")) == 404

    def test_no_id_leads_to_another_address(self, stand_in: Sandbox) -> None:
        for odd in ("../info", "a/b", "?x=1", "%2e%2e"):
            refused = refusal(stand_in, partial(looked_up, number=odd))
            assert refused.status == 404
        with pytest.raises(ValueError, match="no way up"):
            with_client(client_of(stand_in), lambda client: client.profile(".."))


class TestReading:
    def test_who_we_are_and_who_follows(self, stand_in: Sandbox) -> None:
        crowd = set(stand_in.world.add_crowd(25))

        async def work(client: LineClient) -> None:
            bot = await client.bot()
            assert (bot.user_id, bot.basic_id) == (stand_in.world.account.bot_id, "@yakuba")
            assert await client.quota() == Quota(None, 0) and await client.consumption() == 0
            pages = [page async for page in client.followers(page=10)]
            assert [len(page) for page in pages] == [10, 10, 5]
            assert {one for page in pages for one in page} == crowd
            profile = await client.profile(friend(stand_in, "linh"))
            assert (profile.name, profile.language) == ("Nguyen Linh", "en")
            assert len(await client.link_token(friend(stand_in))) == 32
            await client.show_loading(friend(stand_in), seconds=10)
            await client.set_webhook("http://127.0.0.1:9/line/webhook")
            assert await client.webhook() == ("http://127.0.0.1:9/line/webhook", True)
            assert (await client.test_webhook()).reason == "COULD_NOT_CONNECT"

        with_client(client_of(stand_in), work)
        assert refusal(stand_in, lambda client: client.profile(user_id("taro"))).status == 404

    def test_content_comes_in_pieces(self, stand_in: Sandbox) -> None:
        stand_in.world.contents["77"] = ("image/png", deeds.picture() * 40)

        async def work(client: LineClient) -> bytes:
            async with client.content("77") as (kind, pieces):
                assert kind == "image/png"
                return b"".join([piece async for piece in pieces])

        assert with_client(client_of(stand_in), work) == deeds.picture() * 40

        async def nothing(client: LineClient) -> None:
            async with client.content("78"):
                raise AssertionError

        assert refusal(stand_in, nothing).status == 404
        with Image.open(io.BytesIO(deeds.picture())) as picture:
            picture.verify()

    def test_a_rich_menu_from_making_to_switching(self, stand_in: Sandbox) -> None:
        one, crowd = friend(stand_in), stand_in.world.add_crowd(3)
        picture = io.BytesIO()
        Image.new("RGB", (2500, 1686), "#0b5cad").save(picture, "PNG")

        async def work(client: LineClient) -> None:
            menus = client.menus
            await menus.validate(MENU)
            everyday, emergency = [await menus.create(MENU), await menus.create(MENU)]
            for number in (everyday, emergency):
                await menus.set_image(number, picture.getvalue())
            await menus.set_default(everyday)
            assert await menus.default() == everyday
            await menus.alias("main", everyday)
            await menus.change_alias("main", emergency)
            assert stand_in.world.aliases == {"main": emergency}
            await menus.link(one, emergency)
            await menus.link_many(emergency, crowd)
            assert stand_in.world.menu_of(stand_in.world.people[crowd[2]]).id == emergency  # type: ignore[union-attr]
            await menus.unlink_many(crowd)
            await menus.unlink(one)
            assert stand_in.world.menu_of(stand_in.world.people[one]).id == everyday  # type: ignore[union-attr]
            assert [menu["richMenuId"] for menu in await menus.all()] == [everyday, emergency]
            await menus.delete_alias("main")
            await menus.clear_default()
            await menus.delete(emergency)

        with_client(client_of(stand_in), work)
        assert refusal(stand_in, lambda client: client.menus.default()).status == 404
        odd = {**MENU, "chatBarText": "とても長いメニューの名前をつける"}
        assert refusal(stand_in, lambda client: client.menus.create(odd)).details[0].startswith("chatBarText")
        kept = next(iter(stand_in.world.menus))
        assert refusal(stand_in, lambda client: client.menus.set_image(kept, b"GIF89a")).status == 400


def test_a_proxy_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example.jp:3128")
    monkeypatch.setenv("no_proxy", "localhost,127.0.0.1")
    assert transport.proxy_for("https://api.line.me") == "http://proxy.example.jp:3128"
    assert transport.proxy_for("https://127.0.0.1:8026") is None


def test_waits_double_within_their_bounds() -> None:
    one = transport.Transport(
        Credentials("1", "s", "t"), connections=1, timeout_s=1, tries=4, first_wait_s=0.25
    )
    for attempt, most in ((1, 0.25), (2, 0.5), (4, 2.0), (12, 8.0)):
        assert all(most / 2 <= one._wait(attempt) <= most for _ in range(50))


def test_a_client_works_inside_its_block_only() -> None:
    coroutine: Coroutine[Any, Any, Any] = LineClient(Credentials("1", "s", "t")).bot()
    with pytest.raises(RuntimeError, match="async with"):
        asyncio.run(coroutine)
