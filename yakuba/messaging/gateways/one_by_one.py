"""Ways of campaigns that tell one person after the other: mail to many, and short messages to telephones."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings

from yakuba.kernel import clock
from yakuba.messaging.gateways.base import NotCarried, Outgoing
from yakuba.messaging.gateways.smtp import SmtpGateway, SmtpSession, built
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.rules.retries import Fault
from yakuba.messaging.ways import NO_SMS, is_offered

_MARKS = ("to-7c1f@invalid.example", "id-7c1f", "https://invalid.example/stop-7c1f")


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message for one person. `key` is the same at every attempt; `stop_url` "" where nothing can be stopped."""

    key: str
    address: str
    subject: str
    body: str
    language: str
    stop_url: str = ""


class Carrier(Protocol):
    """An open way: takes one parcel after the other."""

    def carry(self, parcel: Parcel) -> None:
        """Hand one over and return when it was taken; raise NotCarried otherwise."""


class BulkMail:
    """Many mails with the same words over one connection: the words are laid out once, the heads are filled in."""

    def __init__(self, session: SmtpSession) -> None:
        self._session = session
        self._laid_out: tuple[tuple[str, str, str], bytes] | None = None

    def carry(self, parcel: Parcel) -> None:
        """Send one mail, with the heads by which it can be stopped at one click (RFC 8058)."""
        if any(mark in "\r\n\0" for mark in parcel.address) or "@" not in parcel.address:
            raise NotCarried(Fault.PERMANENT, "あて先のメールアドレスの形が正しくありません。")
        content = self._content(parcel)
        heads = (parcel.address, f"<{parcel.key}@{domain()}>", parcel.stop_url)
        for mark, value in zip(_MARKS, heads, strict=True):
            content = content.replace(mark.encode(), value.encode(), 2)
        self._session.carry_content(parcel.address, content)

    def _content(self, parcel: Parcel) -> bytes:
        words = (parcel.subject, parcel.body, parcel.language)
        if self._laid_out is None or self._laid_out[0] != words:
            mail = built(Outgoing(_MARKS[1], _MARKS[0], *words, clock.now()))
            del mail["Auto-Submitted"]
            mail["Precedence"] = "bulk"
            mail["List-Unsubscribe"] = f"<{_MARKS[2]}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
            self._laid_out = (words, mail.as_bytes())
        return self._laid_out[1]


def domain() -> str:
    """Where Message-IDs of the house end."""
    return str(settings.DEFAULT_FROM_EMAIL.rpartition("@")[2])


@contextmanager
def opened_mail() -> Iterator[BulkMail]:
    """The office's mail server; raises NotCarried (unreachable)."""
    with SmtpGateway().opened() as session:
        yield BulkMail(session)


class SandboxSms:
    """A stand-in for a provider of short messages: writes them to a file, takes each key once, reaches nobody.

    A number that ends in 0000 is refused, to try what happens then.
    """

    _lock = threading.Lock()

    def __init__(self, file: Path) -> None:
        self._file = file
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        self._keys = {json.loads(line)["key"] for line in lines}

    def carry(self, parcel: Parcel) -> None:
        """Take one message. Raises NotCarried (permanent) for a number that does not exist."""
        if parcel.address.endswith("0000"):
            raise NotCarried(Fault.PERMANENT, "この番号には送れません。")
        with self._lock:
            if parcel.key in self._keys:
                return
            line = json.dumps(
                {"key": parcel.key, "to": parcel.address, "text": parcel.body}, ensure_ascii=False
            )
            with self._file.open("a", encoding="utf-8") as stream:
                stream.write(line + "\n")
            self._keys.add(parcel.key)


@contextmanager
def opened_sms() -> Iterator[SandboxSms]:
    """The stand-in of the demo. Raises NotCarried (closed) everywhere else: nothing is written there."""
    if not is_offered(Way.SMS):
        raise NotCarried(Fault.CLOSED, f"{NO_SMS}設定してから再開するか、この配信を止めてください。")
    yield SandboxSms(settings.VAR / "sms" / "sent.jsonl")


CARRIERS: dict[Way, Callable[[], AbstractContextManager[Carrier]]] = {
    Way.MAIL: opened_mail,
    Way.SMS: opened_sms,
}
"""How each way is opened."""
