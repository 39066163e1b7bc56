"""Keep a day that matters to somebody, to remind them of it."""

from datetime import date

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.models import Reader, ReaderDate
from yakuba.messaging.permissions import NOTIFY
from yakuba.messaging.sealing import seal


@action(permission=NOTIFY, unaudited="期日の理由になった出来事のほうに記録が残ります")
def keep_date(
    actor: Actor, *, resident_id: int | None, mail_key: str, kind: str, key: str, day: date | None, what: str
) -> None:
    """Keep a day of a resident (or of a guest by the hash of their address); None takes it away.

    The same `kind` and `key` again moves the day. `what` is its name as a reminder says it (「現況届」). Whoever has no
    row among the readers gets none here: they asked for nothing.
    """
    rows = (
        Reader.objects.filter(resident_id=resident_id)
        if resident_id
        else Reader.objects.filter(mail_key=mail_key)
    )
    row = rows.first()
    if row is None:
        return
    if day is None:
        ReaderDate.objects.filter(reader=row, kind=kind, key=key).delete()
        return
    ReaderDate.objects.update_or_create(
        reader=row, kind=kind, key=key, defaults={"day": day, "what": seal(what[:100])}
    )
