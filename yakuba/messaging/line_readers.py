"""Friends on LINE among the readers: one person is one row, however many accounts of the ward they are a friend of.

A friend is the person whose account they linked, and the friend who has the same id at LINE (accounts of one provider
share ids). The `friend` of a row that has an account is one they linked themselves.
"""

import secrets
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from yakuba.kernel import clock
from yakuba.messaging import line_accounts
from yakuba.messaging.models import LineFriend, Reader
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.rules.figures import KEYS

AT_ONCE = 2000
_LINE = Way.LINE.bit


def gather_friends() -> int:
    """Take friends who hear us and have no row, and note who stopped hearing us; returns how many rows were made."""
    several = line_accounts.several()
    _swap_lost()
    _note_hearing(Reader.objects.filter(friend__followed=False), hears=False)
    _note_hearing(Reader.objects.filter(friend__followed=True), hears=True)
    made = sum(join_friend(friend) for friend in _fresh(several=several))
    linked = Reader.objects.filter(resident=None, friend__resident__isnull=False).select_related("friend")
    for row in linked[:AT_ONCE]:
        _merge(row)
    if several:
        _merge_same_people()
    return made


def _note_hearing(rows: QuerySet[Reader], *, hears: bool) -> None:
    changed = rows.annotate(by_line=F("ways").bitand(_LINE)).filter(by_line=0 if hears else _LINE)
    changed.update(ways=F("ways") + (_LINE if hears else -_LINE))


def _swap_lost() -> None:
    """Whoever blocked one account and follows another that they linked is reached there from now on."""
    others = LineFriend.objects.filter(followed=True, channel__active=True, resident__isnull=False)
    lost = Reader.objects.filter(
        friend__followed=False, resident__isnull=False, resident__in=others.values("resident_id")
    )
    for row in lost[:AT_ONCE]:
        assert row.resident_id is not None  # noqa: S101 - selected so
        free = others.filter(resident_id=row.resident_id).exclude(pk__in=_known()).order_by("pk").first()
        if free is not None:
            row.friend_id = free.pk
            row.save(update_fields=["friend_id"])


def _known() -> QuerySet[Reader, Any]:
    return Reader.objects.exclude(friend=None).values("friend_id")


def _fresh(*, several: bool) -> list[LineFriend]:
    """Friends who hear us and belong to nobody's row yet."""
    rows = LineFriend.objects.filter(followed=True, channel__active=True).exclude(pk__in=_known())
    done = Q(friend__isnull=False) | Q(wants_none=True)
    served = Reader.objects.filter(done, resident__isnull=False).values("resident_id")
    rows = rows.exclude(resident__isnull=False, resident_id__in=served)
    if several:
        held = Reader.objects.exclude(friend=None).values("friend__user_key")
        accounts = LineFriend.objects.filter(
            resident_id__in=Reader.objects.exclude(resident=None).values("resident_id")
        )
        rows = rows.exclude(
            Q(resident=None) & (Q(user_key__in=held) | Q(user_key__in=accounts.values("user_key")))
        )
    return list(rows.order_by("pk")[:AT_ONCE])


def row_of_person(friend: LineFriend) -> Reader | None:
    """The row of the person a friend is: their own, that of the account they linked, or that of the friend of another
    account who has the same id at LINE."""
    own = Q(friend_id=friend.pk)
    if friend.resident_id is not None:
        own |= Q(resident_id=friend.resident_id)
    rows = Reader.objects.order_by(F("resident_id").asc(nulls_last=True), "pk")
    found = rows.filter(own).first()
    if found is not None or friend.resident_id is not None:
        return found
    same = LineFriend.objects.filter(user_key=friend.user_key)
    residents = same.filter(resident__isnull=False).values("resident_id")
    return rows.filter(Q(friend__in=same) | Q(resident_id__in=residents)).first()


def join_friend(friend: LineFriend) -> int:
    """Give a friend a row, or a place in the row of the person they are; how many rows were made."""
    row = row_of_person(friend)
    if row is not None and row.wants_none:
        return 0
    if row is not None:
        linked = friend.resident_id is not None and row.resident_id == friend.resident_id
        if row.friend_id is None and linked:  # a second telephone of the same person gets nothing twice
            row.friend_id, row.ways = friend.pk, row.ways | _LINE
            row.save(update_fields=["friend_id", "ways"])
        return 0
    Reader.objects.create(
        friend=friend,
        resident_id=friend.resident_id,
        language=friend.language,
        ways=_LINE,
        rounding=secrets.randbelow(KEYS),
        changed_at=clock.now(),
    )
    return 1


def part_friend(friend_id: int, *, keep: bool) -> None:
    """Take a friend out of the row of the account they were linked with; with `keep`, their wishes go with them."""
    row = Reader.objects.filter(friend_id=friend_id, resident__isnull=False).first()
    if row is None:
        return
    by_line = row.ways & _LINE
    row.friend_id, row.ways = None, row.ways & ~_LINE
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
    take_over(own, row, friend_id=row.friend_id)


def take_over(own: Reader, row: Reader, *, friend_id: int | None) -> None:
    """Put what one row of a person says into their other one, and remove it."""
    own = Reader.objects.select_for_update().get(pk=own.pk)  # what they stopped a moment ago stays stopped
    row.dates.all().delete()
    row.delete()
    if own.wants_none:
        return
    own.topics = own.topics or row.topics
    own.declined = sorted({*own.declined, *row.declined})
    own.declared_births = own.declared_births or row.declared_births
    own.declared_chome = own.declared_chome or row.declared_chome
    if own.friend_id is None and friend_id is not None:
        own.friend_id, own.ways = friend_id, own.ways | _LINE
    own.save()


def _merge_same_people() -> None:
    """Rows of friends who turned out to be one person: of the same id at LINE, or of an account that was linked by it."""
    linked = LineFriend.objects.filter(resident__isnull=False)
    rows = Reader.objects.filter(resident=None, friend__user_key__in=linked.values("user_key"))
    for row in rows.select_related("friend")[:AT_ONCE]:
        assert row.friend is not None  # noqa: S101 - selected so
        residents = linked.filter(user_key=row.friend.user_key).order_by("pk").values("resident_id")
        own = Reader.objects.filter(resident_id__in=residents).order_by("pk").first()
        if own is not None:
            take_over(own, row, friend_id=None)
    alone = Reader.objects.filter(resident=None, friend__isnull=False)
    doubled = alone.values("friend__user_key").annotate(rows=Count("pk")).filter(rows__gt=1)
    for key in list(doubled.values_list("friend__user_key", flat=True)[:AT_ONCE]):
        first, *others = alone.filter(friend__user_key=key).order_by("pk")
        for row in others:
            take_over(first, row, friend_id=None)
