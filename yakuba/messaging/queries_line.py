"""Rows of the road to LINE: channels for staff and for sending, friends, what they wrote."""

import json
from functools import lru_cache

from django.db.models import QuerySet

from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound
from yakuba.messaging.models import LineChannel, LineEvent, LineFriend
from yakuba.messaging.permissions import CONNECT_CHANNELS, RECEIVE
from yakuba.messaging.rules import line_events as rules
from yakuba.messaging.sealing import Unreadable, line_user_key, unseal


def channels_visible_to(actor: Actor) -> QuerySet[LineChannel]:
    """Every account, for whoever may connect them, by code."""
    rows = LineChannel.objects.order_by("code")
    return rows if actor.may(CONNECT_CHANNELS) else rows.none()


def channel_for(actor: Actor, code: str) -> LineChannel:
    """One account. NotFound when there is none or the actor may not know."""
    row = channels_visible_to(actor).filter(code=code).first()
    if row is None:
        raise NotFound()
    return row


def listening() -> list[tuple[int, str, str]]:
    """Id, destination and secret of every account that hears: all that the Internet face may know of them."""
    rows = LineChannel.objects.filter(active=True).values_list("pk", "destination", "secret")
    return [(pk, destination, _secret(bytes(sealed))) for pk, destination, sealed in rows]


@lru_cache(maxsize=32)
def _secret(sealed: bytes) -> str:
    """A secret by its sealed form: deciphering takes longer than everything else a webhook does."""
    return unseal(sealed)


def base_of(code: str) -> str:
    """Where the calls of an account in use go. Raises NotFound."""
    base = LineChannel.objects.filter(code=code, active=True).values_list("api_base", flat=True).first()
    if base is None:
        raise NotFound()
    return base


def accounts_shown() -> QuerySet[LineChannel, tuple[str, str, str]]:
    """Name, where its calls go and LINE's own name of every account in use that LINE knows."""
    rows = LineChannel.objects.filter(active=True).exclude(basic_id="").order_by("pk")
    return rows.values_list("name", "api_base", "basic_id")


def friend_by_id(friend_id: int) -> LineFriend:
    """A friend with their channel. Raises NotFound."""
    row = LineFriend.objects.select_related("channel").filter(pk=friend_id).first()
    if row is None:
        raise NotFound()
    return row


def friends_of_resident(resident_id: int) -> QuerySet[LineFriend]:
    """The friends that are linked with a resident's account and hear us now, first met first."""
    rows = LineFriend.objects.select_related("channel").order_by("pk")
    return rows.filter(resident_id=resident_id, followed=True, channel__active=True)


def friend_ids_of_user(user_id: str) -> list[int]:
    """The friends behind an id of LINE: one for each channel they met."""
    return list(LineFriend.objects.filter(user_key=line_user_key(user_id)).values_list("pk", flat=True))


def report_of(actor: Actor, event_id: int) -> tuple[LineEvent, dict[str, object]]:
    """An event and what LINE reported of it, empty once forgotten or taken back. NotFound for a stranger."""
    row = LineEvent.objects.select_related("channel").filter(pk=event_id).first()
    if row is None or not actor.may(RECEIVE):
        raise NotFound()
    try:
        return row, json.loads(unseal(row.body))
    except Unreadable:
        return row, {}


def text_of(actor: Actor, event_id: int) -> str:
    """The words a friend wrote, "" once they are gone. NotFound for a stranger."""
    _, told = report_of(actor, event_id)
    return rules.text_of(rules.part(told, "message"), "text")


def anything_waiting() -> bool:
    """Whether an event waits to be settled."""
    return LineEvent.objects.filter(state=LineEvent.State.WAITING).exists()
