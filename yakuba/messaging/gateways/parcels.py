"""What ways that tell one person after the other carry."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message for one person. `key` is the same at every attempt; `stop_url` "" where nothing can be stopped.

    `unsure_since`: a call was made since then of which nobody knows the answer; None where there was none.
    """

    key: str
    address: str
    subject: str
    body: str
    language: str
    stop_url: str = ""
    unsure_since: datetime | None = None


class Carrier(Protocol):
    """An open way: takes one parcel after the other."""

    def carry(self, parcel: Parcel) -> None:
        """Hand one over and return when it was taken; raise NotCarried otherwise."""
