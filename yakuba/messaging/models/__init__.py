"""Tables of messaging, a file for each room: notices to one person, the road to LINE."""

from yakuba.messaging.models.line import LineChannel, LineEvent, LineFriend, LineNonce
from yakuba.messaging.models.notices import Delivery, InboxItem, Message, TemplateText

__all__ = [
    "Delivery",
    "InboxItem",
    "LineChannel",
    "LineEvent",
    "LineFriend",
    "LineNonce",
    "Message",
    "TemplateText",
]
