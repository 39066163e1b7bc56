"""Addresses of the portal: one list for each face."""

from django.urls import path

from yakuba.portal.web import line, talks
from yakuba.portal.web import resident as resident_pages
from yakuba.portal.web import settings as settings_pages
from yakuba.portal.web import staff as staff_pages

resident = [
    path("", resident_pages.home, name="home"),
    path("my/", resident_pages.my_page, name="my_page"),
    path("my/line", line.my_line, name="my_line"),
    path("my/line/link", line.link, name="my_line_link"),
    path("my/line/<int:friend_id>/unlink", line.unlink, name="my_line_unlink"),
    path("my/line/<int:friend_id>/only", line.only, name="my_line_only"),
    path("my/line/<int:friend_id>/forget", line.forget, name="my_line_forget"),
    path("my/messages/<uuid:message_id>", resident_pages.my_message, name="my_message"),
]
staff = [
    path("", staff_pages.desk, name="desk"),
    path("talks/", talks.talks, name="line_talks"),
    path("talks/<int:talk_id>", talks.talk, name="line_talk"),
    path("talks/<int:talk_id>/move", talks.move, name="line_talk_move"),
    path("talks/<int:talk_id>/end", talks.end, name="line_talk_end"),
    path("audit/", staff_pages.audit_trail, name="audit_trail"),
    path("settings/", settings_pages.settings_list, name="settings"),
    path("settings/<str:code>", settings_pages.setting, name="setting"),
]
