"""Hand a talk on LINE over to another section."""

from yakuba.identity import api as identity
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal
from yakuba.messaging import api as messaging
from yakuba.portal.actions.answer_talk import ENDED
from yakuba.portal.desk_words import closed_until, moved_by_desk
from yakuba.portal.models import Talk, TalkLine
from yakuba.portal.permissions import ANSWER_TALKS
from yakuba.portal.queries import lock_talk

LONGEST = 300


@action(permission=ANSWER_TALKS, audit="LINEの相談をほかの課へ移した")
def move_talk(actor: Actor, *, talk_id: int, section_id: int, why: str) -> Talk:
    """Let another section go on with the talk: it waits there from now on, with `why` for those who read it there.

    The friend is told which section answers, not why. Refuses a talk of another section (NotFound), one that ended,
    a section in which nobody answers talks, the same one, and no reason or one of more than 300 characters.
    """
    talk = lock_talk(actor, talk_id)
    if talk.closed_at is not None:
        raise Refusal("ended", ENDED)
    if section_id == talk.section_id or section_id not in identity.sections_with(ANSWER_TALKS):
        sentence = "移す先の課を選んでください。"
        raise Refusal("no_such_section", sentence, {"section": sentence})
    words = why.replace("\r\n", "\n").replace("\x00", "").strip()
    if not words or len(words) > LONGEST:
        sentence = f"移す理由を{LONGEST}文字までで書いてください。"
        raise Refusal("why", sentence, {"why": sentence})
    now = clock.now()
    audit.note(about=talk, before=talk.section_id, after=section_id)
    line = TalkLine.objects.create(
        talk=talk, staff_id=actor.staff_id, section_id=talk.section_id, kind=TalkLine.MOVED,
        words=messaging.seal(words), at=now,
    )  # fmt: skip
    talk.section_id, talk.last_at = section_id, now
    talk.told_closed_on = clock.today() if closed_until(section_id) else None  # said with the handing over
    talk.waiting_since = talk.waiting_since or now
    talk.save(update_fields=["section", "last_at", "told_closed_on", "waiting_since"])
    if messaging.line_person(talk.friend_id).followed:
        messages = [moved_by_desk(section_id, talk.language)]
        messaging.line_push(
            actor, friend_id=talk.friend_id, messages=messages, key=f"portal:talk-line:{line.pk}"
        )
    return talk
