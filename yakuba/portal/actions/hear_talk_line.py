"""Take the words of a friend into the talk they are in."""

from datetime import datetime

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging import api as messaging
from yakuba.portal.models import Talk, TalkLine
from yakuba.portal.permissions import HEAR_LINE


@action(permission=HEAR_LINE, unaudited="相談した方が自分で書いた言葉を、そのまま残すだけです")
def hear_talk_line(
    actor: Actor, *, talk: Talk, event_id: int, words: str, kind: str, happened: datetime
) -> bool:
    """Keep the words, sealed, under the moment they were said; whether they are new. `kind` is LINE's (text, image …)."""
    line = TalkLine(talk=talk, event=event_id, kind=kind, words=messaging.seal(words), at=happened)
    if TalkLine.objects.filter(event=event_id).exists():
        return False
    line.save(force_insert=True)
    talk.waiting_since = min(talk.waiting_since or happened, happened)
    talk.last_at = max(talk.last_at, happened)
    talk.save(update_fields=["waiting_since", "last_at"])
    return True
