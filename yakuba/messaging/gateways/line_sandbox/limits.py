"""What LINE's reference pages say beyond its OpenAPI: lengths, counts, addresses that must be https.

Each entry tightens a field of `facts.json`, so that whatever the OpenAPI refuses is still refused.
"""

from typing import Any

HTTPS = "^https://"
ACTION_URI = "^(https?|tel|line|mailto):"
COLOUR = "^#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?$"
NAMED_ID = "^U[0-9a-f]{32}$"

FIELDS: dict[str, dict[str, Any]] = {
    "TextMessage.text": {"min": 1, "max": 5000},
    "TextMessageV2.text": {"min": 1, "max": 5000},
    "FlexMessage.altText": {"min": 1, "max": 1500},
    "TemplateMessage.altText": {"min": 1, "max": 1500},
    "ImagemapMessage.altText": {"min": 1, "max": 1500},
    "ImageMessage.originalContentUrl": {"max": 2000, "pattern": HTTPS},
    "ImageMessage.previewImageUrl": {"max": 2000, "pattern": HTTPS},
    "VideoMessage.originalContentUrl": {"max": 2000, "pattern": HTTPS},
    "VideoMessage.previewImageUrl": {"max": 2000, "pattern": HTTPS},
    "AudioMessage.originalContentUrl": {"max": 2000, "pattern": HTTPS},
    "LocationMessage.title": {"min": 1, "max": 100},
    "LocationMessage.address": {"min": 1, "max": 100},
    "LocationMessage.latitude": {"min": -90, "max": 90},
    "LocationMessage.longitude": {"min": -180, "max": 180},
    "ButtonsTemplate.text": {"min": 1, "max": 160},
    "ButtonsTemplate.title": {"min": 1, "max": 40},
    "ButtonsTemplate.actions": {"min": 1, "max": 4},
    "ConfirmTemplate.text": {"min": 1, "max": 240},
    "ConfirmTemplate.actions": {"min": 2, "max": 2},
    "CarouselTemplate.columns": {"min": 1, "max": 10},
    "CarouselColumn.text": {"min": 1, "max": 120},
    "CarouselColumn.title": {"min": 1, "max": 40},
    "CarouselColumn.actions": {"min": 1, "max": 3},
    "ImageCarouselTemplate.columns": {"min": 1, "max": 10},
    "ImageCarouselColumn.imageUrl": {"max": 2000, "pattern": HTTPS},
    "FlexCarousel.contents": {"min": 1, "max": 12},
    "FlexText.color": {"pattern": COLOUR},
    "FlexSpan.color": {"pattern": COLOUR},
    "FlexButton.color": {"pattern": COLOUR},
    "FlexSeparator.color": {"pattern": COLOUR},
    "FlexBox.backgroundColor": {"pattern": COLOUR},
    "FlexBlockStyle.backgroundColor": {"pattern": COLOUR},
    "FlexImage.url": {"max": 2000, "pattern": HTTPS},
    "FlexIcon.url": {"max": 2000, "pattern": HTTPS},
    "MessageAction.text": {"min": 1, "max": 300},
    "MessageAction.label": {"max": 40},
    "PostbackAction.data": {"min": 1},
    "PostbackAction.displayText": {"max": 300},
    "PostbackAction.label": {"max": 40},
    "URIAction.uri": {"min": 1, "max": 1000, "pattern": ACTION_URI},
    "URIAction.label": {"max": 40},
    "DatetimePickerAction.data": {"min": 1},
    "QuickReply.items": {"min": 1},
    "QuickReplyItem.type": {"one_of": ["action"]},
    "RichMenuRequest.areas": {"max": 20},
    "RichMenuRequest.chatBarText": {"min": 1},
    "RichMenuRequest.name": {"min": 1},
    "RichMenuSize.width": {"min": 800, "max": 2500},
    "RichMenuSize.height": {"min": 250},
    "RichMenuSwitchAction.richMenuAliasId": {"min": 1},
    "SetWebhookEndpointRequest.endpoint": {"min": 1, "pattern": "^https?://"},
    "PushMessageRequest.customAggregationUnits": {"max": 1},
    "ShowLoadingAnimationRequest.loadingSeconds": {"step": 5},
}
NEEDS: dict[str, tuple[str, ...]] = {
    "QuickReply": ("items",),
    "QuickReplyItem": ("action", "type"),
    "RichMenuRequest": ("areas", "chatBarText", "name", "selected", "size"),
    "RichMenuArea": ("action", "bounds"),
    "RichMenuBounds": ("height", "width", "x", "y"),
    "RichMenuSize": ("height", "width"),
    "PostbackAction": ("data",),
    "MessageAction": ("text",),
    "URIAction": ("uri",),
    "DatetimePickerAction": ("data", "mode"),
    "RichMenuSwitchAction": ("data", "richMenuAliasId"),
}
CLOSED = ("Flex",)
"""Objects whose names begin so may hold nothing that is not known: LINE answers "unknown field"."""
LARGEST_BUBBLE = 30 * 1024
LARGEST_CAROUSEL = 50 * 1024
FLEX_DEPTH = 12
LABELLED = frozenset({"QuickReplyItem", "ButtonsTemplate", "ConfirmTemplate", "CarouselColumn", "FlexButton"})
"""Where the action of an object is a button, it needs a label."""
