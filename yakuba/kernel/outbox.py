"""Carries events to their subscribers: one job a subscriber, in the same transaction as the change."""

from typing import Any
from uuid import UUID

from django.db import connection, transaction

from yakuba.kernel import clock, events
from yakuba.kernel.jobs import enqueue, job


@job(name="kernel.deliver", queue="events")
def deliver(*, event_id: str, event: str, values: dict[str, Any], subscriber: str) -> None:
    """Hand one event to one subscriber; a second delivery of the same pair changes nothing."""
    reaction = events.subscribers(event).get(subscriber)
    if reaction is None:
        raise LookupError(f"{subscriber} no longer listens to {event}")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_eventdelivery (event_id, event, subscriber, done_at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            [event_id, event, subscriber, clock.now()],
        )
        if cursor.rowcount:
            reaction(events.rebuild(event, values), f"{event_id}:{subscriber}")


def send_out(event_id: UUID, name: str, values: dict[str, Any]) -> None:
    """Write the jobs that carry an event, none where nobody listens."""
    enqueue(
        deliver,
        *(
            {"event_id": str(event_id), "event": name, "values": values, "subscriber": subscriber}
            for subscriber in events.subscribers(name)
        ),
    )
