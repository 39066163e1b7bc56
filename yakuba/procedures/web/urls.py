"""Addresses of procedures: resident pages for the Internet face, staff pages for the LGWAN face."""

from django.urls import path

from yakuba.procedures.web import (
    correcting,
    filling,
    sending,
    staff_changes,
    staff_preview,
    start,
    status,
)
from yakuba.procedures.web import staff as staff_pages

resident = [
    path("procedures/<slug:slug>/", start.procedure, name="procedure"),
    path("procedures/<slug:slug>/begin", start.begin, name="procedure_begin"),
    path("procedures/<slug:slug>/go-on", start.go_on, name="procedure_go_on"),
    path("procedures/<slug:slug>/discard", start.discard, name="procedure_discard"),
    path("procedures/<slug:slug>/later", start.later, name="procedure_later"),
    path("procedures/<slug:slug>/page/<slug:page_key>", filling.fill_page, name="procedure_page"),
    path("procedures/<slug:slug>/summary", sending.summary, name="procedure_summary"),
    path("procedures/<slug:slug>/send", sending.send, name="procedure_send"),
    path("my/applications/<str:receipt>/received", sending.received, name="application_received"),
    path("my/applications/<str:receipt>", status.application, name="application"),
    path("my/applications/<str:receipt>/answers.pdf", sending.answers_pdf, name="application_pdf"),
    path("my/applications/<str:receipt>/reply", status.reply, name="application_reply"),
    path("my/applications/<str:receipt>/withdraw", status.withdraw, name="application_withdraw"),
    path(
        "my/applications/<str:receipt>/documents/<int:document_id>",
        status.document,
        name="application_document",
    ),
    path("my/applications/<str:receipt>/correction", correcting.correction, name="application_correction"),
]
staff = [
    path("procedures/", staff_pages.procedures, name="procedures"),
    path("procedures/load", staff_changes.load, name="procedure_load"),
    path("procedures/<slug:slug>/", staff_pages.procedure, name="procedure_shelf"),
    path("procedures/<slug:slug>/pause", staff_changes.pause, name="procedure_pause"),
    path("procedures/<slug:slug>/<int:number>/", staff_pages.version, name="procedure_version"),
    path(
        "procedures/<slug:slug>/<int:number>/differences",
        staff_pages.version_differences,
        name="procedure_differences",
    ),
    path("procedures/<slug:slug>/<int:number>/publish", staff_changes.publish, name="procedure_publish"),
    path("procedures/<slug:slug>/<int:number>/export.toml", staff_pages.export, name="procedure_export"),
    path(
        "procedures/<slug:slug>/<int:number>/preview/<slug:page_key>",
        staff_preview.preview,
        name="procedure_preview",
    ),
]
