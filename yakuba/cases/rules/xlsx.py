"""A workbook of one sheet as a stream of bytes: rows go in, parts of the file come out, nothing is kept.

Office Open XML (ECMA-376) with strings inside the cells, so that no table of strings has to be held until the
end. Texts are text: a cell that begins with `=` is shown, never computed.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence

from yakuba.kernel.values.csv_text import Cell

LONGEST_CELL = 32_767
BATCH = 256
_LEVEL = 1  # zlib level: half again as large as level 6, a fifth of the CPU

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_SPECIAL = re.compile("[&<>\r_\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/styles.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
_RELATION = (
    '<Relationship Id="rId{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" '
    'Target="{}"/>'
)
_WORKBOOK = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="{}" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_STYLES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<fonts count="2"><font><sz val="11"/><name val="Meiryo UI"/></font>'
    '<font><b/><sz val="11"/><name val="Meiryo UI"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_SHEET_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
    'state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="18"/>'
    '<cols><col min="1" max="{}" width="18" customWidth="1"/></cols><sheetData>'
)
_SHEET_TAIL = "</sheetData></worksheet>"


class _Tap(io.RawIOBase):
    """A file that only grows at its end and hands out what came in since it was last asked."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: object, /) -> int:
        written = bytes(part)  # type: ignore[call-overload]
        self._parts.append(written)
        return len(written)

    def drawn(self) -> bytes:
        """What came in since the last time."""
        found = b"".join(self._parts)
        self._parts.clear()
        return found


def workbook(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The bytes of an .xlsx with one sheet named `title` (at most 31 characters): header, then the rows.

    Every row has as many cells as the header, None for an empty one. Characters XML cannot carry are left out,
    a text over 32,767 characters is cut (the limits of the format). The parts are below 2 GiB: without ZIP64, which
    not every spreadsheet reads.
    """
    tap = _Tap()
    with zipfile.ZipFile(tap, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as book:
        _small_parts(book, title)
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write((_SHEET_HEAD.format(len(header)) + _row(header, bold=True)).encode())
            for batch in _batches(rows):
                sheet.write("".join(map(_row, batch)).encode())
                if part := tap.drawn():
                    yield part
            sheet.write(_SHEET_TAIL.encode())
    yield tap.drawn()


def _small_parts(book: zipfile.ZipFile, title: str) -> None:
    name = _text(re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "Sheet1").replace('"', "&quot;")
    book.writestr("[Content_Types].xml", _TYPES)
    book.writestr("_rels/.rels", _RELATIONS.format(_RELATION.format(1, "officeDocument", "xl/workbook.xml")))
    book.writestr("xl/workbook.xml", _WORKBOOK.format(name))
    book.writestr(
        "xl/_rels/workbook.xml.rels",
        _RELATIONS.format(
            _RELATION.format(1, "worksheet", "worksheets/sheet1.xml")
            + _RELATION.format(2, "styles", "styles.xml")
        ),
    )
    book.writestr("xl/styles.xml", _STYLES)


def _batches(rows: Iterable[Sequence[Cell]]) -> Iterator[list[Sequence[Cell]]]:
    batch: list[Sequence[Cell]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _row(cells: Sequence[Cell], *, bold: bool = False) -> str:
    style = ' s="1"' if bold else ""
    return f"<row>{''.join([_cell(cell, style) for cell in cells])}</row>"


def _cell(cell: Cell, style: str) -> str:
    if cell is None or cell == "":
        return "<c/>"
    if isinstance(cell, str):
        if _SPECIAL.search(cell) or len(cell) > LONGEST_CELL:
            cell = _text(cell[:LONGEST_CELL])
        return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{cell}</t></is></c>'
    return f'<c s="2"><v>{cell}</v></c>'


def _text(text: str) -> str:
    """The text for XML, its lines ended by a line feed; what looks like the format's own escape (`_x0041_`) is kept."""
    plain = _LOOKS_ESCAPED.sub("_x005F_", _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
