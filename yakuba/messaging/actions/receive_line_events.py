"""Keep what LINE reported, before anything is done with it."""

import json
from collections.abc import Sequence

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.models import LineEvent
from yakuba.messaging.permissions import RECEIVE
from yakuba.messaging.rules.line_events import Reported, for_us
from yakuba.messaging.sealing import seal


@action(
    permission=RECEIVE, unaudited="届いたことを控えるだけで、中身は後の仕事が扱います", one_statement=True
)
def receive_line_events(actor: Actor, *, channel_id: int, events: Sequence[Reported]) -> None:
    """Keep the events of one report, sealed, in one statement; those that were here before change nothing.

    What is not for the house (groups, another's turn) is kept without its content, so that it stays recognisable.
    """
    now = clock.now()
    rows = []
    for one in events:
        ours = for_us(one)
        rows.append(
            LineEvent(
                channel_id=channel_id,
                webhook_event_id=one.event_id,
                kind=one.kind,
                message_id=one.message_id,
                occurred_at=one.occurred_at,
                received_at=now,
                state=LineEvent.State.WAITING if ours else LineEvent.State.IGNORED,
                body=seal(json.dumps(one.told, ensure_ascii=True)) if ours else b"",
            )
        )
    LineEvent.objects.bulk_create(rows, ignore_conflicts=True)
