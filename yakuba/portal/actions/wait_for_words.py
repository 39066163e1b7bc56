"""Keep what the next words of a friend on LINE are for."""

from datetime import datetime

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging import api as messaging
from yakuba.portal.models import LineChat
from yakuba.portal.permissions import HEAR_LINE


@action(permission=HEAR_LINE, unaudited="会話の途中の控えで、役所の判断は含みません")
def wait_for_words(
    actor: Actor, *, chat: LineChat, waiting: str, about: str = "", heard: datetime | None = None
) -> None:
    """Wait for words of a kind (`LineChat.Waiting`, "" for none); `about` is kept sealed. `heard`: until when all was heard."""
    chat.waiting, chat.about = waiting, messaging.seal(about) if about else b""
    if heard is not None and (chat.heard_until is None or heard > chat.heard_until):
        chat.heard_until = heard
    chat.save(update_fields=["waiting", "about", "heard_until"])
