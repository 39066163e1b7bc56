"""Take away a day that was kept to remind somebody of it."""

from collections.abc import Collection

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.models import ReaderDate
from yakuba.messaging.permissions import NOTIFY


@action(permission=NOTIFY, unaudited="期日がなくなった理由の出来事のほうに記録が残ります")
def drop_date(actor: Actor, *, kinds: Collection[str], key: str) -> None:
    """Forget the days of these kinds that go by `key` (1 SQL): from now on no campaign reminds of them.

    Refuses nobody: called inside the verb by which the thing ended (answered, withdrawn, handed in), and stands or
    falls with it.
    """
    ReaderDate.objects.filter(kind__in=kinds, key=key).delete()
