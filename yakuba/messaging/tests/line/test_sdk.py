"""LINE's own package as an oracle: it reads what the stand-in says, and takes what the house writes."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings

from yakuba.messaging.gateways.line.client import LineClient
from yakuba.messaging.gateways.line.signature import signed
from yakuba.messaging.gateways.line_sandbox import deeds
from yakuba.messaging.gateways.line_sandbox.server import Sandbox
from yakuba.messaging.gateways.line_sandbox.webhooks import Event, Webhooks
from yakuba.messaging.rules import line_events as rules
from yakuba.messaging.tests.line.test_schema import body

linebot = pytest.importorskip(
    "linebot.v3", reason="LINE's own package is not installed (requirements-dev.in)"
)
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
KINDS = ["follow", "message", "message", "message", "postback", "unsend", "unfollow", "follow", "accountLink"]


@pytest.fixture
def reported(stand_in: Sandbox, monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """What the stand-in reports while a person does everything there is to do."""
    events: list[Event] = []
    monkeypatch.setattr(Webhooks, "send", lambda _, some: events.extend(some))
    world, hooks, person = stand_in.world, stand_in.webhooks, stand_in.world.phones["hanako"]
    deeds.follow(world, hooks, person, {})
    deeds.say(world, hooks, person, {"words": "転入の手続は\n髙いですか"})
    deeds.photo(world, hooks, person, {})
    deeds.place(world, hooks, person, {})
    said = world.show(
        person,
        "house",
        {
            "type": "text",
            "text": "日を",
            "quickReply": {
                "items": [
                    {
                        "type": "action",
                        "action": {"type": "datetimepicker", "label": "日", "data": "d=1", "mode": "date"},
                    }
                ]
            },
        },
    )
    deeds.press(world, hooks, person, {"at": f"{said.id}/quickReply/items/0/action", "picked": "2026-12-01"})
    deeds.withdraw(world, hooks, person, {})
    deeds.block(world, hooks, person, {})
    deeds.follow(world, hooks, person, {})
    hooks.happened(person, "accountLink", link={"result": "ok", "nonce": "n" * 43})
    return events


def test_it_parses_every_report_under_its_signature(stand_in: Sandbox, reported: list[Event]) -> None:
    raw = json.dumps({"destination": stand_in.world.account.bot_id, "events": reported}, ensure_ascii=False)
    secret = stand_in.world.account.channel_secret
    parser = linebot.WebhookParser(secret)
    events = parser.parse(raw, signed(secret, raw.encode()))
    assert [one.type for one in events] == KINDS
    assert [one.to_dict()["type"] for one in events] == KINDS
    assert type(events[1].message).__name__ == "TextMessageContent" and "髙" in events[1].message.text
    assert events[4].postback.params == {"date": "2026-12-01"}
    assert events[7].follow.is_unblocked is True
    with pytest.raises(linebot.exceptions.InvalidSignatureError):
        parser.parse(raw, signed("0" * 32, raw.encode()))


def test_the_house_reads_them_as_it_does(stand_in: Sandbox, reported: list[Event]) -> None:
    destination, ours = rules.events_in({"destination": stand_in.world.account.bot_id, "events": reported})
    assert destination == stand_in.world.account.bot_id
    assert [one.kind.partition(".")[0] for one in ours] == KINDS
    assert {one.user_id for one in ours} == {stand_in.world.phones["hanako"].id}


@given(body)
@settings(max_examples=60, deadline=None)
def test_it_takes_what_the_house_writes(one: dict[str, Any]) -> None:
    from linebot.v3.messaging import PushMessageRequest

    read = PushMessageRequest.from_dict(one)
    assert [type(message).__name__ for message in read.messages] and read.to_dict()["to"] == one["to"]


def test_it_sends_through_the_stand_in(stand_in: Sandbox) -> None:
    """The other way around: a foreign client finds the stand-in as it expects LINE to be."""
    from linebot.v3 import messaging

    person = stand_in.world.phones["hanako"]
    person.follows = True
    account = messaging.Configuration(host=stand_in.base, access_token=stand_in.world.account.access_token)
    with messaging.ApiClient(account) as connection:
        api = messaging.MessagingApi(connection)
        key = str(uuid4())
        hello = messaging.TextMessage(text="こんにちは")
        push = messaging.PushMessageRequest(to=person.id, messages=[hello])
        sent = api.push_message(push, x_line_retry_key=key)
        assert len(sent.sent_messages) == 1
        with pytest.raises(messaging.ApiException) as conflict:
            api.push_message(push, x_line_retry_key=key)
        assert conflict.value.status == 409 and "x-line-accepted-request-id" in conflict.value.headers
        api.multicast(messaging.MulticastRequest(to=[person.id], messages=[hello]))
        assert api.get_bot_info().basic_id == "@yakuba"
        assert api.get_profile(person.id).display_name == "池袋 花子"
        assert api.get_message_quota_consumption().total_usage == 2
        assert api.get_followers(limit=10).user_ids == [person.id]
        assert api.get_rich_menu_list().richmenus == []
        assert api.issue_link_token(person.id).link_token
        _reads_figures(stand_in, api)
    assert person.received == 2
    assert asyncio.run(_used(LineClient(stand_in.credentials()))) == 42


def _reads_figures(stand_in: Sandbox, api: Any) -> None:
    from linebot.v3 import insight, messaging

    crowd, words = stand_in.world.add_crowd(40), messaging.TextMessage(text="訓練です")
    api.multicast(messaging.MulticastRequest(to=crowd, messages=[words], custom_aggregation_units=["drill"]))
    assert api.get_aggregation_unit_usage().num_of_custom_aggregation_units == 1
    assert api.get_aggregation_unit_name_list().custom_aggregation_units == ["drill"]
    figures = insight.Insight(insight.ApiClient(insight.Configuration(**_account(stand_in))))
    told = figures.get_statistics_per_unit("drill", "20261101", "20261130")
    assert told.overview.unique_impression == 24 and told.overview.unique_click is None
    with pytest.raises(insight.ApiException) as no:
        figures.get_statistics_per_unit("drill", "20261101", "20261202")
    assert no.value.status == 400


def _account(stand_in: Sandbox) -> dict[str, str]:
    return {"host": stand_in.base, "access_token": stand_in.world.account.access_token}


async def _used(client: LineClient) -> int:
    async with client:
        return await client.consumption()
