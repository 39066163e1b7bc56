"""What every gateway is: something that can be opened, carries one message after another, and says whose fault it was."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from yakuba.messaging.rules.push import Notice
from yakuba.messaging.rules.retries import Fault


class NotCarried(Exception):
    """The outside system did not take the message, or did not say that it did. `words` hold no address.

    `wait` is how long the system asked to be left alone, at least.
    """

    def __init__(self, fault: Fault, words: str, *, wait: timedelta = timedelta(0)) -> None:
        super().__init__(words)
        self.fault = fault
        self.words = words
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message ready to leave. `header_id` is the same at every attempt: a duplicate is recognisable by it.

    `line` is a letter to LINE (`LineLetter`), "" in every other channel; `notice` is what a device shows, `ttl_s` how long
    its push service keeps it: None and 0 in every other channel.
    """

    header_id: str
    address: str
    subject: str
    body: str
    language: str
    written_at: datetime
    line: str = ""
    notice: Notice | None = None
    ttl_s: int = 0


class Session(Protocol):
    """An open way to the outside system, used for many messages."""

    def carry(self, outgoing: Outgoing) -> None:
        """Hand over one message and return when it was taken; raise NotCarried otherwise."""


class Gateway(Protocol):
    """One outside system. To add a channel: write one of these, name it in the registry, write its deliveries."""

    channel: str

    def opened(self) -> AbstractContextManager[Session]:
        """Connect; raises NotCarried (unreachable). Leaving the block closes the connection and never raises."""
