"""Addresses of the workshop, below `characters/`; staff face only."""

from django.urls import path

from yakuba.characters.web import gaiji_tables, home, images, intakes, judging, listing, runs, sheet, verbs

urlpatterns = [
    path("", home.home, name="characters"),
    path("systems/new", home.new_system, name="gaiji_system_new"),
    path("list", listing.listing, name="gaiji_list"),
    path("next/<str:stage>", judging.next_one, name="gaiji_next"),
    path("sheet/<str:stage>", sheet.sheet, name="gaiji_sheet"),
    path("conflicts", listing.conflicts, name="gaiji_conflicts"),
    path("gaiji/<int:gaiji_id>", judging.gaiji, name="gaiji"),
    path("gaiji/<int:gaiji_id>/persons", judging.persons, name="gaiji_persons"),
    path("gaiji/<int:gaiji_id>/propose", verbs.propose, name="gaiji_propose"),
    path("gaiji/<int:gaiji_id>/confirm", verbs.confirm, name="gaiji_confirm"),
    path("gaiji/<int:gaiji_id>/object", verbs.object_to, name="gaiji_object"),
    path("gaiji/<int:gaiji_id>/withdraw", verbs.withdraw, name="gaiji_withdraw"),
    path("gaiji/<int:gaiji_id>/reopen", verbs.reopen, name="gaiji_reopen"),
    path("pictures/<int:picture_id>", images.picture, name="gaiji_picture"),
    path("pictures/<int:picture_id>/over/<str:glyph>", images.overlay, name="gaiji_overlay"),
    path("glyphs/<str:glyph>/picture", images.glyph_picture, name="glyph_picture"),
    path("systems/<int:system_id>/forget", intakes.forget, name="gaiji_forget"),
    path("intakes", intakes.intakes, name="gaiji_intakes"),
    path("intakes/new", intakes.new, name="gaiji_intake_new"),
    path("intakes/<int:intake_id>", intakes.intake, name="gaiji_intake"),
    path("tables", gaiji_tables.tables, name="gaiji_tables"),
    path("tables/make", gaiji_tables.make, name="gaiji_table_make"),
    path("tables/<int:table_id>", gaiji_tables.table, name="gaiji_table"),
    path("tables/<int:table_id>/export.csv", gaiji_tables.export_csv, name="gaiji_table_csv"),
    path("tables/<int:table_id>/export.json", gaiji_tables.export_json, name="gaiji_table_json"),
    path("tables/<int:table_id>/try", gaiji_tables.try_on_names, name="gaiji_table_try"),
    path("tables/<int:table_id>/sign-off", gaiji_tables.sign_off, name="gaiji_table_sign_off"),
    path("tables/<int:table_id>/roll-back", gaiji_tables.roll_back, name="gaiji_table_roll_back"),
    path("runs/<int:run_id>", runs.run, name="gaiji_run"),
    path("runs/<int:run_id>/<str:form>.csv", runs.export, name="gaiji_run_csv"),
    path("runs/<int:run_id>/letters.pdf", runs.letters, name="gaiji_run_letters"),
    path("runs/<int:run_id>/discard", runs.discard, name="gaiji_run_discard"),
]
