"""Addresses of messaging: the staff's pages, and where LINE reports on the Internet face."""

from django.urls import path

from yakuba.messaging.line import WEBHOOK_PATH
from yakuba.messaging.web import deliveries, line_channels, line_webhook, template_texts

resident = [path(WEBHOOK_PATH.removeprefix("/"), line_webhook.receive, name="line_webhook")]
urlpatterns = [
    path("", deliveries.deliveries, name="deliveries"),
    path("<uuid:delivery_id>/", deliveries.delivery, name="delivery"),
    path("<uuid:delivery_id>/retry", deliveries.retry, name="retry_delivery"),
    path("line/", line_channels.channels, name="line_channels"),
    path("line/new/", line_channels.connect, name="connect_line"),
    path("line/<slug:code>/", line_channels.channel, name="line_channel"),
    path("templates/", template_texts.templates, name="message_templates"),
    path("templates/<str:code>/", template_texts.template, name="message_template"),
    path("templates/<str:code>/<slug:language>/", template_texts.edit, name="message_text"),
]
