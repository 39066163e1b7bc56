"""What was applied for, as the desk lays it out: answers with what changed and what is asked for again, and the files."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.urls import reverse

from yakuba.cases import api as cases
from yakuba.cases.models import Correction, Document
from yakuba.cases.web import words
from yakuba.kernel import clock, files

_IN_ROUND = re.compile(r"(.+\.[0-9]+)\.[^.]+")
_SPACE = re.compile("[ 　：]")

UNSERVED = {
    "waiting": "ウイルスの検査を待っています。しばらくすると開けます。",
    "quarantined": "ウイルスが見つかったため、開けません。",
}


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of the case: name, size, address of its download; `trouble` says why it cannot be opened."""

    name: str
    size: str
    url: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """One answer. `before` is what it said until the last correction, None where it says the same;
    `asked` the reason for which it is asked for again now.
    """

    key: str
    label: str
    shown: str
    files: tuple[FileView, ...] = ()
    before: str | None = None
    before_files: tuple[FileView, ...] = ()
    added: bool = False
    changed: bool = False
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that belong together: one round of a repeating group under its name, or rows without one."""

    heading: str
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True)
class PartView:
    """A page of the form with its answers."""

    title: str
    rows: tuple[RowView, ...]

    def blocks(self) -> list[Block]:
        """The rows, the rounds of repeating groups apart: what all labels of a round begin with is said once."""
        found = []
        for group, together in groupby(self.rows, key=_round):
            rows = tuple(together)
            heads = {_SPACE.split(row.label, maxsplit=1)[0] for row in rows}
            shorter = [_SPACE.split(row.label, maxsplit=1)[1:] for row in rows]
            if group and len(heads) == 1 and all(shorter):
                named = zip(rows, shorter, strict=True)
                found.append(Block(heads.pop(), tuple(replace(row, label=one[0]) for row, one in named)))
            else:
                found.append(Block("", rows))
        return found


def _round(row: RowView) -> str:
    """Which round of a repeating group a row belongs to: `children.0` of `children.0.name`."""
    found = _IN_ROUND.match(row.key)
    return found[1] if found else ""


def size_words(size: int) -> str:
    """A size in bytes as people read it."""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, size // 1024)} KB"


def file_view(document: Document) -> FileView:
    """A document as a line to download it by."""
    state = document.file.state
    return FileView(
        name=document.file.name,
        size=size_words(document.file.size),
        url=reverse("case_document", args=[document.case_id, document.pk]),
        trouble="" if state in files.SERVED else UNSERVED.get(state, "このファイルは開けません。"),
    )


def parts(page: cases.CasePage) -> list[PartView]:
    """The latest answers, page by page."""
    return laid_out(page.pages, page, {one.key: one for one in page.changes})


def earlier_parts(page: cases.CasePage, pages: Sequence[cases.SheetPage]) -> list[PartView]:
    """An earlier sheet of the case, without marks."""
    return laid_out(pages, page, {})


def laid_out(
    pages: Sequence[cases.SheetPage], page: cases.CasePage, changes: Mapping[str, cases.Change]
) -> list[PartView]:
    """Pages of rows with their files and marks."""
    by_id = {str(one.file.public_id): one for one in page.documents}
    asked = _asked(page.open_correction)
    return [
        PartView(
            one.title,
            tuple(_row(row, page, by_id, changes.get(row.key), asked.get(row.key, "")) for row in one.rows),
        )
        for one in pages
        if one.rows
    ]


def _asked(correction: Correction | None) -> dict[str, str]:
    return {item["key"]: item["reason"] for item in correction.items} if correction else {}


def _row(
    row: cases.SheetRow,
    page: cases.CasePage,
    by_id: Mapping[str, Document],
    change: cases.Change | None,
    asked: str,
) -> RowView:
    given = tuple(file_view(by_id[one]) for one in row.files if one in by_id)
    older: tuple[FileView, ...] = ()
    if change is not None and given:
        older = tuple(
            file_view(one)
            for one in page.documents
            if one.key == row.key and str(one.file.public_id) not in row.files
        )
    return RowView(
        key=row.key,
        label=row.label,
        shown="" if given else row.shown,
        files=given,
        before=change.before if change and not older else None,
        before_files=older,
        added=change is not None and change.before is None,
        changed=change is not None,
        asked=asked,
    )


def removed(page: cases.CasePage) -> list[cases.Change]:
    """Answers that the last correction left out."""
    return [one for one in page.changes if one.after is None]


def other_files(page: cases.CasePage, laid: Sequence[PartView]) -> list[tuple[str, FileView]]:
    """Files that no answer shows: notices, and what was replaced longer ago. The label of each, and the file."""
    shown = {one.url for part in laid for row in part.rows for one in (*row.files, *row.before_files)}
    return [(one.label, view) for one in page.documents if (view := file_view(one)).url not in shown]


def loose_documents(page: cases.CasePage) -> list[PartView]:
    """Attachments that answer no row of the latest sheet, as a part of their own: they too can be asked for again."""
    rows = {row.key for part in page.pages for row in part.rows}
    loose: dict[str, list[Document]] = {}
    for one in page.documents:
        if one.kind == Document.Kind.ATTACHMENT and one.key and one.key not in rows:
            loose.setdefault(one.key, []).append(one)
    views = [RowView(key, found[-1].label, "", tuple(map(file_view, found))) for key, found in loose.items()]
    return [PartView("添付書類", tuple(views))] if views else []


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A correction: how it stands, when it was asked, by whom, until when, for what."""

    state: str
    kind: str
    asked: str
    deadline: str
    late: bool
    words: str
    items: Sequence[Mapping[str, str]]
    earlier_url: str


def corrections(page: cases.CasePage) -> list[CorrectionView]:
    """The corrections of the case, the newest first."""
    return [_correction(page, one) for one in page.corrections]


def _correction(page: cases.CasePage, one: Correction) -> CorrectionView:
    late = one.is_open and clock.today() > one.deadline
    if one.is_open:
        state, kind = (
            ("期限を過ぎても答えがありません", "danger") if late else ("答えを待っています", "warning")
        )
    elif one.answered_at:
        state, kind = f"答えが届きました（{words.moment(one.answered_at)}）", "success"
    else:
        state, kind = f"取り消しました（{words.moment(one.cancelled_at or one.asked_at)}）", "neutral"
    earlier = ""
    if one.sheet_number and one.sheet_number > 1:
        earlier = reverse("case_sheet", args=[page.case.pk, one.sheet_number - 1])
    return CorrectionView(
        state=state,
        kind=kind,
        asked=f"{words.moment(one.asked_at)}　{page.staff.get(one.asked_by_id or 0, '')}",
        deadline=words.day(one.deadline),
        late=late,
        words=one.words,
        items=one.items,
        earlier_url=earlier,
    )
