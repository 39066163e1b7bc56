"""Addresses of the LGWAN face: the desk, the cockpit, the living catalogue in development."""

from django.urls import URLPattern, URLResolver, include, path

from yakuba.config.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
    path("messages/", include("yakuba.messaging.web.urls")),
]
handler404 = "yakuba.config.health.not_found"
