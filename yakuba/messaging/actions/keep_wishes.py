"""Keep what a person wants to be told, and what they say of themselves for it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotAllowed, Refusal
from yakuba.messaging import ward_audience
from yakuba.messaging.models import Reader, ReaderAddress
from yakuba.messaging.permissions import KEEP_WISHES
from yakuba.messaging.queries.audience import reader_of
from yakuba.messaging.rules.channels import LANGUAGES, Way
from yakuba.messaging.rules.figures import KEYS
from yakuba.messaging.sealing import seal
from yakuba.messaging.ways import is_offered

MOST_CHILDREN = 12
_SETTLE = """
UPDATE messaging_reader r SET ways = (r.ways & ~%(bit)s) | CASE WHEN EXISTS
       (SELECT 1 FROM messaging_pushdevice d WHERE d.reader_id = r.id) THEN %(bit)s ELSE 0 END
WHERE r.id = ANY(%(readers)s)
"""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person chose. Births are year * 12 + month - 1; `phone` None leaves the number as it is, "" removes it."""

    language: str
    chome: int | None
    topics: frozenset[int]
    declined: frozenset[int]
    births: Sequence[int]
    mail: bool
    phone: str | None = None
    quiet_from: int = 0
    quiet_until: int = 0


@action(permission=KEEP_WISHES, unaudited="本人が自分への知らせ方を決めるだけで、役所の記録ではありません")
def keep_wishes(actor: Actor, *, wishes: Wishes) -> Reader:
    """Keep a resident's or guest's wishes; the first time makes their row.

    Refuses what the ward does not offer, a telephone number too where nobody takes short messages there. What the ward holds on a legal basis is not changed here.
    """
    _check(wishes)
    now = clock.now()
    row = reader_of(actor) or fresh_reader(actor)
    row.language, row.declared_chome = wishes.language, wishes.chome
    row.topics, row.declined = sorted(wishes.topics - wishes.declined), sorted(wishes.declined)
    row.declared_births = sorted(wishes.births)
    row.quiet_from, row.quiet_until, row.changed_at = wishes.quiet_from, wishes.quiet_until, now
    row.wants_none = False
    row.save()
    if wishes.phone is not None:
        set_address(row, Way.SMS, wishes.phone)
    set_address(row, Way.MAIL, actor.email if wishes.mail else "")
    row.save(update_fields=["ways"])
    settle_way([row.pk])  # a device may have come between reading and writing
    return row


def fresh_reader(actor: Actor) -> Reader:
    """A row for somebody who has none, not yet saved; NotAllowed for who is nobody."""
    if actor.resident_id is None and not actor.email:
        raise NotAllowed()
    key = identity.guest_key(actor.email) if actor.email else None
    taken = key is not None and Reader.objects.filter(mail_key=key).first()
    if taken and actor.resident_id is not None:  # they were a guest before they had an account
        taken.resident_id = actor.resident_id
        return taken
    return Reader(resident_id=actor.resident_id, mail_key=key, rounding=secrets.randbelow(KEYS))


def settle_way(readers: list[int]) -> None:
    """Let these readers be reachable by notifications exactly where they have a device."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, {"bit": Way.PUSH.bit, "readers": readers})


def set_address(row: Reader, way: Way, address: str) -> None:
    """Let a reader be reached at this address by a way; "" takes the way from them."""
    ReaderAddress.objects.filter(reader_id=row.pk, way=way).delete()
    row.ways = row.ways | way.bit if address else row.ways & ~way.bit
    if address:
        ReaderAddress.objects.bulk_create(
            [ReaderAddress(reader_id=row.pk, way=way, address=seal(address), since=clock.now())]
        )


def _check(wishes: Wishes) -> None:
    known = ward_audience.known()
    sound = (
        (not wishes.phone or is_offered(Way.SMS))
        and wishes.language in LANGUAGES
        and (wishes.chome is None or wishes.chome in known.chome)
        and wishes.topics | wishes.declined <= set(known.topics)
        and len(wishes.births) <= MOST_CHILDREN
        and 0 <= wishes.quiet_from <= 23
        and 0 <= wishes.quiet_until <= 23
    )
    if not sound:
        raise Refusal("wishes", "選べないものが選ばれています。もう一度選んでください。")
