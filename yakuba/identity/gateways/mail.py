"""Hands one mail to the mail server, at once: a code is of no use in a queue, and its digits belong in no job.

messaging, which sends everything else, stands above identity and cannot be called from here.
"""

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext_lazy as _

from yakuba.kernel.refusals import Refusal

log = logging.getLogger("yakuba.identity")
AWAY = _("ただいまメールを送れません。時間をおいて、もう一度お試しください。")
NO_SUCH_ADDRESS = _("このメールアドレスには送れませんでした。アドレスを確かめてください。")


class MailNotSent(Refusal):
    """The mail did not go out; nothing was kept."""


def send(*, to: str, subject: str, body: str) -> None:
    """Send one plain mail; refuses (MailNotSent) where the server is away or does not take the address."""
    message = EmailMessage(
        subject=subject,
        body=body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[_quoted(to)],
        headers={"Auto-Submitted": "auto-generated"},
        connection=get_connection(fail_silently=False),
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise MailNotSent("mail_address", NO_SUCH_ADDRESS) from error
    except (OSError, smtplib.SMTPException) as error:
        log.warning("the mail server does not take mail: %s", type(error).__name__)
        raise MailNotSent("mail_away", AWAY) from error


def _quoted(email: str) -> str:
    """Quote a local part that carriers once gave out against RFC 5321 (two dots in a row, a dot before @)."""
    local, _at, domain = email.rpartition("@")
    return f'"{local}"@{domain}' if ".." in local or local.endswith(".") else email
