"""Addresses of the LGWAN face: the desk, the cockpit, the living catalogue in development."""

from django.urls import URLPattern, URLResolver, path

from yakuba.config.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
]
handler404 = "yakuba.config.health.not_found"
