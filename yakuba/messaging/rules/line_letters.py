"""What goes to LINE in one delivery, as it is kept between writing and sending."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

MOST_MESSAGES = 5
LARGEST = 200_000


@dataclass(frozen=True, slots=True)
class LineLetter:
    """1 to 5 messages of LINE's kinds for one friend of a channel.

    `reply` is the token of the event they answer, "" where they answer none; it holds until `reply_until` (seconds of
    the epoch). `quiet` sends without a sound.
    """

    channel: str
    messages: list[dict[str, Any]]
    reply: str = ""
    reply_until: float = 0.0
    quiet: bool = False


def written(letter: LineLetter) -> str:
    """The letter as text."""
    return json.dumps(asdict(letter), ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> LineLetter:
    """The letter again."""
    return LineLetter(**json.loads(text))


def checked(messages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The messages as they are kept. Raises ValueError for what LINE can never take: a mistake of the caller."""
    if not 1 <= len(messages) <= MOST_MESSAGES:
        raise ValueError(f"LINE takes 1 to {MOST_MESSAGES} messages at a time")
    kept = [dict(one) for one in messages]
    if not all(isinstance(one.get("type"), str) for one in kept):
        raise ValueError("every message of LINE says of which type it is")
    if len(json.dumps(kept, ensure_ascii=False)) > LARGEST:
        raise ValueError("too much for one call of LINE")
    return kept
