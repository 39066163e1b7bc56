"""Whose printed name changes: the list, files for mailing, letters. Names of persons: every look is recorded."""

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST, require_safe

from yakuba.characters import exports
from yakuba.characters import letters as printing
from yakuba.characters.actions.discard_run import discard_run
from yakuba.characters.actions.record_notices import FORMS, record_notices
from yakuba.characters.models import Difference
from yakuba.characters.permissions import RUN
from yakuba.characters.queries.gaiji_tables import pictures_of
from yakuba.characters.queries.runs import (
    all_differences,
    differences,
    printed_counts,
    run_by_id,
    table_tried,
)
from yakuba.characters.rules.printed import PRINTED_LABELS, Printed
from yakuba.characters.web import parts
from yakuba.kernel.refusals import Refusal
from yakuba.kernel.values.csv_text import csv_bytes
from yakuba.ui.components.lists import simple_table
from yakuba.ui.components.navigation import Link, tabs
from yakuba.ui.components.notices import notice
from yakuba.ui.pages import PageRequest, page, render
from yakuba.ui.tables import Column, ListPage

PERSONS = 50
LETTERS = 100


def _after(row: Difference) -> str:
    return row.after or "（決まっていない字があります）"


LIST: ListPage[Difference] = ListPage(
    name="gaiji_changed",
    caption="氏名の変わる人",
    columns=(
        Column("key", "宛名番号", lambda row: row.key, heads_row=True, wrap=False),
        Column("before", "いまの氏名", lambda row: row.before),
        Column("after", "変わったあとの氏名", _after),
        Column("letters", "変わる文字", lambda row: " → ".join(filter(None, exports.changed_letters(row)))),
        Column("printed", "印字", lambda row: PRINTED_LABELS[Printed(row.printed)], wrap=False),
    ),
)


def _printed(asked: str) -> Printed | None:
    return Printed(asked) if asked in list(Printed) else None


@page(permission=RUN)
@require_safe
def run(request: PageRequest, run_id: int) -> HttpResponse:
    """The persons of a dry run, those whose printed form changes first."""
    one = run_by_id(request.actor, run_id)
    counted = printed_counts(one)
    asked = request.GET.get("printed", "changed")
    printed = _printed(asked)
    after = parts.number(request.GET.get("after"))
    rows = differences(request.actor, run_id=run_id, printed=printed, after=after, limit=PERSONS)
    here = reverse("gaiji_run", args=[one.pk])
    views = [
        Link(label, f"{here}?printed={value}", current=value is printed, count=counted.get(value, 0))
        for value, label in PRINTED_LABELS.items()
    ]
    views.sort(key=lambda link: "changed" not in link.url)
    return render(
        request,
        "characters/staff/run.html",
        {
            "one": one,
            "tried": table_tried(one),
            "views": tabs(views, label="印字のちがい"),
            "table": simple_table(LIST, None, rows) if rows else "",
            "more": f"{here}?printed={asked}&after={rows[-1].pk}" if len(rows) == PERSONS and printed else "",
            "total": f"{one.total:,}",
            "changed": f"{counted.get(Printed.CHANGED, 0):,}",
            "undecided": f"{counted[Printed.OPEN]:,}" if counted.get(Printed.OPEN) else "",
            "unchanged": f"{one.same:,}",
            "batches": _batches(run_id, counted.get(Printed.CHANGED, 0)),
            "notices": [notice("info", parts.when_words(one.finished_at) + " に試した結果です。")],
            "breadcrumb": parts.way(Link("外字変換表", reverse("gaiji_tables")), Link(one.label)),
        },
    )


def _batches(run_id: int, persons: int) -> list[tuple[str, str]]:
    """Letters come a hundred at a time: label and address."""
    url = reverse("gaiji_run_letters", args=[run_id])
    return [
        (f"{first + 1:,}〜{min(first + LETTERS, persons):,}人目", f"{url}?batch={first // LETTERS + 1}")
        for first in range(0, persons, LETTERS)
    ][:100]


@page(permission=RUN)
@require_GET
def export(request: PageRequest, run_id: int, form: str) -> HttpResponseBase:
    """The list of all who change, or the file for a mail merge with those whose printed form changes."""
    if form not in ("list", "merge"):
        raise Http404
    one = run_by_id(request.actor, run_id)
    rows = all_differences(one, Printed.CHANGED if form == "merge" else None)
    record_notices(request.actor, run_id=run_id, form=form, persons=rows.count())
    if form == "merge":
        lines = csv_bytes(exports.MERGE_COLUMNS, exports.merge_rows(rows.iterator(2_000)))
    else:
        lines = csv_bytes(exports.LIST_COLUMNS, exports.list_rows(rows.iterator(2_000)))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"{FORMS[form]}_{one.pk}.csv"
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"  # noqa: FBT003
    return answer


@page(permission=RUN)
@require_GET
def letters(request: PageRequest, run_id: int) -> HttpResponse:
    """A hundred letters to those whose printed form changes, one a page."""
    one = run_by_id(request.actor, run_id)
    tried = table_tried(one)
    batch = max(1, parts.number(request.GET.get("batch")))
    rows = list(all_differences(one, Printed.CHANGED)[(batch - 1) * LETTERS : batch * LETTERS])
    if not rows:
        raise Http404
    record_notices(request.actor, run_id=run_id, form="letters", persons=len(rows))
    content = printing.print_letters(
        rows, office=settings.WARD.name, pictures=pictures_of(tried) if tried else {}
    )
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"{FORMS['letters']}_{one.pk}_{batch}.pdf"
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"  # noqa: FBT003
    return answer


@page(permission=RUN)
@require_POST
def discard(request: PageRequest, run_id: int) -> HttpResponse:
    """Remove the names: they are kept no longer than the work on them lasts."""
    tried = table_tried(run_by_id(request.actor, run_id))
    if request.POST.get("sure") != "yes":
        raise Refusal("not_sure", "消してよいことを確かめて、印を付けてください。")
    discard_run(request.actor, run_id=run_id)
    return HttpResponseRedirect(reverse("gaiji_table", args=[tried.pk]) if tried else reverse("gaiji_tables"))
