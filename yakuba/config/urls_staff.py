"""Addresses of the LGWAN face: the desk, the cockpit, the living catalogue in development."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from yakuba.config.health import health
from yakuba.identity.web import urls as identity
from yakuba.portal.web import urls as portal
from yakuba.procedures.web import urls as procedures

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
    path("api/characters/", include("yakuba.characters.rest.urls")),
    path("cases/", include("yakuba.cases.web.urls")),
    path("characters/", include("yakuba.characters.web.urls")),
    *identity.staff,
    path("messages/", include("yakuba.messaging.web.urls")),
    *portal.staff,
    *procedures.staff,
]
if settings.DEMO or settings.DEBUG:
    urlpatterns.append(path("ui/", include("yakuba.ui.web.urls")))
handler400 = "yakuba.config.health.bad_request"
handler404 = "yakuba.config.health.not_found"
handler500 = "yakuba.ui.middleware.failed"
