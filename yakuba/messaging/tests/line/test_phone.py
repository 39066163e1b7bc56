"""The telephones: what is drawn, what may be pressed, what is reported of it, and who may come in."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from yakuba.messaging.gateways.line_sandbox import deeds, styles
from yakuba.messaging.gateways.line_sandbox.bubbles import Bubbles
from yakuba.messaging.gateways.line_sandbox.pressing import action_at
from yakuba.messaging.gateways.line_sandbox.server import Sandbox
from yakuba.messaging.gateways.line_sandbox.state import Menu, Person, World
from yakuba.messaging.gateways.line_sandbox.webhooks import Event

Ask = Callable[..., tuple[int, str, dict[str, str]]]


@pytest.fixture
def ask(stand_in: Sandbox) -> Ask:
    """Asks the stand-in as a browser on this machine would."""

    async def run(
        method: str, path: str, data: Any, headers: dict[str, str]
    ) -> tuple[int, str, dict[str, str]]:
        async with (
            aiohttp.ClientSession() as session,
            session.request(
                method, stand_in.base + path, data=data, headers=headers, allow_redirects=False
            ) as answer,
        ):
            return answer.status, (await answer.read()).decode("utf-8", "replace"), dict(answer.headers)

    def asked(path: str, data: Any = None, *, method: str = "", **headers: str) -> Any:
        return asyncio.run(run(method or ("POST" if data is not None else "GET"), path, data, headers))

    return asked


@pytest.fixture
def reported(stand_in: Sandbox, monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """What the house would be told."""
    events: list[Event] = []
    monkeypatch.setattr(stand_in.webhooks, "send", events.extend)
    return events


def hanako(sandbox: Sandbox) -> Person:
    person = sandbox.world.phones["hanako"]
    person.follows = True
    return person


def say(sandbox: Sandbox, message: dict[str, Any]) -> str:
    return sandbox.world.show(hanako(sandbox), "house", message).id


def quick(action: dict[str, Any]) -> dict[str, Any]:
    return {"type": "text", "text": "どれ", "quickReply": {"items": [{"type": "action", "action": action}]}}


class TestAPerson:
    def test_follows_writes_presses_and_blocks(
        self, stand_in: Sandbox, ask: Ask, reported: list[Event]
    ) -> None:
        assert ask("/phones/taro/follow", {})[0] == 303
        assert ask("/phones/taro/say", {"words": "こんにちは\r\n区役所"})[0] == 303
        person = stand_in.world.phones["taro"]
        number = stand_in.world.show(
            person,
            "house",
            quick({"type": "postback", "label": "はい", "data": "a=1", "displayText": "はい"}),
        ).id
        assert "はい" in ask("/phones/taro/")[1]
        ask("/phones/taro/press", {"at": f"{number}/quickReply/items/0/action"})
        ask("/phones/taro/block", {})
        ask("/phones/taro/say", {"words": "聞こえますか"})
        ask("/phones/taro/follow", {})
        assert [one["type"] for one in reported] == ["follow", "message", "postback", "unfollow", "follow"]
        assert reported[1]["message"]["text"] == "こんにちは\n区役所"
        assert reported[2]["postback"] == {"data": "a=1"}
        assert [one["follow"]["isUnblocked"] for one in reported if "follow" in one] == [False, True]
        assert all("replyToken" in one for one in reported if one["type"] != "unfollow")

    @pytest.mark.parametrize(
        ("action", "form", "told"),
        [
            ({"type": "message", "label": "x", "text": "申請したい"}, {}, "message"),
            ({"type": "location", "label": "x"}, {}, "message"),
            ({"type": "camera", "label": "x"}, {}, "message"),
            ({"type": "datetimepicker", "label": "x", "data": "d", "mode": "date", "min": "2026-01-01"}, {"picked": "2026-12-01"}, "postback"),
            ({"type": "datetimepicker", "label": "x", "data": "d", "mode": "date", "min": "2026-01-01"}, {"picked": "2025-12-01"}, ""),
            ({"type": "richmenuswitch", "label": "x", "data": "s", "richMenuAliasId": "nowhere"}, {}, "postback"),
            ({"type": "clipboard", "label": "x", "clipboardText": "y"}, {}, ""),
            ({"type": "uri", "label": "x", "uri": "https://example.jp/"}, {}, ""),
        ],
    )  # fmt: skip
    def test_presses_every_kind_of_button(
        self, stand_in: Sandbox, ask: Ask, reported: list[Event], action: Any, form: dict[str, str], told: str
    ) -> None:
        number = say(stand_in, quick(action))
        assert ask("/phones/hanako/press", {"at": f"{number}/quickReply/items/0/action", **form})[0] == 303
        assert [one["type"] for one in reported] == ([told] if told else [])

    def test_takes_back_what_was_said_last(self, stand_in: Sandbox, ask: Ask, reported: list[Event]) -> None:
        hanako(stand_in)
        ask("/phones/hanako/say", {"words": "秘密"})
        ask("/phones/hanako/withdraw", {})
        assert reported[1]["unsend"] == {"messageId": reported[0]["message"]["id"]}
        assert "秘密" not in ask("/phones/hanako/")[1]

    def test_links_an_account_once(self, stand_in: Sandbox, ask: Ask, reported: list[Event]) -> None:
        token = stand_in.world.link_token(hanako(stand_in))
        address = f"/dialog/bot/accountLink?linkToken={token}&nonce={'n' * 43}"
        assert "池袋 花子さんのLINEを連携します" in ask(address)[1]
        form = {"linkToken": token, "nonce": "n" * 43}
        assert ask("/dialog/bot/accountLink", form)[0] == 303
        assert ask("/dialog/bot/accountLink", form)[0] == 400
        assert [one["link"] for one in reported] == [{"result": "ok", "nonce": "n" * 43}]
        assert ask(address)[0] == 400

    def test_switches_menus(self, stand_in: Sandbox, ask: Ask, reported: list[Event]) -> None:
        person = hanako(stand_in)
        switch = {"type": "richmenuswitch", "label": "つぎ", "data": "next", "richMenuAliasId": "b"}
        area = {"bounds": {"x": 0, "y": 0, "width": 1250, "height": 843}, "action": switch}
        told = {"size": {"width": 2500, "height": 843}, "chatBarText": "メニュー", "areas": [area]}
        stand_in.world.menus = {
            name: Menu(name, told, deeds.picture(), "image/png") for name in ("one", "two")
        }
        stand_in.world.default_menu, stand_in.world.aliases = "one", {"b": "two"}
        page = ask("/phones/hanako/")[1]
        assert "/menus/one" in page and "メニュー" in page
        assert ask("/menus/one")[2]["Content-Type"] == "image/png"
        ask("/phones/hanako/press", {"at": "menu/0/action"})
        assert person.menu == "two" and reported[0]["postback"]["params"]["status"] == "SUCCESS"


class TestDrawing:
    def test_words_are_words(self, stand_in: Sandbox, ask: Ask) -> None:
        evil = "<script>alert(1)</script>\"'&"
        flex = {"type": "text", "text": evil, "color": "red;}*{display:none", "size": '"><b>', "wrap": True}
        box = {
            "type": "box",
            "layout": "vertical",
            "contents": [flex],
            "backgroundColor": "url(x)",
            "cornerRadius": "1px;x",
        }
        uri = {"type": "button", "action": {"type": "uri", "label": evil, "uri": "javascript:alert(1)"}}
        bubble = {
            "type": "bubble",
            "body": box,
            "footer": {"type": "box", "layout": "vertical", "contents": [uri]},
        }
        say(stand_in, {"type": "flex", "altText": evil, "contents": bubble})
        say(stand_in, {"type": "text", "text": evil, "sender": {"name": evil}})
        say(stand_in, {"type": "unheard of<b>"})
        page = ask("/phones/hanako/")[1]
        talk = page[page.index('id="talk"') :]
        assert "<script>" not in talk and "javascript:" not in page and "display:none" not in page
        name = re.search(r"/flex/([0-9a-f]+)\.css", page)
        assert name and "url(" not in (styles.sheet(name[1]) or "")

    def test_addresses_in_words_can_be_followed_and_break_out_of_nothing(
        self, stand_in: Sandbox, ask: Ask
    ) -> None:
        evil = 'https://example.jp/a?b="onclick=x&c=<b>'
        say(
            stand_in,
            {"type": "text", "text": f"理由：https://example.jp/notices/7\n{evil} javascript:alert(1)"},
        )
        page = ask("/phones/hanako/")[1]
        talk = page[page.index('id="talk"') :]
        assert '<a href="https://example.jp/notices/7" target="_blank" rel="noreferrer">' in talk
        assert '"onclick' not in talk and "<b>" not in talk and talk.count("<a ") == 2

    def test_every_kind_of_message_is_drawn(self, stand_in: Sandbox, ask: Ask) -> None:
        act = {"type": "message", "label": "おす", "text": "おした"}
        parts: list[dict[str, Any]] = [
            {"type": "text", "text": "文字", "weight": "bold", "size": "xl", "flex": 2, "action": act},
            {"type": "text", "contents": [{"type": "span", "text": "部分", "color": "#ff0000"}]},
            {"type": "image", "url": "https://example.jp/a.png", "aspectRatio": "20:13", "size": "full"},
            {"type": "icon", "url": "https://example.jp/i.png"},
            {"type": "separator", "margin": "lg", "color": "#cccccc"},
            {"type": "filler"},
            {"type": "button", "style": "primary", "action": act, "color": "#0b5cad"},
            {
                "type": "box",
                "layout": "baseline",
                "spacing": "md",
                "contents": [],
                "paddingAll": "12px",
                "action": act,
            },
        ]
        body = {"type": "box", "layout": "vertical", "contents": parts}
        bubble = {"type": "bubble", "body": body, "styles": {"body": {"backgroundColor": "#ffffff"}}}
        column = {
            "text": "列",
            "title": "題",
            "actions": [act],
            "thumbnailImageUrl": "https://example.jp/a.png",
        }
        for message in (
            {"type": "flex", "altText": "x", "contents": bubble},
            {"type": "flex", "altText": "x", "contents": {"type": "carousel", "contents": [bubble, bubble]}},
            {"type": "template", "altText": "x", "template": {"type": "confirm", "text": "よいですか", "actions": [act, act]}},
            {"type": "template", "altText": "x", "template": {"type": "carousel", "columns": [column]}},
            {"type": "template", "altText": "x", "template": {"type": "image_carousel", "columns": [{"imageUrl": "https://x.jp/", "action": act}]}},
            {"type": "location", "title": "区役所", "address": "南池袋", "latitude": 1, "longitude": 2},
            {"type": "sticker", "packageId": "1", "stickerId": "1"},
        ):  # fmt: skip
            assert stand_in.api._sending._shapes.faults("Message", message) == []
            number = say(stand_in, message)
            drawn = Bubbles(stand_in.world, hanako(stand_in)).talk()
            for place in re.findall(rf'value="({number}/[^"]+)"', drawn):
                assert action_at(stand_in.world, hanako(stand_in), place) == act
        status, page, headers = ask("/phones/hanako/")
        assert status == 200 and "style=" not in page and "onclick" not in page
        assert "unsafe-inline" not in headers["Content-Security-Policy"]

    @pytest.mark.parametrize(
        "place", ["", "menu", "x", "1/2/3", "9" * 30, "menu/99/action", "../../etc", "1" + "/a" * 61]
    )
    def test_a_place_that_is_none_is_none(self, stand_in: Sandbox, place: str) -> None:
        say(stand_in, {"type": "text", "text": "x"})
        assert action_at(stand_in.world, hanako(stand_in), place) is None

    def test_only_what_is_new_is_sent(self, stand_in: Sandbox, ask: Ask) -> None:
        say(stand_in, {"type": "text", "text": "ひとつ"})
        seen = re.search(r'data-seen="([\d-]+)"', ask("/phones/hanako/talk?seen=0")[1])
        assert seen and ask(f"/phones/hanako/talk?seen={seen[1]}")[0] == 204
        say(stand_in, {"type": "text", "text": "ふたつ"})
        assert "ふたつ" in ask(f"/phones/hanako/talk?seen={seen[1]}")[1]


class TestTheDoor:
    def test_is_open_to_this_machine_alone(self, ask: Ask) -> None:
        assert ask("/", Host="evil.example:80")[0] == 403
        assert ask("/phones/hanako/follow", {}, Origin="http://evil.example")[0] == 403
        assert ask("/phones/hanako/follow", {}, Origin="null")[0] in (303, 403)
        assert ask("/", method="DELETE")[0] == 405

    @pytest.mark.parametrize(
        "path", ["/phones/nobody/", "/phones/hanako/fly", "/flex/x.css", "/menus/x", "/contents/1", "/x"]
    )
    def test_what_is_not_there_is_not_found(self, ask: Ask, path: str) -> None:
        assert ask(path)[0] == 404

    def test_bad_days_are_switched_on_the_page(self, stand_in: Sandbox, ask: Ask) -> None:
        form = {
            "fail": "12.5",
            "lose": "900",
            "busy": "x",
            "hold_ms": "30",
            "late_ms": "",
            "reorder": "on",
            "quota": "10",
        }
        assert ask("/switches", form)[0] == 303
        faults = stand_in.faults
        assert (faults.fail, faults.lose, faults.busy, faults.hold_ms, faults.reorder, faults.empty) == (
            12.5,
            100,
            0,
            30,
            True,
            False,
        )
        assert stand_in.world.account.quota == 10 and 'value="12.5"' in ask("/")[1]
        ask("/empty", {})
        assert not any(one.talk for one in stand_in.world.phones.values())


def test_what_must_survive_a_restart_does(tmp_path: Path) -> None:
    world = World(tmp_path, name="豊島区")
    person = world.phones["taro"]
    person.follows = True
    world.show(person, "house", {"type": "text", "text": "おぼえて"})
    world.menus["richmenu-1"] = Menu("richmenu-1", {"size": {}}, b"\x89PNG", "image/png")
    world.default_menu = "richmenu-1"
    world.save()
    assert (tmp_path / "world.json").stat().st_mode & 0o077 == 0, "it holds the channel's keys"
    again = World(tmp_path)
    assert again.account == world.account and again.account.name == "豊島区"
    assert again.phones["taro"].talk[0].message["text"] == "おぼえて" and again.phones["taro"].follows
    assert again.menus["richmenu-1"].picture == b"\x89PNG" and again.default_menu == "richmenu-1"
    (tmp_path / "world.json").write_text("{")
    assert World(tmp_path).phones["taro"].talk == []
