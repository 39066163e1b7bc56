"""The Sheet: a finished picture of the answers, pages of rows, pushed down by whoever opens a case (ADR 0009)."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

MAX_ROWS = 5_000


class BadSheet(ValueError):
    """The pages are no sheet: a mistake of the program that made them, not of a person."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One answer. `key` names it for good (inside a repeating group `children.0.name`), `label` is what the
    applicant read, `shown` the answer as people read it, `raw` the answer as data, `files` the public ids of
    stored files.
    """

    key: str
    label: str
    kind: str
    shown: str
    raw: Any = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A page of the form with the rows that were answered there."""

    title: str
    rows: tuple[SheetRow, ...]


Pages = Sequence[SheetPage]


def to_json(pages: Pages) -> list[dict[str, Any]]:
    """The pages as they are stored. Refuses (BadSheet) two rows of one key, and more than 5,000 rows."""
    keys = [row.key for page in pages for row in page.rows]
    if len(set(keys)) != len(keys) or not all(keys):
        raise BadSheet("every row of a sheet has a key of its own")
    if len(keys) > MAX_ROWS:
        raise BadSheet("a sheet has too many rows")
    return [{"title": page.title, "rows": [_row_json(row) for row in page.rows]} for page in pages]


def _row_json(row: SheetRow) -> dict[str, Any]:
    stored: dict[str, Any] = {"key": row.key, "label": row.label, "kind": row.kind, "shown": row.shown}
    if row.raw is not None:
        stored["raw"] = row.raw
    if row.files:
        stored["files"] = list(row.files)
    return stored


def from_json(stored: Iterable[dict[str, Any]]) -> tuple[SheetPage, ...]:
    """The pages again."""
    return tuple(
        SheetPage(
            page["title"],
            tuple(
                SheetRow(
                    row["key"],
                    row["label"],
                    row["kind"],
                    row["shown"],
                    row.get("raw"),
                    tuple(row.get("files", ())),
                )
                for row in page["rows"]
            ),
        )
        for page in stored
    )


def shape(pages: Pages) -> str:
    """A digest of keys, labels and their order: sheets of one shape have the same columns."""
    digest = hashlib.sha256()
    for page in pages:
        for row in page.rows:
            digest.update(f"{row.key}\x1f{row.label}\x1e".encode())
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Change:
    """A row that differs between two sheets; `before` or `after` is None where the row is not there."""

    key: str
    label: str
    before: str | None
    after: str | None


def changes(older: Pages, newer: Pages) -> tuple[Change, ...]:
    """What the newer sheet says otherwise, in its order; rows that went away come last.

    A row counts as changed when its shown answer or its files differ.
    """
    before = {row.key: row for page in older for row in page.rows}
    found = []
    for page in newer:
        for row in page.rows:
            old = before.pop(row.key, None)
            if old is None:
                found.append(Change(row.key, row.label, None, row.shown))
            elif old.shown != row.shown or old.files != row.files:
                found.append(Change(row.key, row.label, old.shown, row.shown))
    found += [Change(row.key, row.label, row.shown, None) for row in before.values()]
    return tuple(found)
