"""Friends on LINE as the floors above see them: in which language, linked with whom; never their id at LINE."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from yakuba.kernel.actor import Actor, system
from yakuba.messaging import queries_line
from yakuba.messaging.models import LineFriend


@dataclass(frozen=True, slots=True)
class LinePerson:
    """A friend of a channel: language (ja, ja-easy, en), the linked account (None: none) and since when."""

    friend_id: int
    channel: str
    channel_name: str
    language: str
    followed: bool
    resident_id: int | None
    linked_at: datetime | None
    line_only: bool
    app_url: str = ""


def line_person(friend_id: int) -> LinePerson:
    """A friend. Raises NotFound. For the house itself: the Internet face cannot ask."""
    row = queries_line.friend_by_id(friend_id)
    return _person(row, app_url=row.channel.app_url)


def line_people_of(actor: Actor) -> list[LinePerson]:
    """The friends a resident linked with the own account, first linked first (1 SQL); of others, nobody."""
    if actor.resident_id is None:
        return []
    columns = ("id", "channel_id", "resident_id", "linked_at", "language", "line_only", "followed")
    rows = (
        LineFriend.objects.filter(resident_id=actor.resident_id)
        .select_related("channel")
        .order_by("linked_at")
    )
    return [_person(row) for row in rows.only(*columns, "channel__code", "channel__name")]


def _person(row: LineFriend, app_url: str = "") -> LinePerson:
    return LinePerson(
        friend_id=row.pk,
        channel=row.channel.code,
        channel_name=row.channel.name,
        language=row.language,
        followed=row.followed,
        resident_id=row.resident_id,
        linked_at=row.linked_at,
        line_only=row.line_only,
        app_url=app_url,
    )


def line_moment(event_id: int) -> datetime:
    """When what LINE reported happened. For the house itself."""
    row, _ = queries_line.report_of(system("line"), event_id)
    return row.occurred_at


def line_page(person: LinePerson, path: str) -> str:
    """One of our pages (`/my/…`) as a link in a message: inside LINE where the channel has an app there."""
    return f"{person.app_url or settings.PUBLIC_URL}{path}"
