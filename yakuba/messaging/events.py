"""What messaging tells the floors above."""

from dataclasses import dataclass

from yakuba.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DeliveryFailed(Event):
    """The office gave up a delivery: `key` is the one its writer gave. The list of deliveries shows it to staff."""

    delivery_id: str
    key: str
    template: str
    channel: str


@dataclass(frozen=True, kw_only=True)
class LineChannelConnected(Event):
    """LINE took the credentials of a channel that was new, changed or refused before: it can be furnished (menus)."""

    code: str


@dataclass(frozen=True, kw_only=True)
class LineFollowed(Event):
    """Somebody became a friend of a channel; `again` after they had blocked it. `event_id` may be answered."""

    friend_id: int
    event_id: int
    again: bool


@dataclass(frozen=True, kw_only=True)
class LineUnfollowed(Event):
    """Somebody blocked a channel: nothing reaches them there any more."""

    friend_id: int


@dataclass(frozen=True, kw_only=True)
class LineTextReceived(Event):
    """A friend wrote something; its words are at `line_text(event_id)` until they are taken back or forgotten."""

    friend_id: int
    event_id: int


@dataclass(frozen=True, kw_only=True)
class LineContentReceived(Event):
    """A friend sent something else than words: `kind` is LINE's (image, video, audio, file, sticker, location)."""

    friend_id: int
    event_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class LinePostbackReceived(Event):
    """A friend pressed a button of ours: `data` is what we gave it, `picked` the date or time they chose."""

    friend_id: int
    event_id: int
    data: str
    picked: str


@dataclass(frozen=True, kw_only=True)
class LineMessageWithdrawn(Event):
    """A friend took back a message; its words are gone. `event_id` is the event that had brought them."""

    friend_id: int
    event_id: int


@dataclass(frozen=True, kw_only=True)
class LineAccountLinked(Event):
    """A friend linked the account of a resident. `event_id` may be answered."""

    friend_id: int
    event_id: int
    resident_id: int


@dataclass(frozen=True, kw_only=True)
class LineAccountUnlinked(Event):
    """The link between a friend and a resident's account was taken away."""

    friend_id: int
    resident_id: int
