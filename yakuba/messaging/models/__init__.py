"""Tables of messaging, a file for each room: notices to one person."""

from yakuba.messaging.models.notices import Delivery, InboxItem, Message, TemplateText

__all__ = ["Delivery", "InboxItem", "Message", "TemplateText"]
