"""What follows from reports: friendship in any order, words taken back, accounts linked."""

import itertools
from datetime import timedelta

import pytest

from yakuba.identity.api import Resident
from yakuba.kernel import clock, events
from yakuba.kernel.actor import ANONYMOUS, Actor, Assurance, system
from yakuba.kernel.refusals import NotAllowed, NotFound
from yakuba.messaging import api, line
from yakuba.messaging.actions import settle_line_events as settling
from yakuba.messaging.actions.begin_line_link import begin_line_link
from yakuba.messaging.actions.forget_line import forget_line
from yakuba.messaging.actions.unlink_line import unlink_line
from yakuba.messaging.gateways.line.wire import API_BASE
from yakuba.messaging.models import LineChannel, LineEvent, LineFriend, LineNonce
from yakuba.messaging.tests.line.conftest import HANAKO, Post, event, text

pytestmark = pytest.mark.django_db
HOUSE = system("test")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[events.Event]:
    """What is announced while events are settled."""
    heard: list[events.Event] = []
    for module in ("settle_line_events", "unlink_line"):
        monkeypatch.setattr(f"yakuba.messaging.actions.{module}.announce", heard.append)
    return heard


def resident_actor(resident: Resident, assurance: Assurance = Assurance.ACCOUNT) -> Actor:
    return Actor(
        kind="resident",
        key=f"resident:{resident.pk}",
        label="住民",
        assurance=assurance,
        resident_id=resident.pk,
    )


def numbers() -> tuple[int, int]:
    row = LineChannel.objects.get()
    return row.friends, row.blocked


class TestFriends:
    def test_follow_block_and_come_back(self, post: Post, told: list[events.Event]) -> None:
        post(event("follow", follow={"isUnblocked": False}))
        line.settle_reports()
        assert numbers() == (1, 0)
        post(event("unfollow"))
        line.settle_reports()
        friend = LineFriend.objects.get()
        assert (friend.followed, numbers()) == (False, (0, 1))
        post(event("follow", follow={"isUnblocked": True}))
        line.settle_reports()
        friend.refresh_from_db()
        assert (friend.followed, numbers()) == (True, (1, 0))
        rows = list(LineEvent.objects.order_by("occurred_at").values_list("pk", flat=True))
        assert told == [
            api.LineFollowed(friend_id=friend.pk, event_id=rows[0], again=False),
            api.LineUnfollowed(friend_id=friend.pk),
            api.LineFollowed(friend_id=friend.pk, event_id=rows[2], again=True),
        ]

    @pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
    def test_the_latest_holds_in_whatever_order_they_come(
        self, post: Post, told: list[events.Event], order: tuple[int, ...]
    ) -> None:
        base = 1_790_000_000_000
        all_four = [
            event("follow", base),
            event("unfollow", base + 1),
            event("follow", base + 1),
            event("unfollow", base + 9),
        ]
        all_four[2]["webhookEventId"] = all_four[1]["webhookEventId"][:-1] + "Z"
        for place in order:
            post(all_four[place])
            line.settle_reports()
        assert (LineFriend.objects.get().followed, numbers()) == (False, (0, 1))
        assert told.count(api.LineUnfollowed(friend_id=LineFriend.objects.get().pk)) <= 2

    def test_many_friends_are_counted_as_they_come_and_go(self, post: Post) -> None:
        alive = {}
        for number in range(40):
            user = f"U{number * 7 % 8:032x}"
            kind = ("follow", "unfollow", "message")[number * number % 3]
            post(event(kind, user=user, message={"id": str(number), "type": "sticker"}))
            alive[user] = kind != "unfollow"
        line.settle_reports()
        assert numbers() == (sum(alive.values()), len(alive) - sum(alive.values()))

    def test_who_writes_is_a_friend_though_the_follow_was_lost(self, post: Post) -> None:
        post(text("あ"))
        line.settle_reports()
        friend = LineFriend.objects.get()
        assert (
            friend.followed and HANAKO.encode() not in bytes(friend.user_id) and HANAKO not in friend.user_key
        )


