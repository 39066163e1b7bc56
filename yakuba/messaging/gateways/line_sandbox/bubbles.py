"""One line of a chat as HTML: the kinds of messages of LINE, what a person wrote, what happened."""

import re
from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any

from yakuba.kernel.clock import TOKYO
from yakuba.messaging.gateways.line_sandbox.flex import Flex
from yakuba.messaging.gateways.line_sandbox.pressing import Press
from yakuba.messaging.gateways.line_sandbox.state import Person, Said, World
from yakuba.messaging.gateways.line_sandbox.styles import Styles

WORDLESS = {
    "sticker": "スタンプ",
    "image": "写真",
    "video": "動画",
    "audio": "音声",
    "imagemap": "画像",
    "coupon": "クーポン",
}
Message = Mapping[str, Any]
_ADDRESS = re.compile(r"(https?://[!-~]+)")


class Bubbles:
    """Draws the chat of one telephone."""

    def __init__(self, world: World, person: Person) -> None:
        self.styles = Styles()
        self._world = world
        self._person = person
        self._press = Press()
        self._flex = Flex(self.styles, self._press)

    def talk(self) -> str:
        """The whole chat, oldest first; a new day says so."""
        drawn, day = [], ""
        for said in self._person.talk:
            moment = datetime.fromtimestamp(said.at_ms / 1000, TOKYO)
            if (today := f"{moment.month}月{moment.day}日（{'月火水木金土日'[moment.weekday()]}）") != day:
                drawn.append(f'<p class="day"><span>{today}</span></p>')
                day = today
            drawn.append(self._said(said, f"{moment:%H:%M}"))
        return "".join(drawn) + self._quick_replies()

    def _said(self, said: Said, time: str) -> str:
        if said.side == "note":
            return f'<p class="note"><span>{escape(str(said.message["text"]))}</span></p>'
        stamp = f"<time>{'既読 ' if said.side == 'person' else ''}{time}</time>"
        if said.side == "person":
            return f'<div class="row mine">{stamp}{self._own(said.message)}</div>'
        sender = said.message.get("sender") or {}
        name = escape(str(sender.get("name") or self._world.account.name))
        face = f'<span class="face" aria-hidden="true">{name[:1]}</span>'
        inner = self._message(said.message, said.id)
        return f'<div class="row house">{face}<div class="told"><b class="who">{name}</b><div class="with">{inner}{stamp}</div></div></div>'

    def _own(self, message: Message) -> str:
        kind = message.get("type")
        if kind == "text":
            return f'<div class="balloon">{_text(message.get("text"))}</div>'
        if kind == "location":
            return f'<div class="balloon place"><b>{_text(message.get("title"))}</b><br>{_text(message.get("address"))}</div>'
        if kind == "image":
            return f'<img class="photo" src="/contents/{escape(str(message.get("id")))}" alt="送った写真">'
        return f'<div class="balloon">（{WORDLESS.get(str(kind), "そのほか")}）</div>'

    def _message(self, message: Message, at: str) -> str:
        kind = str(message.get("type"))
        if kind in ("text", "textV2"):
            return f'<div class="balloon">{_linked(message.get("text"))}</div>'
        if kind == "flex":
            return self._flex.container(message["contents"], f"{at}/contents")
        if kind == "template":
            return self._template(message["template"], f"{at}/template")
        if kind == "location":
            return f'<div class="balloon place"><b>{_text(message["title"])}</b><br>{_text(message["address"])}</div>'
        return f'<div class="balloon placeholder">{WORDLESS.get(kind, escape(kind))}</div>'

    def _template(self, template: Message, at: str) -> str:
        if "columns" in template:
            cards = [self._card(one, f"{at}/columns/{n}") for n, one in enumerate(template["columns"])]
            return f'<div class="fx-carousel" tabindex="0" role="group" aria-label="横に並んだカード">{"".join(cards)}</div>'
        return self._card(template, at)

    def _card(self, card: Message, at: str) -> str:
        picture = (
            '<div class="fx-image fx-wide-full wide" role="img" aria-label="画像"><span>画像</span></div>'
        )
        top = picture if card.get("thumbnailImageUrl") or card.get("imageUrl") else ""
        title = f"<b>{_text(card['title'])}</b>" if card.get("title") else ""
        words = f"<p>{_text(card.get('text'))}</p>" if card.get("text") else ""
        actions = card.get("actions") or ([card["action"]] if card.get("action") else [])
        where = f"{at}/actions/" if card.get("actions") else f"{at}/action"
        buttons = "".join(
            self._press.button(one, f"{where}{n}" if card.get("actions") else where, "fx-button fx-link")
            for n, one in enumerate(actions)
        )
        side = " side" if card.get("type") == "confirm" else ""
        return f'<div class="fx-bubble fx-kilo card">{top}<div class="fx-body">{title}{words}</div><div class="fx-footer{side}">{buttons}</div></div>'

    def _quick_replies(self) -> str:
        """The buttons under the last message; they go with the next word of either side."""
        last = self._person.talk[-1] if self._person.talk else None
        items = (last.message.get("quickReply") or {}).get("items") if last and last.side == "house" else None
        if not items or last is None:
            return ""
        buttons = "".join(
            self._press.button(one.get("action"), f"{last.id}/quickReply/items/{n}/action", "quick")
            for n, one in enumerate(items)
        )
        return f'<div class="quicks" role="group" aria-label="返事の候補">{buttons}</div>'

    def menu(self) -> str:
        """The rich menu with its areas, "" where there is none."""
        menu = self._world.menu_of(self._person)
        if menu is None:
            return ""
        size, areas = menu.told["size"], []
        for number, area in enumerate(menu.told["areas"]):
            place = area["bounds"]
            rule = self.styles.rule(
                f"left:{place['x'] / size['width']:.4%};top:{place['y'] / size['height']:.4%};"
                f"width:{place['width'] / size['width']:.4%};height:{place['height'] / size['height']:.4%}"
            )
            areas.append(self._press.button(area["action"], f"menu/{number}/action", f"area {rule}"))
        ratio = self.styles.rule(f"aspect-ratio:{size['width']}/{size['height']}")
        return f'<div class="menu {ratio}"><img src="/menus/{menu.id}" alt="">{"".join(areas)}</div>'

    def menu_name(self) -> str:
        """What the bar under the chat says."""
        menu = self._world.menu_of(self._person)
        return str(menu.told["chatBarText"]) if menu else ""


def _text(value: object) -> str:
    return escape(str(value or "")).replace("\n", "<br>")


def _linked(value: object) -> str:
    """Words with their addresses to follow, as LINE shows them."""
    parts = _ADDRESS.split(str(value or ""))
    return "".join(
        f'<a href="{escape(part)}" target="_blank" rel="noreferrer">{escape(part)}</a>'
        if at % 2
        else _text(part)
        for at, part in enumerate(parts)
    )
