"""Who is spoken to at this moment: the friend, where the conversation stands, the account that is linked."""

from dataclasses import dataclass
from datetime import datetime

from yakuba.identity import api as identity
from yakuba.kernel.actor import Actor, system
from yakuba.kernel.refusals import NotFound
from yakuba.messaging import api as messaging
from yakuba.portal.actions.wait_for_words import wait_for_words
from yakuba.portal.models import LineChat
from yakuba.portal.queries import chat_of

HOUSE = system("line")


@dataclass(slots=True)
class Talking:
    """One event of a friend on LINE being answered. The row of the chat is locked meanwhile."""

    person: messaging.LinePerson
    chat: LineChat
    event_id: int
    happened: datetime

    @property
    def language(self) -> str:
        """In which language they are spoken to."""
        return self.person.language

    def resident(self) -> Actor | None:
        """Whoever linked the account, as somebody signed in with it; None without a link."""
        if self.person.resident_id is None:
            return None
        try:
            return identity.actor_for_resident(self.person.resident_id)
        except NotFound:
            return None

    def page(self, path: str) -> str:
        """One of our pages, for a button."""
        return messaging.line_page(self.person, path)

    def wait(self, waiting: str = "", about: str = "") -> None:
        """Say what the next words are for."""
        wait_for_words(HOUSE, chat=self.chat, waiting=waiting, about=about)

    def about(self) -> str:
        """What the conversation is about, "" for nothing."""
        try:
            return messaging.unseal(self.chat.about) if self.chat.about else ""
        except messaging.Unreadable:
            return ""


def talking(friend_id: int, event_id: int) -> Talking:
    """The friend, the chat (locked) and the moment of an event."""
    return Talking(
        messaging.line_person(friend_id), chat_of(friend_id), event_id, messaging.line_moment(event_id)
    )
