"""The copy of the answers (申請内容の控え) as PDF, from a sheet."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings

from yakuba.cases.printing import glyphs
from yakuba.cases.rules.sheets import Pages, SheetRow
from yakuba.kernel.clock import TOKYO
from yakuba.kernel.values.wareki import format_wareki

TEMPLATE = Path(__file__).parent.parent / "templates" / "cases" / "print" / "answers.typ"
EMPTY = "（入力なし）"


def render_answers(
    sheet: Pages,
    *,
    title: str,
    receipt: str,
    received_at: datetime,
    section_name: str,
    file_names: Mapping[str, str] | None = None,
) -> bytes:
    """The answers as a tagged PDF (PDF/UA-1). `file_names` gives the names of attached files by public id.

    A character that no font has becomes 〓 with a remark: the copy is not the application itself. Works outside
    a transaction and takes some milliseconds of CPU.
    """
    local = received_at.astimezone(TOKYO)
    names = file_names or {}
    data = {
        "title": f"{title} 申請内容の控え",
        "heading": title,
        "ward": settings.WARD.name,
        "facts": [
            ["受付番号", receipt],
            ["受付日時", f"{format_wareki(local.date())} {local.hour}時{local.minute:02d}分"],
            ["受付した課", section_name],
        ],
        "pages": [
            {"title": page.title, "rows": [[row.label, _lines(row, names)] for row in page.rows]}
            for page in sheet
            if page.rows
        ],
    }
    return glyphs.render_with_geta(TEMPLATE, data)


def _lines(row: SheetRow, names: Mapping[str, str]) -> list[str]:
    lines = [line for line in row.shown.splitlines() if line.strip()]
    known = [names[one] for one in row.files if one in names]
    return (known or lines) or [EMPTY]
