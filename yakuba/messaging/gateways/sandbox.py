"""A stand-in for the mail system: a real SMTP server on this machine that keeps every mail and delivers none.

It listens on the loopback address only. Faults can be switched on, to try what a real server does on a bad day.
"""

import asyncio
import itertools
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from yakuba.messaging.gateways.stand_in import LOOPBACK

log = logging.getLogger("yakuba.messaging")

LARGEST = 5 * 1024 * 1024  # bytes of one mail


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong on purpose; 0 is never, 1 every time, N every Nth mail."""

    refuse_every: int = 0
    refuse_code: int = 451
    delay_ms: int = 0
    drop_after_data: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """One mail as the list shows it. `copies` counts the mails with the same Message-ID up to this one."""

    name: str
    recipient: str
    sender: str
    subject: str
    header_id: str
    received: float
    copies: int


@dataclass
class Mailbox:
    """Mails as .eml files in a folder, oldest removed beyond `keep`."""

    folder: Path
    keep: int = 500
    _kept: dict[str, Kept] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for file in sorted(self.folder.glob("*.eml")):
            self._remember(file.stem, file.read_bytes())

    def store(self, recipients: list[str], content: bytes) -> str:
        """Keep one mail with its envelope's recipients; returns its name."""
        head = "".join(f"Delivered-To: {one}\r\n" for one in recipients).encode("utf-8", "replace")
        with self._lock:
            name = f"{time.time_ns():020d}-{next(self._numbers):06d}"
            fresh = self.folder / f"{name}.new"
            fresh.write_bytes(head + content)
            fresh.replace(self.folder / f"{name}.eml")
            self._remember(name, head + content)
            while len(self._kept) > self.keep:
                self._remove(next(iter(self._kept)))
        return name

    def all(self) -> list[Kept]:
        """What is kept, latest first."""
        with self._lock:
            return list(reversed(self._kept.values()))

    def raw(self, name: str) -> bytes | None:
        """The bytes of a mail, or None where there is no such mail."""
        with self._lock:
            if name not in self._kept:  # also keeps names with slashes away from the disk
                return None
            return (self.folder / f"{name}.eml").read_bytes()

    def mail(self, name: str) -> EmailMessage | None:
        """A mail, parsed, or None."""
        content = self.raw(name)
        return None if content is None else read_mail(content)

    def empty(self) -> None:
        """Remove all mails."""
        with self._lock:
            for name in list(self._kept):
                self._remove(name)

    def _remember(self, name: str, content: bytes) -> None:
        mail = read_mail(content)
        header_id = header(mail, "Message-ID")
        copies = 1 + sum(one.header_id == header_id for one in self._kept.values()) if header_id else 1
        self._kept[name] = Kept(
            name=name,
            recipient=", ".join(_raw(mail, "Delivered-To")),
            sender=header(mail, "From"),
            subject=header(mail, "Subject") or "（件名なし）",
            header_id=header_id,
            received=int(name.partition("-")[0]) / 1e9 if name[:1].isdigit() else 0.0,
            copies=copies,
        )

    def _remove(self, name: str) -> None:
        del self._kept[name]
        (self.folder / f"{name}.eml").unlink(missing_ok=True)


def read_mail(content: bytes) -> EmailMessage:
    """Parse a mail; whatever is malformed is read as well as can be."""
    mail = message_from_bytes(content, policy=modern)
    assert isinstance(mail, EmailMessage)  # noqa: S101 - the policy says so
    return mail


def header(mail: EmailMessage, name: str) -> str:
    """A header's text; as it came where Python's parser stumbles over it, "" where there is none."""
    try:
        return str(mail.get(name, ""))
    except Exception:  # the parser raises IndexError and more on malformed values
        return next(iter(_raw(mail, name)), "")


def _raw(mail: EmailMessage, name: str) -> list[str]:
    values = [value for key, value in mail.raw_items() if key.lower() == name.lower()]
    return [value.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for value in values]


class _Handler:
    """The conversation: takes every recipient unless a fault is due."""

    def __init__(self, mailbox: Mailbox, faults: Faults) -> None:
        self._mailbox = mailbox
        self._faults = faults
        self._asked = 0
        self._taken = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._asked += 1
        if _due(self._faults.refuse_every, self._asked):
            return f"{self._faults.refuse_code} refused on purpose <{address}>"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self._faults.delay_ms:
            await asyncio.sleep(self._faults.delay_ms / 1000)
        content = envelope.content or b""
        self._mailbox.store(envelope.rcpt_tos, content if isinstance(content, bytes) else content.encode())
        self._taken += 1
        if _due(self._faults.drop_after_data, self._taken):
            assert isinstance(server.transport, asyncio.Transport)  # noqa: S101 - a TCP connection
            server.transport.abort()
        return "250 kept"


def _due(every: int, number: int) -> bool:
    return every > 0 and number % every == 0


@contextmanager
def capturing(mailbox: Mailbox, *, port: int, faults: Faults | None = None) -> Iterator[int]:
    """Run the server while the block runs; gives the port (a free one for `port=0`). Raises OSError if taken."""
    server = _Capture(
        _Handler(mailbox, faults or Faults()),
        hostname=LOOPBACK,
        port=port,
        data_size_limit=LARGEST,
        enable_SMTPUTF8=True,
    )
    server.start()
    try:
        yield server.bound_port()
    finally:
        server.stop()


class _Capture(Controller):
    """aiosmtpd's server in a thread, on whatever port the system gives for 0."""

    def bound_port(self) -> int:
        """The port it listens on, once started."""
        assert isinstance(self.server, asyncio.Server)  # noqa: S101 - started
        return int(self.server.sockets[0].getsockname()[1])

    def _trigger_server(self) -> None:
        """The base class connects to the port it was told; ours may be 0."""
        self.port = self.bound_port()
        super()._trigger_server()  # type: ignore[no-untyped-call]
