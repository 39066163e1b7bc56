"""Addresses of the desk, below `cases/`; staff face only."""

from django.urls import path

from yakuba.cases.web import bulk, case, correction, decision, exporting, listing, officers, opinion

urlpatterns = [
    path("", listing.listing, name="cases"),
    path("opinions", opinion.opinions, name="cases_opinions"),
    path("bulk", bulk.bulk, name="cases_bulk"),
    path("bulk/result", bulk.bulk_result, name="cases_bulk_result"),
    path("export.csv", exporting.export, {"form": "csv"}, name="cases_export_csv"),
    path("export.xlsx", exporting.export, {"form": "xlsx"}, name="cases_export_xlsx"),
    path("<int:case_id>", case.case, name="case"),
    path("<int:case_id>/print", case.paper, name="case_print"),
    path("<int:case_id>/presence", case.presence, name="case_presence"),
    path("<int:case_id>/documents/<int:document_id>", case.document, name="case_document"),
    path("<int:case_id>/sheets/<int:number>", case.earlier_sheet, name="case_sheet"),
    path("<int:case_id>/notice-by-hand", case.notice_by_hand, name="case_notice_by_hand"),
    path("<int:case_id>/take", officers.take, name="case_take"),
    path("<int:case_id>/assign", officers.assign, name="case_assign"),
    path("<int:case_id>/transfer", officers.transfer, name="case_transfer"),
    path("<int:case_id>/messages/new", officers.message, name="case_message"),
    path("<int:case_id>/notes/new", officers.note, name="case_note"),
    path("<int:case_id>/correction", correction.ask_correction, name="case_correction"),
    path("<int:case_id>/correction/cancel", officers.cancel_correction, name="case_correction_cancel"),
    path("<int:case_id>/opinions/new", officers.ask_opinion, name="case_opinion"),
    path(
        "<int:case_id>/opinions/<int:opinion_id>/answer", opinion.answer_opinion, name="case_opinion_answer"
    ),
    path(
        "<int:case_id>/opinions/<int:opinion_id>/cancel", opinion.cancel_opinion, name="case_opinion_cancel"
    ),
    path("<int:case_id>/decision", decision.decide, name="case_decide"),
    path("<int:case_id>/decision/preview", decision.preview_notice, name="case_preview"),
    path("<int:case_id>/decision/undo", officers.undo, name="case_undo"),
    path("<int:case_id>/decision/release", officers.release, name="case_release"),
]
