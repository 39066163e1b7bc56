"""Ways of campaigns that tell one person after the other: mail to many, and short messages to telephones."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from django.conf import settings

from yakuba.kernel import clock
from yakuba.messaging.gateways.base import NotCarried, Outgoing
from yakuba.messaging.gateways.parcels import Carrier, Parcel
from yakuba.messaging.gateways.sms.carrier import opened_sms
from yakuba.messaging.gateways.smtp import SmtpGateway, SmtpSession, built
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.rules.retries import Fault

_MARKS = ("to-7c1f@invalid.example", "id-7c1f", "https://invalid.example/stop-7c1f")


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


CARRIERS: dict[Way, Callable[[], AbstractContextManager[Carrier]]] = {
    Way.MAIL: opened_mail,
    Way.SMS: opened_sms,
}
"""How each way is opened."""
