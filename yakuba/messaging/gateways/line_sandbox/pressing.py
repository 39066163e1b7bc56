"""What can be pressed in a chat: where it stands in a message, how it is drawn, which action it is.

A button carries only the place of its action (`123/contents/body/contents/0/action`); the action itself is read from
the message the stand-in keeps.
"""

import re
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlsplit

from yakuba.messaging.gateways.line_sandbox.state import Person, World

_PLACE = re.compile(r"(\d{1,20}|menu)((?:/[A-Za-z0-9]{1,20}){0,60})")
OPENED = ("http", "https", "tel", "mailto")
Action = Mapping[str, Any]


class Press:
    """Draws what can be pressed on one telephone. All buttons belong to the form `press` of the page."""

    def button(self, action: object, at: str, classes: str) -> str:
        """A button, a link, or a field for a date with its button."""
        if not isinstance(action, Mapping):
            return ""
        label = escape(label_of(action))
        if action.get("type") == "uri":
            return f'<a class="{classes}" href="{escape(safe(action))}" target="_blank" rel="noreferrer">{label}</a>'
        if action.get("type") == "datetimepicker":
            return (
                f'<form class="pick" method="post" action="press"><input type="hidden" name="at" value="{escape(at)}">'
                f'<input type="{_FIELDS.get(str(action.get("mode")), "date")}" name="picked" aria-label="{label}"'
                f' required{_bounds(action)}><button class="{classes}">{label}</button></form>'
            )
        return f'<button class="{classes}" form="press" name="at" value="{escape(at)}">{label}</button>'

    def cover(self, action: object, at: str) -> str:
        """A whole area that can be pressed, "" where nothing happens."""
        if not isinstance(action, Mapping):
            return ""
        return self.button(action, at, "cover")


_FIELDS = {"date": "date", "time": "time", "datetime": "datetime-local"}


def _bounds(action: Action) -> str:
    told = (("min", "min"), ("max", "max"), ("initial", "value"))
    return "".join(f' {name}="{escape(str(action[key]))}"' for key, name in told if action.get(key))


def label_of(action: Action) -> str:
    """What a button says."""
    for name in ("label", "displayText", "text"):
        if action.get(name):
            return str(action[name])
    return {"uri": "ひらく", "postback": "えらぶ", "location": "位置情報を送る"}.get(
        str(action.get("type")), "おす"
    )


def safe(action: Action) -> str:
    """The address of an action, if a browser may be sent there."""
    uri = str(action.get("uri", ""))
    try:
        return uri if urlsplit(uri).scheme in OPENED else "#"
    except ValueError:
        return "#"


def action_at(world: World, person: Person, place: str) -> Action | None:
    """The action at a place of this telephone, None where there is none."""
    found = _PLACE.fullmatch(place)
    if found is None:
        return None
    if found[1] == "menu":
        menu = world.menu_of(person)
        value: Any = menu.told["areas"] if menu else None
    else:
        said = next((one for one in person.talk if one.id == found[1] and one.side == "house"), None)
        value = said.message if said else None
    for step in found[2].split("/")[1:]:
        value = _inside(value, step)
    return value if isinstance(value, Mapping) and isinstance(value.get("type"), str) else None


def _inside(value: Any, step: str) -> Any:
    if isinstance(value, list):
        return value[int(step)] if step.isdecimal() and len(step) < 4 and int(step) < len(value) else None
    return value.get(step) if isinstance(value, Mapping) else None
