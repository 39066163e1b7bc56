"""Begin a conversation of a friend on LINE with a section's desk."""

from django.db import IntegrityError, transaction

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Conflict
from yakuba.portal.models import Talk
from yakuba.portal.permissions import HEAR_LINE


@action(permission=HEAR_LINE, audit="LINEの相談がはじまった")
def open_talk(actor: Actor, *, friend_id: int, section_id: int, about: str, language: str) -> Talk:
    """The talk, open at the desk of the section. Refuses (Conflict) a second one of the same friend."""
    now = clock.now()
    try:
        with transaction.atomic():
            return Talk.objects.create(
                friend_id=friend_id,
                section_id=section_id,
                about=about[:200],
                language=language,
                opened_at=now,
                last_at=now,
            )
    except IntegrityError as error:
        raise Conflict() from error
