"""Answers as the person who gave them reads them: page by page, in the language of the page."""

from collections.abc import Callable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from yakuba.kernel import clock
from yakuba.procedures.rules.compiling import Form
from yakuba.procedures.rules.sheet import SheetRow, sheet
from yakuba.procedures.web.words import language
from yakuba.ui.components.records import SummaryRow

Pages = list[dict[str, Any]]


def answered(form: Form, answers: Mapping[str, Any], today: date | None = None) -> list[SheetRow]:
    """The rows of the answers, in the language of the page; what is computed is computed as on a day (today)."""
    return sheet(form, answers, today=today or clock.today(), language=language(), translate=_)


def in_pages(rows: list[SheetRow], line: Callable[[SheetRow], SummaryRow]) -> Pages:
    """The rows by page, and within it by row of a group: title, lists of (heading or "", lines)."""
    return [
        {
            "title": title,
            "lists": [
                (name, [line(row) for row in within])
                for name, within in groupby(on_page, key=lambda row: row.row_name)
            ],
        }
        for (_key, title), on_page in groupby(rows, key=lambda row: (row.page, row.page_title))
    ]
