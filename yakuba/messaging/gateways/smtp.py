"""E-mail through the office's SMTP server, many mails over one connection."""

import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from yakuba.kernel.clock import TOKYO
from yakuba.messaging.gateways.base import NotCarried, Outgoing
from yakuba.messaging.rules.retries import Fault

_ADDRESS = re.compile(r"[^\s<>()\"]+@[^\s<>()\"]+")
_SEVEN_BIT = SMTP.clone(cte_type="7bit")  # passes through every server, and no line can begin with a dot
_TOO_BIG = frozenset({523, 552})


class SmtpSession:
    """An open connection. After a break it connects again by itself at the next mail."""

    def __init__(self, backend: EmailBackend) -> None:
        self._backend = backend

    def carry(self, outgoing: Outgoing) -> None:
        """Send one mail; see `Session.carry`."""
        try:
            mail = built(outgoing)
            content = mail.as_bytes()
        except (ValueError, TypeError, LookupError) as error:
            raise NotCarried(
                Fault.PERMANENT, "このメールは組み立てられません（あて先か文面の文字）。"
            ) from error
        self.carry_content(str(mail["To"]), content)

    def carry_content(self, address: str, content: bytes) -> None:
        """Send a mail that is laid out already to one address; see `Session.carry`."""
        connection = self._connect()
        try:
            connection.sendmail(settings.DEFAULT_FROM_EMAIL, [address], content)
        except (smtplib.SMTPException, OSError) as error:
            fault = _fault(error)
            if fault in (Fault.UNREACHABLE, Fault.BROKEN_OFF):
                self._drop()
            raise NotCarried(fault, _words(error)) from error

    def _connect(self) -> smtplib.SMTP:
        """The connection, opened if need be; raises NotCarried (unreachable)."""
        try:
            self._backend.open()
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise NotCarried(Fault.UNREACHABLE, f"メールサーバーに接続できません。{_words(error)}") from error
        assert self._backend.connection is not None  # noqa: S101 - opened
        return self._backend.connection

    def _drop(self) -> None:
        """Forget the connection without waiting for the server to say goodbye."""
        connection = self._backend.connection
        self._backend.connection = None
        if connection is not None:
            with suppress(Exception):
                connection.close()


class SmtpGateway:
    """The server of settings EMAIL_HOST, EMAIL_PORT and their kind."""

    channel = "mail"

    @contextmanager
    def opened(self) -> Iterator[SmtpSession]:
        """An open connection; see `Gateway.opened`."""
        backend = EmailBackend(fail_silently=False)
        session = SmtpSession(backend)
        session._connect()
        try:
            yield session
        finally:
            with suppress(Exception):
                backend.close()


def built(outgoing: Outgoing) -> EmailMessage:
    """The mail itself. Raises ValueError where a line break or an impossible address would get into a header."""
    local, _, domain = outgoing.address.rpartition("@")
    mail = EmailMessage(_SEVEN_BIT)
    mail["From"] = Address(settings.WARD.mail_name, addr_spec=settings.DEFAULT_FROM_EMAIL)
    mail["To"] = Address(username=local, domain=domain)  # quotes what carriers once allowed: "a..b."@…
    mail["Subject"] = outgoing.subject
    mail["Date"] = outgoing.written_at.astimezone(TOKYO)
    mail["Message-ID"] = outgoing.header_id
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(outgoing.body)
    mail["Content-Language"] = "en" if outgoing.language == "en" else "ja"
    return mail


def _fault(error: Exception) -> Fault:
    """Whose fault a refusal of the server was, by its code (RFC 5321 4.2)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next(iter(error.recipients.values()))[0]
    elif isinstance(error, smtplib.SMTPSenderRefused):
        # All mails have the same sender: the server is closed to us, unless it only finds this one too big.
        return Fault.PERMANENT if error.smtp_code in _TOO_BIG else Fault.UNREACHABLE
    elif isinstance(error, smtplib.SMTPResponseException):
        code = error.smtp_code
    elif isinstance(error, smtplib.SMTPNotSupportedError):
        return Fault.PERMANENT
    else:
        return Fault.BROKEN_OFF
    if code == 421:
        return Fault.BROKEN_OFF
    return Fault.TEMPORARY if 400 <= code < 500 else Fault.PERMANENT


def _words(error: Exception) -> str:
    """The server's own words without any address in them."""
    code: int
    text: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, text = error.smtp_code, error.smtp_error
    elif isinstance(error, ConnectionRefusedError):
        return "だれも応答しません。"
    elif isinstance(error, smtplib.SMTPServerDisconnected | TimeoutError | ConnectionError):
        return "返事の前に接続が切れました。"
    else:
        return type(error).__name__
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"サーバーの返事：{code} {_ADDRESS.sub('…@…', said)}"[:250].replace("\n", " ")
