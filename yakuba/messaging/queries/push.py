"""Rows of devices: one's own, those of somebody who is told something, those of the members of batches."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from yakuba.identity import api as identity
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound
from yakuba.kernel.values.email_address import BadEmailAddress
from yakuba.messaging.models import Batch, PushDevice
from yakuba.messaging.queries.audience import reader_of

SHOWN = ("id", "reader_id", "name", "since")
"""What the Internet face may read of a device."""


def devices_of(actor: Actor) -> QuerySet[PushDevice]:
    """One's own devices, oldest first; of who is nobody, none."""
    row = reader_of(actor)
    rows = PushDevice.objects.only(*SHOWN).order_by("since", "id")
    return rows.filter(reader_id=row.pk) if row else rows.none()


def device_of(actor: Actor, device_id: UUID) -> PushDevice:
    """One of one's own devices; another's is as unknown as one that never was."""
    row = devices_of(actor).filter(pk=device_id).first()
    if row is None:
        raise NotFound()
    return row


def reader_with_devices(email: str, resident_id: int | None) -> int | None:
    """Who hears of a message on a device: the account, else whoever verified this address (1 SQL); None for nobody."""
    rows = PushDevice.objects.all()
    if resident_id is not None:
        rows = rows.filter(reader__resident_id=resident_id)
    else:
        try:
            rows = rows.filter(reader__mail_key=identity.guest_key(email))
        except BadEmailAddress:
            return None
    return rows.values_list("reader_id", flat=True).first()


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a device is reached (sealed), and its owner's quiet hours."""

    subscription: bytes
    quiet_from: int
    quiet_until: int


def device_with(key: str) -> Reached | None:
    """The device with this digest; None once it was taken out."""
    rows = PushDevice.objects.filter(key=key)
    found = rows.values_list("subscription", "reader__quiet_from", "reader__quiet_until").first()
    return Reached(bytes(found[0]), found[1], found[2]) if found else None


_DEVICES = """
SELECT b.id, d.reader_id, d.id, d.subscription
FROM messaging_batch b JOIN messaging_run u ON u.id = b.run_id CROSS JOIN unnest(b.members) m (reader_id)
JOIN messaging_reader r ON r.id = m.reader_id AND (u.test OR NOT u.topic = ANY(r.declined))
JOIN messaging_pushdevice d ON d.reader_id = m.reader_id
WHERE b.id = ANY(%s) ORDER BY d.since, d.id
"""


def devices_in(batches: Sequence[Batch]) -> dict[int, dict[int, list[tuple[UUID, bytes]]]]:
    """The devices of the members of batches: batch → reader → (device, sealed subscription)."""
    found: dict[int, dict[int, list[tuple[UUID, bytes]]]] = {one.pk: {} for one in batches}
    with connection.cursor() as cursor:
        cursor.execute(_DEVICES, [list(found)])
        for batch_id, reader_id, device, subscription in cursor.fetchall():
            found[batch_id].setdefault(reader_id, []).append((device, subscription))
    return found
