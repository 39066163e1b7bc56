"""Export of cases as CSV or XLSX, streamed while it is read."""

from collections.abc import Iterator
from typing import Literal

from yakuba.cases.actions.record_export import record_export
from yakuba.cases.queries import export
from yakuba.cases.queries.search import Filters
from yakuba.cases.rules import xlsx
from yakuba.kernel.actor import Actor
from yakuba.kernel.values import csv_text

Form = Literal["csv", "xlsx"]
CONTENT_TYPES: dict[Form, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def export_rows(actor: Actor, filters: Filters, *, form: Form) -> Iterator[bytes]:
    """The bytes of a table of all cases that the filters leave, in the sections where the actor may export.

    The permission is checked and the entry of the trail written before this returns; the bytes are made while
    they are read. Answers have columns when `filters.kind` names a procedure.
    """
    record_export(actor, filters=filters, form=form)
    header, rows = export.table(actor, filters)
    if form == "xlsx":
        return xlsx.workbook("案件", header, rows)
    return csv_text.csv_bytes(header, rows)
