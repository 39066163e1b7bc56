"""What a person does at a telephone, and what LINE reports of it to the house."""

import io
from functools import cache
from typing import Any

from PIL import Image, ImageDraw, ImageOps

from yakuba.messaging.gateways.line_sandbox.pressing import action_at, label_of
from yakuba.messaging.gateways.line_sandbox.state import Person, World
from yakuba.messaging.gateways.line_sandbox.webhooks import Webhooks

LONGEST = 5000
OFFICE = {
    "title": "豊島区役所",
    "address": "東京都豊島区南池袋2-45-1",
    "latitude": 35.7263,
    "longitude": 139.7167,
}


@cache
def picture() -> bytes:
    """A photograph of nothing in particular: evening sky over a street."""
    image = Image.linear_gradient("L").resize((480, 360))
    sky = ImageOps.colorize(image, "#35588c", "#f2c48d", mid="#b9a9c2")
    draw = ImageDraw.Draw(sky)
    for left, top, wide in ((0, 190, 90), (80, 130, 70), (170, 210, 120), (280, 95, 80), (350, 170, 130)):
        draw.rectangle((left, top, left + wide, 360), fill="#27344a")
        for light in range(top + 18, 330, 34):
            draw.rectangle((left + 22, light, left + 34, light + 12), fill="#f6d27a")
    written = io.BytesIO()
    sky.save(written, "PNG", optimize=True)
    return written.getvalue()


Form = dict[str, str]


def follow(world: World, webhooks: Webhooks, person: Person, form: Form) -> None:
    """Become a friend, or one again."""
    if person.reached():
        return
    again = person.blocks
    person.follows, person.blocks = True, False
    words = "ブロックを解除しました" if again else f"{world.account.name}を友だちに追加しました"
    world.show(person, "note", {"text": words})
    webhooks.happened(person, "follow", follow={"isUnblocked": again})


def block(world: World, webhooks: Webhooks, person: Person, form: Form) -> None:
    """Block the account."""
    if not person.reached():
        return
    person.blocks = True
    world.show(person, "note", {"text": "ブロックしました"})
    webhooks.happened(person, "unfollow")


def say(world: World, webhooks: Webhooks, person: Person, form: Form) -> None:
    """Write something."""
    words = form.get("words", "").replace("\r\n", "\n").strip()[:LONGEST]
    if words and person.reached():
        _message(world, webhooks, person, {"type": "text", "text": words})


def photo(world: World, webhooks: Webhooks, person: Person, form: Form) -> None:
    """Send a small picture that the stand-in has at hand."""
    if not person.reached():
        return
    message = _message(world, webhooks, person, {"type": "image"}, contentProvider={"type": "line"})
    world.contents[message["id"]] = ("image/png", picture())


def place(world: World, webhooks: Webhooks, person: Person, form: Form) -> None:
    """Send where one is: the ward office."""
    if person.reached():
        _message(world, webhooks, person, {"type": "location", **OFFICE})


def withdraw(world: World, webhooks: Webhooks, person: Person, form: Form) -> None:
    """Take back what one wrote last."""
    last = next((one for one in reversed(person.talk) if one.side == "person"), None)
    if last is None or not person.reached():
        return
    said_id = last.message.get("id", last.id)
    last.side, last.message = "note", {"text": "メッセージの送信を取り消しました"}
    person.changed += 1
    webhooks.happened(person, "unsend", unsend={"messageId": said_id})


def press(world: World, webhooks: Webhooks, person: Person, form: Form) -> None:
    """Press a button of a message or of the menu: whatever its action says happens."""
    action = action_at(world, person, form.get("at", ""))
    if action is None or not person.reached():
        return
    kind = action["type"]
    if kind == "message":
        _message(world, webhooks, person, {"type": "text", "text": str(action["text"])})
    elif kind == "postback":
        _postback(world, webhooks, person, str(action["data"]), str(action.get("displayText") or ""))
    elif kind == "datetimepicker":
        _picked(world, webhooks, person, dict(action), form.get("picked", ""))
    elif kind == "richmenuswitch":
        _switched(world, webhooks, person, dict(action))
    elif kind == "location":
        place(world, webhooks, person, form)
    elif kind in ("camera", "cameraRoll"):
        photo(world, webhooks, person, form)
    elif kind == "clipboard":
        world.show(person, "note", {"text": f"「{label_of(action)}」を写しました"})


def _message(
    world: World, webhooks: Webhooks, person: Person, message: dict[str, Any], **more: Any
) -> dict[str, Any]:
    said = world.show(person, "person", message)
    message["id"] = said.id
    quoted = {"quoteToken": "q" * 32} if message["type"] in ("text", "image", "sticker", "video") else {}
    webhooks.happened(person, "message", message={**message, **quoted, **more})
    return message


def _postback(
    world: World,
    webhooks: Webhooks,
    person: Person,
    data: str,
    shown: str,
    params: dict[str, str] | None = None,
) -> None:
    if shown:
        world.show(person, "person", {"type": "text", "text": shown})
    told: dict[str, Any] = {"data": data} | ({"params": params} if params else {})
    webhooks.happened(person, "postback", postback=told)
    person.changed += 1


def _picked(world: World, webhooks: Webhooks, person: Person, action: dict[str, Any], picked: str) -> None:
    mode = str(action["mode"])
    least, most = str(action.get("min", "")), str(action.get("max", "~"))
    if not picked or len(picked) > 16 or not least <= picked <= most:
        return
    _postback(world, webhooks, person, str(action["data"]), picked.replace("T", " "), {mode: picked})


def _switched(world: World, webhooks: Webhooks, person: Person, action: dict[str, Any]) -> None:
    alias = str(action["richMenuAliasId"])
    found = world.aliases.get(alias, "")
    well = found in world.menus
    if well:
        person.menu = found
    params = {"newRichMenuAliasId": alias, "status": "SUCCESS" if well else "RICHMENU_ALIAS_ID_NOTFOUND"}
    _postback(world, webhooks, person, str(action["data"]), "", params)
