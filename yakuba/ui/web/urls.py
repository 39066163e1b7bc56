"""Addresses of the living catalogue."""

from django.urls import path

from yakuba.ui.web import catalogue

app_name = "ui"
urlpatterns = [
    path("", catalogue.index, name="catalogue"),
    path("parts/<slug:slug>/", catalogue.entry, name="entry"),
    path("samples/<slug:slug>/", catalogue.sample, name="sample"),
]
