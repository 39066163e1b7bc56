"""Mails of campaigns that came back: reads delivery status notifications (RFC 3464) as a mail server keeps them."""

import hmac
import mailbox
import re
from collections.abc import Iterable
from email.message import Message
from pathlib import Path

from yakuba.kernel.actor import system
from yakuba.messaging.actions.record_bounce import record_bounce
from yakuba.messaging.models import Run
from yakuba.messaging.sealing import letter_key

_OURS = re.compile(r"<c(\d{1,9})\.(\d{1,9})\.([0-9a-f-]{36})@[^>]*>")
LARGEST = 2 * 1024 * 1024


def take(folder: Path) -> tuple[int, int]:
    """Record every bounce in a Maildir or an mbox file; how many mails were read, how many bounces were new.

    Mails that are no bounce of a campaign are passed over. Nothing is removed: reading it again changes nothing.
    """
    box: Iterable[Message] = (
        mailbox.Maildir(folder, create=False) if folder.is_dir() else mailbox.mbox(folder)
    )
    read = new = 0
    for mail in box:
        read += 1
        named = bounced(mail)
        if (
            named
            and _sent_by_us(*named)
            and record_bounce(system("bounces"), run_id=named[0], reader_id=named[1])
        ):
            new += 1
    return read, new


def _sent_by_us(run_id: int, reader_id: int, key: str) -> bool:
    """Whether the house gave a mail this name: anybody may send to the mailbox that a mail "came back"."""
    run = Run.objects.filter(pk=run_id).values_list("public_id", flat=True).first()
    return run is not None and hmac.compare_digest(key, str(letter_key(run, reader_id)))


def bounced(mail: Message) -> tuple[int, int, str] | None:
    """Run, reader and key of a mail that came back for good; None for delays and for everything else."""
    if mail.get_content_type() != "multipart/report":
        return None
    status = original = ""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            status += "\n".join(str(one) for one in part.get_payload() if isinstance(one, Message))
        elif kind in ("message/rfc822", "text/rfc822-headers"):
            original += str(part)[:LARGEST]
    failed = re.search(r"^Action:\s*failed", status, re.I | re.M) and re.search(
        r"^Status:\s*5\.", status, re.I | re.M
    )
    ours = _OURS.search(original)
    return (int(ours[1]), int(ours[2]), ours[3]) if failed and ours else None