class TestWords:
    def test_are_told_by_number_and_never_with_the_event(self, post: Post, told: list[events.Event]) -> None:
        post(text("転入の手続は", "7"), event("message", message={"id": "8", "type": "image"}))
        post(event("postback", postback={"data": "topic=bosai", "params": {"date": "2026-12-01"}}))
        line.settle_reports()
        friend = LineFriend.objects.get().pk
        first, second, third = LineEvent.objects.order_by("pk").values_list("pk", flat=True)
        assert told == [
            api.LineTextReceived(friend_id=friend, event_id=first),
            api.LineContentReceived(friend_id=friend, event_id=second, kind="image"),
            api.LinePostbackReceived(
                friend_id=friend, event_id=third, data="topic=bosai", picked="2026-12-01"
            ),
        ]
        with pytest.raises(NotFound):
            api.line_text(ANONYMOUS, event_id=first)

    def test_taken_back_are_gone(self, post: Post, told: list[events.Event]) -> None:
        post(text("これは秘密", "55"))
        line.settle_reports()
        row = LineEvent.objects.get()
        post(event("unsend", unsend={"messageId": "55"}))
        line.settle_reports()
        assert api.line_text(HOUSE, event_id=row.pk) == ""
        assert told[-1] == api.LineMessageWithdrawn(friend_id=LineFriend.objects.get().pk, event_id=row.pk)

    def test_taken_back_before_they_arrive_are_told_to_nobody(
        self, post: Post, told: list[events.Event]
    ) -> None:
        late = text("遅れて着いた秘密", "56", 1_790_000_000_000)
        post(event("unsend", 1_790_000_005_000, unsend={"messageId": "56"}))
        line.settle_reports()
        post(late)
        line.settle_reports()
        assert told == []
        assert bytes(LineEvent.objects.get(kind="message.text").body) == b""

    def test_taken_back_while_they_wait_are_told_to_nobody(
        self, post: Post, told: list[events.Event]
    ) -> None:
        post(
            event("unsend", 1_790_000_000_000, unsend={"messageId": "57"}),
            text("秘密", "57", 1_790_000_005_000),
        )
        line.settle_reports()
        assert told == [] and not LineEvent.objects.filter(kind="message.text").exclude(body=b"").exists()

    def test_are_forgotten_after_their_days(self, post: Post) -> None:
        post(text("ずっと前"))
        line.settle_reports()
        assert forget_line(HOUSE) == 0
        with clock.frozen(clock.now() + timedelta(days=31)):
            assert forget_line(HOUSE) == 1
            assert forget_line(HOUSE) == 0
        assert bytes(LineEvent.objects.get().body) == b"" and LineFriend.objects.get().followed

    def test_an_event_that_trips_the_program_stops_no_other(
        self, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        post(text("あ", "1"), text("い", "2"))
        victim, settle = LineEvent.objects.get(message_id="1").pk, settling._settle

        def trips(row: LineEvent) -> None:
            if row.pk == victim:
                raise ZeroDivisionError
            settle(row)

        monkeypatch.setattr(settling, "_settle", trips)
        for _ in range(5):
            line.settle_reports()
        assert dict(LineEvent.objects.values_list("message_id", "state")) == {"1": "failed", "2": "done"}


class TestLinking:
    def back(self, post: Post, nonce: str, result: str = "ok", *, user: str = HANAKO) -> None:
        post(event("accountLink", clock_ms(), user=user, link={"result": result, "nonce": nonce}))
        line.settle_reports()

    def test_joins_a_friend_and_a_resident_once(
        self, post: Post, resident: Resident, told: list[events.Event]
    ) -> None:
        nonce = begin_line_link(resident_actor(resident))
        assert len(nonce) >= 43 and nonce not in LineNonce.objects.get().digest
        self.back(post, nonce)
        friend = LineFriend.objects.get()
        assert friend.resident_id == resident.pk and friend.linked_at is not None
        assert api.line_friends(resident_id=resident.pk) == [friend.pk]
        row = LineEvent.objects.get()
        assert told == [api.LineAccountLinked(friend_id=friend.pk, event_id=row.pk, resident_id=resident.pk)]
        self.back(post, nonce, user="U" + "9" * 32)
        assert LineFriend.objects.filter(resident=resident).count() == 1, "a used word joins nobody"

    @pytest.mark.parametrize("case", ["failed", "unknown", "old"])
    def test_refuses_words_that_do_not_hold(self, post: Post, resident: Resident, case: str) -> None:
        nonce = begin_line_link(resident_actor(resident))
        if case == "old":
            LineNonce.objects.update(until=clock.now() - timedelta(minutes=1))
        self.back(post, "x" * 43 if case == "unknown" else nonce, "failed" if case == "failed" else "ok")
        assert LineFriend.objects.get().resident_id is None

    def test_needs_an_account(self, resident: Resident) -> None:
        for actor in (ANONYMOUS, resident_actor(resident, Assurance.EMAIL)):
            with pytest.raises(NotAllowed):
                begin_line_link(actor)
        assert LineNonce.objects.count() == 0

    def test_is_taken_away_by_its_owner_alone(
        self, post: Post, resident: Resident, told: list[events.Event]
    ) -> None:
        self.back(post, begin_line_link(resident_actor(resident)))
        friend = LineFriend.objects.get()
        stranger = resident_actor(Resident.objects.create(family="別", given="人"))
        with pytest.raises(NotFound):
            unlink_line(stranger, friend_id=friend.pk)
        friend.refresh_from_db()
        assert friend.resident_id == resident.pk
        unlink_line(resident_actor(resident), friend_id=friend.pk)
        friend.refresh_from_db()
        assert LineFriend.objects.filter(resident=None, linked_at=None).exists()
        assert told[-1] == api.LineAccountUnlinked(friend_id=friend.pk, resident_id=resident.pk)

    def test_leads_back_to_line(self, quiet_channel: LineChannel, resident: Resident) -> None:
        LineChannel.objects.update(api_base=API_BASE)
        url = api.line_link_back(resident_actor(resident), link_token="a&b", channel="ward")
        assert url.startswith("https://access.line.me/dialog/bot/accountLink?linkToken=a%26b&nonce=")


def clock_ms() -> int:
    return int(clock.now().timestamp() * 1000)
