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
from yakuba.messaging.line_readers import AT_ONCE, gather_friends
from yakuba.messaging.models import Reader, ReaderAddress
from yakuba.messaging.permissions import SEND
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.rules.figures import KEYS
from yakuba.messaging.sealing import seal

_POST = Way.LETTER.bit


@action(permission=SEND, unaudited="登録と届出の内容を、届ける先を選ぶ表に写すだけです")
def gather_readers(actor: Actor) -> int:
    """Take up to 2,000 accounts and 2,000 friends that have no row yet; returns how many rows were made.

    An account gets mail at its verified address, unless they chose as a guest. A friend who is linked to an account joins its row, and so does a
    friend of another of the ward's accounts at LINE: one person is one reader. Who declined everything before has a row already and is left as they are.
    """
    return _accounts() + gather_friends()


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
        mailed = bool(resident.email) and row is None  # a guest of this address chose whether to be mailed
        if row is None:
            row = Reader(
                mail_key=key, rounding=secrets.randbelow(KEYS), language=resident.language, changed_at=now
            )
            made += 1
        row.resident_id = resident.pk
        take_facts(row, held.get(resident.pk, {}))
        if mailed:
            row.ways |= Way.MAIL.bit
        row.save()
        if mailed:
            ReaderAddress.objects.bulk_create(
                [ReaderAddress(reader=row, way=Way.MAIL, address=seal(resident.email), since=now)],
                ignore_conflicts=True,
            )
    return made


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
    return Q(resident__isnull=False, wants_none=False) & ~Q(ways=0)
