"""Answer in a talk on LINE."""

from datetime import timedelta

from yakuba.identity import api as identity
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal
from yakuba.messaging import api as messaging
from yakuba.portal.desk_words import from_desk
from yakuba.portal.models import Talk, TalkLine
from yakuba.portal.permissions import ANSWER_TALKS
from yakuba.portal.queries import lines_of, lock_talk

LONGEST = 1000
PRESSED_TWICE = timedelta(minutes=2)
ENDED = "この相談は終わっています。"
GONE = "相手がLINEで友だちではないため（ブロックされています）、送れません。"


@action(permission=ANSWER_TALKS, audit="LINEの相談に答えた")
def answer_talk(actor: Actor, *, talk_id: int, words: str) -> TalkLine:
    """Keep the words, sealed, and send them under the name of the section.

    The same words again within two minutes are the same answer, pressed twice. Refuses a talk of another section (NotFound), one that ended, no words or more than 1,000 characters, and somebody
    who blocked the account.
    """
    talk = lock_talk(actor, talk_id)
    said = words.replace("\r\n", "\n").replace("\x00", "").strip()
    if talk.closed_at is not None:
        raise Refusal("ended", ENDED)
    if not said or len(said) > LONGEST:
        sentence = f"返事を{LONGEST}文字までで書いてください。"
        raise Refusal("words", sentence, {"words": sentence})
    if not messaging.line_person(talk.friend_id).followed:
        raise Refusal("gone", GONE)
    now = clock.now()
    if (same := _said_already(talk, said)) is not None:
        return same
    line = TalkLine.objects.create(
        talk=talk, staff_id=actor.staff_id, section_id=talk.section_id, words=messaging.seal(said), at=now
    )
    talk.waiting_since, talk.last_at = None, now
    talk.save(update_fields=["waiting_since", "last_at"])
    message = from_desk(said, identity.section_name(talk.section_id), talk.language)
    messaging.line_push(
        actor, friend_id=talk.friend_id, messages=[message], key=f"portal:talk-line:{line.pk}", private=True
    )
    audit.note(about=talk)
    return line


def _said_already(talk: Talk, words: str) -> TalkLine | None:
    last = lines_of(talk).last()
    if last is None or not last.from_office or last.kind != "text" or clock.now() - last.at > PRESSED_TWICE:
        return None
    return last if messaging.unseal(last.words) == words else None
