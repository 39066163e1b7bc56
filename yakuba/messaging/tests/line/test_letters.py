"""Letters to friends: written once, carried by the worker, taken by LINE once, whatever happens between."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from yakuba.identity.api import Resident
from yakuba.kernel import clock
from yakuba.kernel.actor import system
from yakuba.kernel.refusals import NotFound
from yakuba.messaging import api, line, sending
from yakuba.messaging.actions.receive_line_events import receive_line_events
from yakuba.messaging.gateways.line.gateway import LineGateway
from yakuba.messaging.gateways.line_sandbox import deeds
from yakuba.messaging.gateways.line_sandbox.server import Sandbox
from yakuba.messaging.models import Delivery, LineChannel, LineEvent, LineFriend, Message
from yakuba.messaging.rules.line_events import events_in
from yakuba.messaging.rules.line_letters import LineLetter, checked, read, written
from yakuba.messaging.sealing import unseal_words
from yakuba.messaging.web.deliveries import label_of, masked

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 12, tzinfo=clock.TOKYO)
HOUSE = system("test")
HELLO = [{"type": "text", "text": "受け付けました。\nお待ちください。"}]


@pytest.fixture
def friend(stand_in: Sandbox, channel: LineChannel, monkeypatch: pytest.MonkeyPatch) -> LineFriend:
    """A telephone that follows, known to the house by the reports of the stand-in."""
    reports: list[dict[str, Any]] = []
    monkeypatch.setattr(stand_in.webhooks, "send", reports.extend)
    deeds.follow(stand_in.world, stand_in.webhooks, stand_in.world.phones["hanako"], {})
    heard(channel, reports)
    return LineFriend.objects.select_related("channel").get()


def heard(channel: LineChannel, reports: list[dict[str, Any]]) -> None:
    _, found = events_in({"destination": channel.destination, "events": reports})
    receive_line_events(HOUSE, channel_id=channel.pk, events=found)
    line.settle_reports()


def received(stand_in: Sandbox) -> int:
    return stand_in.world.phones["hanako"].received


def push(friend: LineFriend, key: str = "k", **more: Any) -> None:
    api.line_push(HOUSE, friend_id=friend.pk, messages=HELLO, key=key, **more)


class TestALetter:
    def test_is_written_sealed_and_taken(self, stand_in: Sandbox, friend: LineFriend) -> None:
        push(friend)
        row = Delivery.objects.select_related("message").get()
        assert (row.channel, row.state, row.message.template) == ("line", "waiting", "messaging.line")
        assert "受け付け".encode() not in bytes(row.message.words)
        assert unseal_words(row.message.words).body == HELLO[0]["text"]
        assert (masked(row), label_of(row.message.template)) == ("LINEの友だち", "LINEのメッセージ")
        assert sending.send_due("line") == 1
        row.refresh_from_db()
        assert (row.state, row.next_try) == ("sent", None)
        assert stand_in.world.phones["hanako"].talk[-1].message == HELLO[0]
        assert str(row.pk) in stand_in.world.keys, "the delivery's id is the retry key"

    def test_is_one_by_its_key(self, stand_in: Sandbox, friend: LineFriend) -> None:
        push(friend)
        push(friend)
        assert sending.send_due("line") == 1
        push(friend)
        assert sending.send_due("line") == 0
        assert received(stand_in) == 1

    def test_lost_after_acceptance_is_taken_once(self, stand_in: Sandbox, friend: LineFriend) -> None:
        """Also when the worker dies between LINE's yes and the record: the delivery goes again under the same key."""
        with clock.frozen(NOON):
            push(friend)
            assert sending.send_due("line") == 1
            Delivery.objects.update(state="waiting", next_try=NOON, sent_at=None)
            assert sending.send_due("line") == 1
        assert received(stand_in) == 1 and stand_in.world.counts.again == 1

    def test_waits_while_line_is_away(self, stand_in: Sandbox, friend: LineFriend, patience: None) -> None:
        with clock.frozen(NOON):
            stand_in.faults.fail = 100
            push(friend)
            assert sending.send_due("line") == 0
            row = Delivery.objects.get()
            assert (row.state, row.next_try) == ("failed", NOON + timedelta(minutes=1))
        stand_in.faults.fail = 0
        with clock.frozen(NOON + timedelta(minutes=1)):
            assert sending.send_due("line") == 1
        assert received(stand_in) == 1

    def test_is_given_up_before_line_forgets_its_key(self, stand_in: Sandbox, friend: LineFriend) -> None:
        with clock.frozen(NOON):
            push(friend)
        with clock.frozen(NOON + timedelta(hours=20)):
            assert sending.send_due("line") == 0
        assert Delivery.objects.get().state == "gave_up" and received(stand_in) == 0

    def test_with_a_bad_body_is_given_up(self, stand_in: Sandbox, friend: LineFriend) -> None:
        api.line_push(HOUSE, friend_id=friend.pk, messages=[{"type": "text"}], key="bad")
        assert sending.send_due("line") == 0
        row = Delivery.objects.get()
        assert row.state == "gave_up" and "messages[0].text" in row.last_error

    def test_with_a_wrong_token_blames_nobody(self, stand_in: Sandbox, friend: LineFriend) -> None:
        stand_in.api._bearer = "Bearer another"
        with clock.frozen(NOON):
            push(friend)
            assert sending.send_due("line") == 0
        row = Delivery.objects.get()
        assert (row.state, row.attempts) == ("failed", 0) and "トークン" in row.last_error

    def test_of_an_account_at_rest_waits(self, stand_in: Sandbox, friend: LineFriend) -> None:
        LineChannel.objects.update(active=False)
        push(friend)
        assert sending.send_due("line") == 0
        assert Delivery.objects.get().state == "failed"

    def test_to_whoever_blocked_us_is_not_sent(self, stand_in: Sandbox, friend: LineFriend) -> None:
        LineFriend.objects.update(followed=False)
        push(friend)
        row = Delivery.objects.get()
        assert row.state == "gave_up" and "ブロック" in row.last_error
        assert sending.send_due("line") == 0

    def test_is_refused_where_it_makes_no_sense(self, friend: LineFriend) -> None:
        with pytest.raises(NotFound):
            api.line_push(HOUSE, friend_id=0, messages=HELLO, key="k")
        for messages in ([], HELLO * 6, [{"text": "x"}], [{"type": "text", "text": "x" * 300_000}]):
            with pytest.raises(ValueError, match="LINE"):
                api.line_push(HOUSE, friend_id=friend.pk, messages=messages, key="k")
        assert Message.objects.count() == 0


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gateway that waits little between its tries."""
    monkeypatch.setattr("yakuba.messaging.gateways.line.client.TRIES", 2)
    monkeypatch.setattr("yakuba.messaging.gateways.line.client.FIRST_WAIT_S", 0.001)
    monkeypatch.setattr("yakuba.messaging.gateways.line.gateway.REPLY_WAIT_S", 0.001)


class TestAReply:
    def asked(self, stand_in: Sandbox, channel: LineChannel, monkeypatch: pytest.MonkeyPatch) -> LineEvent:
        reports: list[dict[str, Any]] = []
        monkeypatch.setattr(stand_in.webhooks, "send", reports.extend)
        deeds.say(stand_in.world, stand_in.webhooks, stand_in.world.phones["hanako"], {"words": "こんにちは"})
        heard(channel, reports)
        return LineEvent.objects.get(kind="message.text")

    def reply(self, event: LineEvent) -> None:
        api.line_reply(HOUSE, event_id=event.pk, messages=HELLO, key="r")
        sending.send_due("line")

    def test_goes_by_its_token(
        self, stand_in: Sandbox, friend: LineFriend, channel: LineChannel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.reply(self.asked(stand_in, channel, monkeypatch))
        assert (received(stand_in), stand_in.world.counts.by_kind) == (1, {"reply": 1})

    def test_goes_by_push_once_the_token_is_old(
        self, stand_in: Sandbox, friend: LineFriend, channel: LineChannel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        event = self.asked(stand_in, channel, monkeypatch)
        LineEvent.objects.update(occurred_at=clock.now() - timedelta(minutes=2))
        event.refresh_from_db()
        self.reply(event)
        assert stand_in.world.counts.by_kind == {"push": 1}

    def test_goes_by_push_where_the_token_was_used(
        self, stand_in: Sandbox, friend: LineFriend, channel: LineChannel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        event = self.asked(stand_in, channel, monkeypatch)
        stand_in.world.reply_tokens.clear()
        self.reply(event)
        assert stand_in.world.counts.by_kind == {"push": 1} and received(stand_in) == 1

    def test_lost_after_acceptance_is_not_said_twice(
        self,
        stand_in: Sandbox,
        friend: LineFriend,
        channel: LineChannel,
        monkeypatch: pytest.MonkeyPatch,
        patience: None,
    ) -> None:
        event = self.asked(stand_in, channel, monkeypatch)
        stand_in.faults.lose = 100
        self.reply(event)
        assert received(stand_in) == 1 and Delivery.objects.get().state == "sent"

    def test_is_refused_to_nobody(self, channel: LineChannel) -> None:
        with pytest.raises(NotFound):
            api.line_reply(HOUSE, event_id=0, messages=HELLO, key="r")


def test_a_link_begins_with_a_token_of_line(
    stand_in: Sandbox, friend: LineFriend, resident: Resident
) -> None:
    url = api.line_link_url(HOUSE, friend_id=friend.pk, page="http://localhost/line/link")
    assert url.startswith("http://localhost/line/link?linkToken=") and url.endswith("&channel=ward")
    token = url.partition("linkToken=")[2].partition("&")[0]
    assert stand_in.world.use_link_token(token) is stand_in.world.phones["hanako"]


def test_a_letter_reads_as_it_was_written() -> None:
    letter = LineLetter("ward", checked([{"type": "text", "text": "髙\n𠮷"}]), "t", 1.5, quiet=True)
    assert read(written(letter)) == letter


def test_many_letters_share_one_client(stand_in: Sandbox, friend: LineFriend) -> None:
    for number in range(60):
        push(friend, f"k{number}", quiet=True)
    assert sending.send_due("line") == 60
    assert received(stand_in) == 60
    with LineGateway().opened() as session:
        assert session._clients == {}
