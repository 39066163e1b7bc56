"""Close a talk on LINE at the desk."""

from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging import api as messaging
from yakuba.portal.desk_words import closed_by_desk
from yakuba.portal.models import Talk
from yakuba.portal.permissions import ANSWER_TALKS
from yakuba.portal.queries import lock_talk


@action(permission=ANSWER_TALKS, audit="LINEの相談を終えた")
def close_talk(actor: Actor, *, talk_id: int) -> Talk:
    """End the talk and tell the friend; ended already, it stays as it is. Refuses one of another section (NotFound)."""
    talk = lock_talk(actor, talk_id)
    if talk.closed_at is not None:
        return talk
    talk.closed_at, talk.waiting_since = clock.now(), None
    talk.save(update_fields=["closed_at", "waiting_since"])
    if messaging.line_person(talk.friend_id).followed:
        messages = closed_by_desk(identity.section_name_in(talk.section_id, talk.language), talk.language)
        messaging.line_push(
            actor, friend_id=talk.friend_id, messages=messages, key=f"portal:talk-end:{talk.pk}"
        )
    return talk
