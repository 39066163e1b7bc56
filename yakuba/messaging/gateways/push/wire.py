"""What travels between the house and push services, and the ways in which they say no."""

from dataclasses import dataclass
from enum import StrEnum

from yakuba.messaging.rules.push import Subscription


class Urgency(StrEnum):
    """How much a device that saves its battery should hurry (RFC 8030 5.3)."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Push:
    """One message for one browser. `topic` (32 letters at most) replaces what the service still holds under it."""

    to: Subscription
    payload: bytes
    topic: str
    ttl_s: int
    urgency: Urgency = Urgency.NORMAL


class PushRefused(Exception):
    """The push service refuses this message for good, or we do not call such an address. `status` 0: never called.

    Neither the words nor the exception hold an address: whoever knows it can write to the device. `unsure`: an earlier try
    of the same message was not answered, the device may have it.
    """

    unsure = False

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


class PushGone(PushRefused):
    """The subscription is no more (404, 410): it is to be forgotten."""


class PushAway(Exception):
    """Not taken for now: 429, 5xx, no answer. `sure`: certainly not taken. `wait_s` is what the service asked for."""

    def __init__(self, sentence: str, *, sure: bool = False, wait_s: int = 0) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.sure = sure
        self.wait_s = wait_s


SENTENCES = {
    400: "通知の事業者が、この内容を受け付けませんでした。",
    401: "通知の事業者が、役場の鍵を認めませんでした。",
    403: "通知の事業者が、役場の鍵を認めませんでした。",
    404: "端末の登録が、もうありません。",
    410: "端末の登録が、もうありません。",
    413: "通知が長すぎます。",
}
NOT_CALLED = "知らない事業者の番地なので、送りませんでした。"
NO_ANSWER = "通知の事業者から返事がありません。"
BUSY = "通知の事業者が、いまは受け付けられないと答えました。"


def refused(status: int) -> PushRefused:
    """A no as an exception."""
    sentence = SENTENCES.get(status, f"通知の事業者が断りました（{status}）。")
    return (PushGone if status in (404, 410) else PushRefused)(status, sentence)
