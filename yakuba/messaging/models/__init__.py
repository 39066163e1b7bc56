"""Tables of messaging, a file for each room: notices to one person, the road to LINE, the audience, campaigns."""

from yakuba.messaging.models.audience import PushDevice, Reader, ReaderAddress, ReaderDate, Segment
from yakuba.messaging.models.campaign_files import CampaignFile, RunFile
from yakuba.messaging.models.campaign_templates import CampaignTemplate, CampaignTemplateVersion
from yakuba.messaging.models.campaigns import Addressee, Batch, Campaign, Personal, Run
from yakuba.messaging.models.line import LineChannel, LineEvent, LineFriend, LineNonce
from yakuba.messaging.models.notices import Delivery, InboxItem, Message, TemplateText

__all__ = [
    "Addressee",
    "Batch",
    "Campaign",
    "CampaignFile",
    "CampaignTemplate",
    "CampaignTemplateVersion",
    "Delivery",
    "InboxItem",
    "LineChannel",
    "LineEvent",
    "LineFriend",
    "LineNonce",
    "Message",
    "Personal",
    "PushDevice",
    "Reader",
    "ReaderAddress",
    "ReaderDate",
    "Run",
    "RunFile",
    "Segment",
    "TemplateText",
]
