"""What every gateway is: something that can be opened, carries one message after another, and says whose fault it was."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from yakuba.messaging.rules.retries import Fault


class NotCarried(Exception):
    """The outside system did not take the message, or did not say that it did. `words` hold no address."""

    def __init__(self, fault: Fault, words: str) -> None:
        super().__init__(words)
        self.fault = fault
        self.words = words


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message ready to leave. `header_id` is the same at every attempt: a duplicate is recognisable by it.

    `line` is a letter to LINE (`LineLetter`), "" in every other channel.
    """

    header_id: str
    address: str
    subject: str
    body: str
    language: str
    written_at: datetime
    line: str = ""


class Session(Protocol):
    """An open way to the outside system, used for many messages."""

    def carry(self, outgoing: Outgoing) -> None:
        """Hand over one message and return when it was taken; raise NotCarried otherwise."""


class Gateway(Protocol):
    """One outside system. To add a channel: write one of these, name it in the registry, write its deliveries."""

    channel: str

    def opened(self) -> AbstractContextManager[Session]:
        """Connect; raises NotCarried (unreachable). Leaving the block closes the connection and never raises."""
