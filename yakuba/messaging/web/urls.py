"""Addresses of messaging on the staff face."""

from django.urls import path

from yakuba.messaging.web import deliveries, template_texts

urlpatterns = [
    path("", deliveries.deliveries, name="deliveries"),
    path("<uuid:delivery_id>/", deliveries.delivery, name="delivery"),
    path("<uuid:delivery_id>/retry", deliveries.retry, name="retry_delivery"),
    path("templates/", template_texts.templates, name="message_templates"),
    path("templates/<str:code>/", template_texts.template, name="message_template"),
    path("templates/<str:code>/<slug:language>/", template_texts.edit, name="message_text"),
]
