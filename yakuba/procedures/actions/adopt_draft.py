"""Take over the draft of this browser after saying who one is, to go on later and elsewhere."""

from django.conf import settings

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound
from yakuba.messaging import api as messaging
from yakuba.procedures.models import Draft
from yakuba.procedures.permissions import APPLY
from yakuba.procedures.queries import owner_key
from yakuba.procedures.shelf import shelved


@action(permission=APPLY, unaudited="下書きは本人だけのもので、役所の記録ではありません")
def adopt_draft(actor: Actor, *, draft: Draft, go_on_path: str) -> Draft:
    """The draft becomes the guest's or resident's, and a mail tells how to go on. Refuses somebody else's draft."""
    owner = owner_key(actor)
    if not owner or not Draft.objects.filter(pk=draft.pk, owner_key="", submitted_at=None).update(
        owner_key=owner
    ):
        raise NotFound()
    draft.owner_key = owner
    definition = shelved(draft.version_id).definition
    messaging.notify(
        actor,
        recipient=messaging.Recipient(
            email=actor.email, resident_id=actor.resident_id, language=draft.language
        ),
        template="procedures.draft_kept",
        context={"title": definition.title.ja, "url": f"{settings.PUBLIC_URL}{go_on_path}"},
        key=f"draft:{draft.pk}:kept",
    )
    return draft
