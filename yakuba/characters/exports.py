"""Files that leave the workshop: tables and lists as CSV that no spreadsheet computes, and as JSON."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from yakuba.characters.models import Difference, GaijiTable, GaijiTableLine
from yakuba.characters.rules.gaiji import OUTCOME_LABELS, Outcome
from yakuba.characters.rules.outcomes import points
from yakuba.characters.rules.printed import PRINTED_LABELS, Printed
from yakuba.kernel.values.csv_text import Cell

TABLE_COLUMNS = (
    "外字コード",
    "外字",
    "結果",
    "文字図形名",
    "文字",
    "文字の符号",
    "理由",
    "人数",
    "提案した課",
    "確認した課",
    "決定日",
)
LIST_COLUMNS = ("宛名番号", "印字", "いまの氏名", "変わったあとの氏名", "変わる文字")
MERGE_COLUMNS = ("宛名番号", "いまの氏名", "変わったあとの氏名", "変わる文字", "変わったあとの文字")


def table_rows(lines: Iterable[GaijiTableLine]) -> Iterator[list[Cell]]:
    """The lines of a version in the order of `TABLE_COLUMNS`."""
    for line in lines:
        yield [
            line.code,
            line.character,
            OUTCOME_LABELS[Outcome(line.outcome)],
            line.glyph,
            line.sequence,
            points(line.sequence),
            line.reason,
            line.persons,
            line.proposed_by,
            line.confirmed_by,
            line.decided_on.isoformat(),
        ]


def table_plain(table: GaijiTable, lines: Iterable[GaijiTableLine], *, in_force: bool) -> dict[str, Any]:
    """A version as plain values: what `characters.converter(target, own={…})` of another system needs, and the proof."""
    return {
        "system": table.system.code,
        "name": table.system.name,
        "version": table.number,
        "made_at": table.made_at.isoformat(timespec="seconds"),
        "digest": table.digest,
        "in_force": in_force,
        "undecided": table.undecided,
        "characters": [
            {
                "code": line.code,
                "character": line.character,
                "outcome": line.outcome,
                "glyph": line.glyph,
                "text": line.sequence,
                "points": points(line.sequence),
                "reason": line.reason,
                "persons": line.persons,
                "proposed_by": line.proposed_by,
                "confirmed_by": line.confirmed_by,
                "decided_on": line.decided_on.isoformat(),
            }
            for line in lines
        ],
    }


def table_json(table: GaijiTable, lines: Iterable[GaijiTableLine], *, in_force: bool) -> bytes:
    """A version as a JSON file."""
    plain = table_plain(table, lines, in_force=in_force)
    return json.dumps(plain, ensure_ascii=False, indent=1).encode()


def changed_letters(row: Difference) -> tuple[str, str]:
    """The characters of a name that change, and what they become, each apart by a space."""
    changes = row.detail.get("changes", [])
    before = " ".join(str(one["from"]) for one in changes)
    return before, " ".join(str(one["to"]) for one in changes)


def list_rows(rows: Iterable[Difference]) -> Iterator[list[Cell]]:
    """Persons in the order of `LIST_COLUMNS`."""
    for row in rows:
        before, _ = changed_letters(row)
        yield [row.key, PRINTED_LABELS[Printed(row.printed)], row.before, row.after, before]


def merge_rows(rows: Iterable[Difference]) -> Iterator[list[Cell]]:
    """Persons in the order of `MERGE_COLUMNS`."""
    for row in rows:
        yield [row.key, row.before, row.after, *changed_letters(row)]
