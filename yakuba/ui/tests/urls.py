"""Addresses for the tests of the pages: the catalogue and the language switch, whichever face is configured."""

from django.urls import include, path

from yakuba.ui.web.language import choose_language

urlpatterns = [
    path("language", choose_language, name="language"),
    path("ui/", include("yakuba.ui.web.urls")),
]
