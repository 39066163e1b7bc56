"""CSV for spreadsheets in Japanese offices: UTF-8 with a byte order mark, CRLF, nothing that computes.

A cell that begins with = + - @ (also full-width), a tab or a line break could be taken for a formula (CSV
injection). It gets an apostrophe in front, which spreadsheets read as "this is text"; a plain number stays a number.
Whoever reads the file by program takes one leading apostrophe off.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

BOM = b"\xef\xbb\xbf"
BATCH = 256
Cell = str | int | float | None

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def safe(cell: Cell) -> str:
    """The cell as text that no spreadsheet computes."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return str(cell)
    if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The bytes of the file, some hundred rows at a time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(map(safe, header))
    yield BOM
    for number, row in enumerate(rows, 1):
        writer.writerow(map(safe, row))
        if number % BATCH == 0:
            yield _drawn(buffer)
    yield _drawn(buffer)


def _drawn(buffer: io.StringIO) -> bytes:
    part = buffer.getvalue().encode("utf-8", "replace")
    buffer.seek(0)
    buffer.truncate()
    return part
