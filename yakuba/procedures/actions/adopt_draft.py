"""Take over the draft of this browser after saying who one is, to go on later and elsewhere."""

from django.conf import settings

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound
from yakuba.messaging import api as messaging
from yakuba.procedures.models import Draft
from yakuba.procedures.permissions import APPLY
from yakuba.procedures.queries import may_write, owner_key
from yakuba.procedures.rules.definition import code_of
from yakuba.procedures.shelf import shelved


@action(permission=APPLY, unaudited="下書きは本人だけのもので、役所の記録ではありません")
def adopt_draft(actor: Actor, *, draft: Draft, go_on_path: str) -> Draft:
    """The draft becomes the guest's or resident's, and a mail tells, once, how to go on.

    Refuses somebody else's draft, and anybody who has not said who they are.
    """
    owner = owner_key(actor)
    if not owner or not may_write(actor, draft):
        raise NotFound()
    if not draft.owner_key:
        free = Draft.objects.filter(pk=draft.pk, owner_key="", submitted_at=None)
        if not free.update(owner_key=owner):
            raise NotFound()
        draft.owner_key = owner
    title = shelved(draft.version_id).definition.title
    messaging.notify(
        actor,
        recipient=messaging.Recipient(
            email=actor.email, resident_id=actor.resident_id, language=draft.language
        ),
        template="procedures.draft_kept",
        context={"title": title.say(code_of(draft.language)), "url": f"{settings.PUBLIC_URL}{go_on_path}"},
        key=f"draft:{draft.pk}:kept",
    )
    return draft
