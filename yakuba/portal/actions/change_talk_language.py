"""Take over into an open talk that the friend speaks another language now."""

from yakuba.kernel import clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging import api as messaging
from yakuba.portal.models import Talk, TalkLine
from yakuba.portal.permissions import HEAR_LINE


@action(permission=HEAR_LINE, unaudited="相談した方が自分のことばを選んだだけで、役所の判断は含みません")
def change_talk_language(actor: Actor, *, talk: Talk, language: str) -> None:
    """Speak to the friend in this language from now on, and let the desk see it among the words; the same again
    changes nothing."""
    if talk.language == language:
        return
    talk.language = language
    talk.save(update_fields=["language"])
    TalkLine.objects.create(talk=talk, kind=TalkLine.LANGUAGE, words=messaging.seal(language), at=clock.now())
