"""Throw a draft away."""

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.models import StoredFile
from yakuba.kernel.refusals import NotFound
from yakuba.procedures.days import drop_days
from yakuba.procedures.models import Draft
from yakuba.procedures.permissions import APPLY
from yakuba.procedures.queries import draft_owner, may_write


@action(permission=APPLY, unaudited="下書きは本人だけのもので、役所の記録ではありません")
def discard_draft(actor: Actor, *, draft: Draft) -> None:
    """End the draft and the files taken in for it now; the sweeping jobs remove them. Refuses somebody else's."""
    if not may_write(actor, draft):
        raise NotFound()
    now = clock.now()
    Draft.objects.filter(pk=draft.pk, submitted_at=None).update(expires_at=now)
    drop_days(actor, draft)
    StoredFile.objects.filter(owner_key=draft_owner(draft), kept_until__isnull=False).update(kept_until=now)
