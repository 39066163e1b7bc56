"""Messages as LINE takes them: texts, cards side by side, quick replies. Nothing here knows what is said."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from yakuba.portal.rules.line_wishes import Wish

Message = dict[str, Any]
Part = dict[str, Any]

LONGEST_LABEL = 20
LONGEST_TEXT = 4800
LONGEST_ALT = 380
MOST_QUICK = 13
MOST_CARDS = 10
TONE, INK, QUIET, PALE = "#0b5cad", "#1a1a1c", "#5f6368", "#eef4fb"
_READING = re.compile(r"（[\u3041-\u30ffー・、 ]+）")


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press: what it says, and what it asks for or where it leads. `day` asks for a date besides."""

    label: str
    wish: Wish | None = None
    url: str = ""
    day: bool = False

    def action(self) -> Part:
        """As LINE takes it."""
        label = short(self.label)
        if self.url:
            return {"type": "uri", "label": label, "uri": self.url}
        data = self.wish.data if self.wish else "menu"
        if self.day:
            return {"type": "datetimepicker", "label": label, "data": data, "mode": "date"}
        return {"type": "postback", "label": label, "data": data, "displayText": self.label[:300]}


@dataclass(frozen=True, slots=True)
class Card:
    """A card: a line above (a mark), title, words, facts (name and value), buttons (the first is the
    important one, unless they are `equal`)."""

    title: str
    words: str = ""
    over: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    buttons: tuple[Button, ...] = ()
    wide: bool = True
    equal: bool = False


def short(label: str, most: int = LONGEST_LABEL) -> str:
    """A label of at most 20 characters; readings in brackets go first."""
    if len(label) > most:
        label = _READING.sub("", label).replace(" ", "") if _READING.search(label) else label
    return label if len(label) <= most else f"{label[: most - 1]}…"


def text(words: str, quick: Sequence[Button] = ()) -> Message:
    """A text, with what may be pressed instead of typing."""
    return with_quick({"type": "text", "text": words[:LONGEST_TEXT]}, quick)


def with_quick(message: Message, quick: Sequence[Button]) -> Message:
    """The same message with quick replies (at most 13): they go away with the next message."""
    if not quick:
        return message
    items = [{"type": "action", "action": one.action()} for one in quick[:MOST_QUICK]]
    return {**message, "quickReply": {"items": items}}


def cards(alt: str, shown: Sequence[Card]) -> Message:
    """One card, or up to ten side by side. `alt` is what the list of talks and a screen reader say."""
    bubbles = [_bubble(one) for one in shown[:MOST_CARDS]]
    contents = bubbles[0] if len(bubbles) == 1 else {"type": "carousel", "contents": bubbles}
    return {"type": "flex", "altText": alt[:LONGEST_ALT], "contents": contents}


def _bubble(card: Card) -> Part:
    inner: list[Part] = []
    if card.over:
        inner.append(_text(card.over, size="xs", color=TONE, weight="bold"))
    inner.append(
        _text(card.title, size="md", weight="bold", color=INK, **({"margin": "sm"} if card.over else {}))
    )
    if card.words:
        inner.append(_text(card.words, size="sm", color=QUIET, margin="md"))
    for name, value in card.facts:
        inner.append(
            {
                "type": "box",
                "layout": "baseline",
                "margin": "sm",
                "spacing": "sm",
                "contents": [
                    _text(name, size="xs", color=QUIET, flex=3),
                    _text(value, size="sm", color=INK, flex=5),
                ],
            }
        )
    bubble: Part = {
        "type": "bubble",
        "size": "mega" if card.wide else "kilo",
        "body": {"type": "box", "layout": "vertical", "contents": inner},
    }
    if card.buttons:
        buttons = [_button(one, first=at == 0 and not card.equal) for at, one in enumerate(card.buttons)]
        bubble["footer"] = {"type": "box", "layout": "vertical", "spacing": "sm", "contents": buttons}
    return bubble


def _text(words: str, **look: Any) -> Part:
    return {"type": "text", "text": words or "—", "wrap": True, **look}


def _button(button: Button, *, first: bool) -> Part:
    look = {"style": "primary", "color": TONE} if first else {"style": "secondary"}
    return {"type": "button", "height": "sm", "action": button.action(), **look}
