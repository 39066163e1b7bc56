"""Addresses of messaging: the staff's pages, and where LINE reports on the Internet face."""

from django.urls import path

from yakuba.messaging.line import WEBHOOK_PATH
from yakuba.messaging.web import (
    campaign_files,
    campaign_page,
    campaign_report,
    campaign_templates,
    campaigns,
    deliveries,
    devices,
    files,
    line_channels,
    line_webhook,
    notices,
    template_texts,
    testers,
    why,
)

resident = [
    path(WEBHOOK_PATH.removeprefix("/"), line_webhook.receive, name="line_webhook"),
    path("my/notices", notices.wishes, name="my_notices"),
    path("my/notices/forget", notices.forget, name="my_notices_forget"),
    path("my/devices", devices.devices, name="my_devices"),
    path("my/devices/add", devices.add, name="my_devices_add"),
    path("my/devices/<uuid:device_id>/remove", devices.remove, name="my_device_remove"),
    path("my/devices/<uuid:device_id>/try", devices.try_one, name="my_device_try"),
    path("push-worker.js", devices.worker, name="push_worker"),
    path("app.webmanifest", devices.manifest, name="web_manifest"),
    path("notices/<uuid:public_id>", why.why, name="why_notice"),
    path("notices/files/<str:token>", files.files, name="notice_files"),
    path("notices/files/<str:token>/<int:number>", files.file, name="notice_file"),
    path("notices/stop/<str:token>", why.stop, name="stop_notice"),
]
urlpatterns = [
    path("", deliveries.deliveries, name="deliveries"),
    path("<uuid:delivery_id>/", deliveries.delivery, name="delivery"),
    path("<uuid:delivery_id>/retry", deliveries.retry, name="retry_delivery"),
    path("line/", line_channels.channels, name="line_channels"),
    path("line/new/", line_channels.connect, name="connect_line"),
    path("line/<slug:code>/", line_channels.channel, name="line_channel"),
    path("campaigns/", campaigns.campaign_list, name="campaigns"),
    path("campaigns/new", campaigns.new, name="campaign_new"),
    path("campaigns/count", campaigns.count, name="campaign_count"),
    path("campaigns/testers", testers.testers, name="testers"),
    path("campaigns/templates/", campaign_templates.template_list, name="campaign_templates"),
    path("campaigns/templates/new", campaign_templates.new, name="campaign_template_new"),
    path("campaigns/templates/<int:template_id>/", campaign_templates.template, name="campaign_template"),
    path(
        "campaigns/templates/<int:template_id>/edit", campaign_templates.edit, name="campaign_template_edit"
    ),
    path(
        "campaigns/templates/<int:template_id>/retire",
        campaign_templates.retire,
        name="campaign_template_retire",
    ),
    path(
        "campaigns/templates/<int:template_id>/restore",
        campaign_templates.restore,
        name="campaign_template_restore",
    ),
    path("campaigns/runs/<int:run_id>/resume", campaign_page.resume, name="run_resume"),
    path("campaigns/runs/<int:run_id>/files", campaign_files.files_end, name="run_files_end"),
    path("campaigns/<int:campaign_id>/report.csv", campaign_report.report, name="campaign_report"),
    path("campaigns/runs/<int:run_id>/letters.csv", campaign_report.letters, name="run_letters"),
    path("campaigns/<int:campaign_id>/", campaign_page.campaign, name="campaign"),
    path("campaigns/<int:campaign_id>/edit", campaigns.edit, name="campaign_edit"),
    path("campaigns/<int:campaign_id>/files", campaign_files.campaign_files_page, name="campaign_files"),
    path("campaigns/<int:campaign_id>/ask", campaign_page.ask, name="campaign_ask"),
    path("campaigns/<int:campaign_id>/approve", campaign_page.approve, name="campaign_approve"),
    path("campaigns/<int:campaign_id>/back", campaign_page.send_back, name="campaign_back"),
    path("campaigns/<int:campaign_id>/stop", campaign_page.stop, name="campaign_stop"),
    path("campaigns/<int:campaign_id>/test", campaign_page.test, name="campaign_test"),
    path("templates/", template_texts.templates, name="message_templates"),
    path("templates/<str:code>/", template_texts.template, name="message_template"),
    path("templates/<str:code>/<slug:language>/", template_texts.edit, name="message_text"),
]
