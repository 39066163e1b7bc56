"""Addresses of the JSON that other systems of the ward use."""

from django.urls import path

from yakuba.characters.rest import views

urlpatterns = [
    path("convert", views.convert, name="characters_convert"),
    path("glyphs", views.glyphs, name="characters_glyphs"),
    path("glyphs/<str:name>", views.glyph, name="characters_glyph"),
    path("tables/<str:system>", views.table, name="characters_table"),
]
