"""Make readers of accounts and of friends on LINE, and take over what the ward holds on a legal basis."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F, Q

from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging import ward_audience
from yakuba.messaging.models import LineFriend, Reader, ReaderAddress
from yakuba.messaging.permissions import SEND
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.rules.figures import KEYS
from yakuba.messaging.sealing import seal

AT_ONCE = 2000
_POST = Way.LETTER.bit


@action(permission=SEND, unaudited="登録と届出の内容を、届ける先を選ぶ表に写すだけです")
def gather_readers(actor: Actor) -> int:
    """Take up to 2,000 accounts and 2,000 friends that have no row yet; returns how many rows were made.

    An account gets mail at its verified address. A friend who is linked to an account joins its row: one person is
    one reader. Who declined everything before has a row already and is left as they are.
    """
    return _accounts() + _friends()


def _accounts() -> int:
    known = Reader.objects.filter(resident_id=F("resident_id")).exclude(resident=None).values("resident_id")
    fresh = list(
        identity.Resident.objects.filter(account__is_active=True, left_at=None)
        .exclude(pk__in=known)
        .order_by("pk")[:AT_ONCE]
    )
    made = 0
    now = clock.now()
    held = facts_by_resident([one.pk for one in fresh])
    for resident in fresh:
        key = identity.guest_key(resident.email) if resident.email else None
        row = Reader.objects.filter(mail_key=key).first() if key else None
        if row is None:
            row = Reader(
                mail_key=key, rounding=secrets.randbelow(KEYS), language=resident.language, changed_at=now
            )
            made += 1
        row.resident_id = resident.pk
        take_facts(row, held.get(resident.pk, {}))
        if resident.email:
            row.ways |= Way.MAIL.bit
        row.save()
        if resident.email:
            ReaderAddress.objects.bulk_create(
                [ReaderAddress(reader=row, way=Way.MAIL, address=seal(resident.email), since=now)],
                ignore_conflicts=True,
            )
    return made


def _friends() -> int:
    """Friends who hear us and have no row, and those who stopped hearing us."""
    line = Way.LINE.bit
    gone = (
        Reader.objects.filter(friend__followed=False)
        .annotate(by_line=F("ways").bitand(line))
        .filter(by_line=line)
    )
    gone.update(ways=F("ways") - line)
    back = (
        Reader.objects.filter(friend__followed=True)
        .annotate(by_line=F("ways").bitand(line))
        .filter(by_line=0)
    )
    back.update(ways=F("ways") + line)
    known = Reader.objects.exclude(friend=None).values("friend_id")
    fresh = (
        LineFriend.objects.filter(followed=True, channel__active=True)
        .exclude(pk__in=known)
        .order_by("pk")[:AT_ONCE]
    )
    made = sum(join_friend(friend) for friend in fresh)
    linked = Reader.objects.filter(resident=None, friend__resident__isnull=False).select_related("friend")[
        :AT_ONCE
    ]
    for row in linked:
        _merge(row)
    return made


def join_friend(friend: LineFriend) -> int:
    """Give a friend a row, or a place in the row of their account; how many rows were made."""
    if friend.resident_id is not None:
        row = Reader.objects.filter(resident_id=friend.resident_id).first()
        if row is not None:
            if row.friend_id is None:  # a second telephone of the same person gets nothing twice
                row.friend_id, row.ways = friend.pk, row.ways | Way.LINE.bit
                row.save(update_fields=["friend_id", "ways"])
            return 0
    Reader.objects.create(
        friend=friend,
        resident_id=friend.resident_id,
        language=friend.language,
        ways=Way.LINE.bit,
        rounding=secrets.randbelow(KEYS),
        changed_at=clock.now(),
    )
    return 1


def part_friend(friend_id: int, *, keep: bool) -> None:
    """Take a friend out of the row of the account they were linked with; with `keep`, their wishes go with them."""
    row = Reader.objects.filter(friend_id=friend_id, resident__isnull=False).first()
    if row is None:
        return
    by_line = row.ways & Way.LINE.bit
    row.friend_id, row.ways = None, row.ways & ~Way.LINE.bit
    row.save(update_fields=["friend_id", "ways"])
    if keep:
        Reader.objects.create(
            friend_id=friend_id,
            language=row.language,
            ways=by_line,
            rounding=secrets.randbelow(KEYS),
            topics=row.topics,
            declined=row.declined,
            declared_chome=row.declared_chome,
            changed_at=clock.now(),
        )


def merge_friend(friend_id: int) -> None:
    """Let a friend who was linked just now share the row of the account."""
    row = Reader.objects.filter(friend_id=friend_id, resident=None).select_related("friend").first()
    if row is not None:
        _merge(row)


def _merge(row: Reader) -> None:
    """A friend was linked to an account: one person again. What the account said stands; LINE fills what it left open."""
    assert row.friend is not None  # noqa: S101 - selected so
    resident_id = row.friend.resident_id
    assert resident_id is not None  # noqa: S101 - selected so
    own = Reader.objects.filter(resident_id=resident_id).first()
    if own is None:
        row.resident_id = resident_id
        row.save(update_fields=["resident_id"])
        return
    friend_id = row.friend_id
    row.dates.all().delete()
    row.delete()
    own.topics = own.topics or row.topics
    own.declined = sorted({*own.declined, *row.declined})
    own.declared_births = own.declared_births or row.declared_births
    own.declared_chome = own.declared_chome or row.declared_chome
    if own.friend_id is None:
        own.friend_id, own.ways = friend_id, own.ways | Way.LINE.bit
    own.save()


def take_facts(row: Reader, facts: Mapping[str, Any]) -> None:
    """Put what the ward holds into a row, with the numbers of the facts it came from."""
    row.held_chome, row.held_births, row.held_facts = None, [], []
    for fact in ward_audience.facts():
        value = facts.get(fact.code)
        if fact.gives == ward_audience.AREA and isinstance(value, Mapping):
            row.held_chome = ward_audience.chome_called(str(value.get("town", "")))
            row.ways = row.ways | _POST
            row.held_facts.append(fact.number)
        elif fact.gives == ward_audience.CHILDREN and isinstance(value, Sequence):
            row.held_births = sorted(births(value))
            row.held_facts.append(fact.number)


def births(values: Iterable[Any]) -> Iterable[int]:
    """Months of birth (year * 12 + month - 1) out of days written as ISO 8601; what is no day is passed over."""
    for value in values:
        year, _, rest = str(value).partition("-")
        month = rest[:2]
        if year.isdecimal() and month.isdecimal() and 1900 < int(year) < 2200 and 1 <= int(month) <= 12:
            yield int(year) * 12 + int(month) - 1


def facts_by_resident(residents: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What the ward holds of these residents and may look at: resident → code → value."""
    codes = [one.code for one in ward_audience.facts()]
    found: dict[int, dict[str, Any]] = {}
    for resident_id, fact in identity.facts_held(residents, codes):
        found.setdefault(resident_id, {})[fact.code] = fact.value
    return found


def stale() -> Q:
    """Rows of accounts that may be reached: those whose facts are read again every night."""
    return Q(resident__isnull=False) & ~Q(ways=0)
