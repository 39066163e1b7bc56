"""Throw a draft away."""

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.procedures.models import Draft
from yakuba.procedures.permissions import APPLY


@action(permission=APPLY, unaudited="下書きは本人だけのもので、役所の記録ではありません")
def discard_draft(actor: Actor, *, draft: Draft) -> None:
    """End the draft now; the sweeping job removes it and its files."""
    Draft.objects.filter(pk=draft.pk, submitted_at=None).update(expires_at=clock.now())
