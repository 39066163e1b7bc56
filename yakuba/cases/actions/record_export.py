"""record_export: cases leave the house as a file."""

from yakuba.cases.permissions import EXPORT
from yakuba.cases.queries import export
from yakuba.cases.queries.search import Filters
from yakuba.kernel import audit
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.audit import Subject
from yakuba.kernel.refusals import Refusal

MOST_IN_WORKBOOK = 200_000


@action(permission=EXPORT, audit="案件を書き出した")
def record_export(actor: Actor, *, filters: Filters, form: str) -> int:
    """Note the export of a table, with its filters and the number of cases, before the first byte leaves.

    The words searched for may be a name, so only the fact that there were some is kept. Refuses a workbook of
    more than 200,000 rows.
    """
    cases = export.count(actor, filters)
    if form == "xlsx" and cases > MOST_IN_WORKBOOK:
        raise Refusal(
            "too_many_rows",
            f"Excelで書き出せるのは{MOST_IN_WORKBOOK:,}件までです。条件で絞るか、CSVにしてください。",
        )
    narrowed = {
        name: str(value)
        for name in Filters.__slots__
        if name != "text" and (value := getattr(filters, name)) not in ("", None, False)
    }
    audit.note(Subject("cases", "Export", ""), form=form, cases=cases, filters=narrowed)
    if filters.text:
        audit.note(searched=True)
    return cases
