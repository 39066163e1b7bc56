"""Keep in which language a friend on LINE is spoken to."""

from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.messaging.declarations import known_language
from yakuba.messaging.models import LineFriend, Reader
from yakuba.messaging.permissions import RECEIVE


@action(permission=RECEIVE, unaudited="友だちが自分で選んだことの控えで、役所の判断は含みません")
def set_line_language(actor: Actor, *, friend_id: int, language: str) -> None:
    """Speak to this friend in `language` from now on (ja, ja-easy, en; anything else is Japanese)."""
    LineFriend.objects.filter(pk=friend_id).update(language=known_language(language))
    Reader.objects.filter(friend_id=friend_id).update(language=known_language(language))
