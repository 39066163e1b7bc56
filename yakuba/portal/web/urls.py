"""Addresses of the portal: one list for each face."""

from django.urls import path

from yakuba.portal.web import resident as resident_pages
from yakuba.portal.web import settings as settings_pages
from yakuba.portal.web import staff as staff_pages

resident = [
    path("", resident_pages.home, name="home"),
    path("my/", resident_pages.my_page, name="my_page"),
    path("my/messages/<uuid:message_id>", resident_pages.my_message, name="my_message"),
]
staff = [
    path("", staff_pages.desk, name="desk"),
    path("audit/", staff_pages.audit_trail, name="audit_trail"),
    path("settings/", settings_pages.settings_list, name="settings"),
    path("settings/<str:code>", settings_pages.setting, name="setting"),
]
