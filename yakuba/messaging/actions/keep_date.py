"""Keep a day that matters to somebody, to remind them of it."""

from datetime import date

from django.db.models import QuerySet

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.models import Reader, ReaderDate
from yakuba.messaging.permissions import NOTIFY
from yakuba.messaging.sealing import seal


@action(permission=NOTIFY, unaudited="期日の理由になった出来事のほうに記録が残ります")
def keep_date(
    actor: Actor, *, resident_id: int | None, mail_key: str, kind: str, key: str, day: date, what: str
) -> bool:
    """Keep a day of a resident (or of a guest by the hash of their address); `drop_date` takes it away.

    The same `kind` and `key` again moves the day; `key` names the thing, so no two people share one. `what` is its
    name as a reminder says it (「現況届」). Whoever has no row among the readers, or none that anything reaches, gets
    none here: they asked for nothing. Returns whether the day is kept.
    """
    rows = Reader.objects.filter(resident_id=resident_id) if resident_id else _guest(mail_key)
    row = rows.exclude(ways=0).only("id").first()
    if row is None:
        return False
    ReaderDate.objects.update_or_create(
        reader=row, kind=kind, key=key, defaults={"day": day, "what": seal(what[:100])}
    )
    return True


def _guest(mail_key: str) -> QuerySet[Reader]:
    return Reader.objects.filter(mail_key=mail_key) if mail_key else Reader.objects.none()
