"""What LINE reports, read with care: unknown kinds and fields pass, what is malformed is left out.

LINE adds kinds and fields without notice, may report a thing twice, and in any order (its Messaging API reference).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

LONGEST_ID = 40
MOST_EVENTS = 1000
_MET = frozenset({"follow", "message", "postback", "accountLink"})
"""Only a friend in a chat of two can do these: whoever does has not blocked the house at that moment."""


@dataclass(frozen=True, slots=True)
class Reported:
    """One event as far as the house looks into it. `kind` is LINE's, a message's with its own after a dot."""

    event_id: str
    kind: str
    user_id: str
    message_id: str
    occurred_at: datetime
    told: Mapping[str, Any]


def events_in(report: object) -> tuple[str, list[Reported]]:
    """The `destination` of a report and its events. Raises ValueError where it is no report at all."""
    if not isinstance(report, dict) or not isinstance(report.get("events"), list):
        raise ValueError("no report of LINE")
    found = [one for one in map(_event, report["events"][:MOST_EVENTS]) if one is not None]
    return _text(report.get("destination")), found


def _event(told: object) -> Reported | None:
    if not isinstance(told, dict):
        return None
    event_id, kind = _text(told.get("webhookEventId")), _text(told.get("type"))
    occurred = moment(told.get("timestamp"))
    if not event_id or len(event_id) > LONGEST_ID or not kind or occurred is None:
        return None
    message = told.get("message") if kind == "message" else told.get("unsend")
    inner = message if isinstance(message, dict) else {}
    message_id = _text(inner.get("id") if kind == "message" else inner.get("messageId"))
    if kind == "message" and _text(inner.get("type")):
        kind = f"message.{inner['type']}"
    return Reported(
        event_id=event_id,
        kind=kind[:LONGEST_ID],
        user_id=_user(told.get("source")),
        message_id=message_id[:LONGEST_ID],
        occurred_at=occurred,
        told=told,
    )


def for_us(event: Reported) -> bool:
    """Whether the house acts on an event: from a person in a chat of two, and not handled by somebody else."""
    return bool(event.user_id) and event.told.get("mode", "active") == "active"


def moment(value: object) -> datetime | None:
    """LINE's milliseconds as a moment, None for what is none."""
    if type(value) is not int or not 0 < value < 10**14:
        return None
    try:
        return datetime.fromtimestamp(value / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def follows_after(kind: str) -> bool | None:
    """Whether somebody is a friend after this kind of event; None where it tells nothing."""
    if kind == "unfollow":
        return False
    return True if kind.partition(".")[0] in _MET else None


def decides(at: datetime, event_id: str, decided_at: datetime, decided_by: str) -> bool:
    """Whether an event is newer than the one that holds; of two in one millisecond the id decides, in whatever order they come."""
    return (at, event_id) > (decided_at, decided_by)


def shown(messages: object) -> str:
    """What messages say, in plain words: for the list of what went out and for those who cannot see them."""
    lines: list[str] = []
    for one in messages if isinstance(messages, list | tuple) else ():
        if isinstance(one, Mapping):
            lines.append(
                _text(one.get("text")) or _text(one.get("altText")) or f"（{_text(one.get('type'))}）"
            )
    return "\n".join(lines)


def part(told: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """An object inside an event, empty where there is none."""
    found: Any = told
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def text_of(told: Mapping[str, Any], name: str, longest: int = 5000) -> str:
    """A text inside an event, "" where there is none; broken characters and NUL cannot be stored and go."""
    return _text(told.get(name))[:longest]


def _text(value: object) -> str:
    if not isinstance(value, str):
        return ""
    return value.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def _user(source: object) -> str:
    if not isinstance(source, dict) or source.get("type") != "user":
        return ""
    user_id = _text(source.get("userId"))
    return user_id if len(user_id) <= LONGEST_ID else ""
