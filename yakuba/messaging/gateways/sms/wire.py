"""What travels between the house and a provider of short messages, and the ways in which it says no.

The shapes are those of the Messages resource of Twilio's REST API, version 2010-04-01, which other providers copy.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from yakuba.messaging.gateways.base import NotCarried
from yakuba.messaging.rules.retries import Fault
from yakuba.messaging.rules.sms import OF_THE_NUMBER, is_service

VERSION = "2010-04-01"
NO_ANSWER = "SMSの事業者から返事がありません。"
NOT_UNDERSTOOD = "SMSの事業者の返事を読めません。"
BUSY = "SMSの事業者が、いまは受け付けられないと答えました"
CLOSED = "SMSの事業者が、役所からの送信を断りました"
REFUSED = "SMSの事業者が、この番号を受け付けませんでした"


@dataclass(frozen=True, slots=True)
class SmsAccount:
    """The office at the provider. Printing it shows no secret."""

    base: str
    sid: str
    token: str = field(repr=False)
    sender: str

    @property
    def messages(self) -> str:
        """Where messages are created and listed."""
        return f"{self.base.rstrip('/')}/{VERSION}/Accounts/{self.sid}/Messages.json"

    @property
    def authorization(self) -> str:
        """The header by which the office is known (RFC 7617)."""
        return "Basic " + b64encode(f"{self.sid}:{self.token}".encode()).decode()

    def form(self, to: str, body: str) -> dict[str, str]:
        """The fields of a new message."""
        name = "MessagingServiceSid" if is_service(self.sender) else "From"
        return {"To": to, name: self.sender, "Body": body}


def no_of(status: int, data: Mapping[str, Any] | None, wait: timedelta) -> NotCarried:
    """A no of the provider: whose fault it is. Of its answer nothing is repeated but the number of the code."""
    code = data.get("code") if data else None
    number = code if isinstance(code, int) and not isinstance(code, bool) and 0 < code < 10**6 else 0
    said = f"（{status}、{number}）。" if number else f"（{status}）。"
    if status == 429:
        return NotCarried(Fault.UNREACHABLE, f"{BUSY}{said}", wait=wait)
    if status >= 500 or status == 408:
        return NotCarried(Fault.BROKEN_OFF, f"{BUSY}{said}", wait=wait)
    if status == 400 and number in OF_THE_NUMBER:
        return NotCarried(Fault.PERMANENT, f"{REFUSED}{said}")
    return NotCarried(Fault.CLOSED, f"{CLOSED}{said}")
