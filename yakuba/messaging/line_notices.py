"""Notices of applications on LINE: the same words as in the inbox, for whoever linked their account."""

from dataclasses import dataclass

from django.conf import settings

from yakuba.kernel.actor import system
from yakuba.kernel.jobs import job
from yakuba.messaging.actions.write_message import identity_of
from yakuba.messaging.line import line_push
from yakuba.messaging.models import LineFriend, Message
from yakuba.messaging.queries_line import friends_of_resident
from yakuba.messaging.rules.line_notices import notice
from yakuba.messaging.sealing import Unreadable, unseal_words


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
    for friend in friends_of_resident(resident_id):
        url = words.url
        if friend.channel.app_url and url.startswith(settings.PUBLIC_URL):
            url = friend.channel.app_url + url.removeprefix(settings.PUBLIC_URL)
        line_push(
            system("messaging"),
            friend_id=friend.pk,
            messages=[notice(words.subject, words.body, url, message.language)],
            key=f"{key}:line:{friend.pk}"[-200:],
        )
