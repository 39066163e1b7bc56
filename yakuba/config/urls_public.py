"""Addresses of the Internet face. Nothing of the staff's is mounted here."""

from django.urls import URLPattern, URLResolver, path

from yakuba.config.health import health
from yakuba.identity.web import urls as identity
from yakuba.messaging.web import urls as messaging
from yakuba.portal.web import urls as portal
from yakuba.procedures.web import urls as procedures
from yakuba.ui.web.language import choose_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
    path("language", choose_language, name="language"),
    *identity.resident,
    *messaging.resident,
    *portal.resident,
    *procedures.resident,
]
handler400 = "yakuba.config.health.bad_request"
handler404 = "yakuba.config.health.not_found"
handler500 = "yakuba.ui.middleware.failed"
