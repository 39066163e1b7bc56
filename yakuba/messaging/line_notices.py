"""Notices of applications on LINE: the same words as in the inbox, for whoever linked their account."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from yakuba.identity import api as identity
from yakuba.kernel.actor import system
from yakuba.kernel.jobs import enqueue, job
from yakuba.kernel.refusals import NotFound
from yakuba.messaging.actions.write_message import identity_of, write_message
from yakuba.messaging.declarations import MAIL
from yakuba.messaging.line import line_push
from yakuba.messaging.models import LineFriend, Message
from yakuba.messaging.queries_line import friends_of_resident
from yakuba.messaging.rules.line_notices import notice
from yakuba.messaging.sealing import Unreadable, unseal_words
from yakuba.messaging.sending import send

_MESSAGE = re.compile(r"(.+):line:([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Told:
    """Whether anybody hears a resident's notices on LINE, and whether that is all the resident wants."""

    anybody: bool
    only_line: bool


def friends_told(resident_id: int | None) -> Told | None:
    """How a resident is told on LINE (1 SQL); None without an account."""
    if resident_id is None:
        return None
    mine = LineFriend.objects.filter(resident_id=resident_id, followed=True, channel__active=True)
    wishes = list(mine.values_list("line_only", flat=True))
    return Told(bool(wishes), any(wishes))


def notice_of(message_key: str) -> tuple[str, int] | None:
    """The key of the notice and the friend whose message on LINE has this key; None for any other message."""
    found = _MESSAGE.fullmatch(message_key)
    return (found[1], int(found[2])) if found else None


def mail_instead(key: str, resident_id: int) -> None:
    """Send a notice by mail after all: LINE did not reach who wanted it there alone. Sent already, nothing happens."""
    message = Message.objects.filter(pk=identity_of(key)).first()
    try:
        words = unseal_words(message.words) if message else None
        email = identity.actor_for_resident(resident_id).email
    except (NotFound, Unreadable):
        return
    if message is None or words is None or not email:
        return
    with transaction.atomic():
        write_message(
            system("messaging"),
            key=key,
            template=message.template,
            language=message.language,
            words=words,
            email=email,
            resident_id=resident_id,
            mail=True,
            inbox=False,
        )
        enqueue(send, {"channel": MAIL})


@job(name="messaging.tell_on_line")
def tell_on_line(*, key: str, resident_id: int) -> None:
    """Push a notice that was written to every linked friend that follows; once for each, however often it runs."""
    message = Message.objects.filter(pk=identity_of(key)).first()
    try:
        words = unseal_words(message.words) if message else None
    except Unreadable:
        words = None
    if message is None or words is None:
        return
    friends = list(friends_of_resident(resident_id))
    if not friends:  # they blocked the account, or unlinked it, between the writing and now
        mail_instead(key, resident_id)
    for friend in friends:
        url = words.url
        if friend.channel.app_url and url.startswith(settings.PUBLIC_URL):
            url = friend.channel.app_url + url.removeprefix(settings.PUBLIC_URL)
        line_push(
            system("messaging"),
            friend_id=friend.pk,
            messages=[notice(words.subject, words.body, url, message.language)],
            key=f"{key}:line:{friend.pk}"[-200:],
        )
