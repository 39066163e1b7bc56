"""Tables as offices publish them: XLSX (transitional and strict), CSV in UTF-8 or CP932, and ZIPs that hold one of these.

Only what is needed of a worksheet is read: texts and numbers of its first sheet, row by row. Sizes are bounded before
anything is unpacked.
"""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import PurePath
from xml.etree import ElementTree

from yakuba.characters.lists.rows import BadList

LARGEST = 400_000_000
"""Bytes of one unpacked member: the published list has 70 million."""
_COLUMN = re.compile(r"[A-Z]+")
_HEADER_ROWS = 20

Cells = list[str]


def unpacked(name: str, content: bytes) -> tuple[str, bytes]:
    """The file itself, or the one list inside a ZIP (.xlsx is a ZIP too and stays as it is).

    Refuses a ZIP without exactly one .xlsx, .csv or .json, and one that unpacks to too much.
    """
    if PurePath(name).suffix.lower() != ".zip":
        return name, content
    with _archive(content) as archive:
        inside = [
            entry
            for entry in archive.infolist()
            if PurePath(entry.filename).suffix.lower() in (".xlsx", ".csv", ".json", ".ttf")
        ]
        if len(inside) != 1:
            raise BadList(f"{name} の中に、一覧表（xlsx・csv・json）がちょうど1つある必要があります。")
        return inside[0].filename, _member(archive, inside[0].filename)


def rows_of(name: str, content: bytes) -> Iterator[Cells]:
    """The rows of a sheet as texts. Refuses what is neither XLSX nor CSV."""
    suffix = PurePath(name).suffix.lower()
    if suffix == ".xlsx":
        return _xlsx(content)
    if suffix in (".csv", ".txt", ".tsv"):
        return _csv(content, "\t" if suffix == ".tsv" else ",")
    raise BadList(f"{PurePath(name).name} は読めない形式です。xlsx か csv にしてください。")


def named_rows(rows: Iterator[Cells], key: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows below the header as {column: text}, with their numbers. The header is the row that has `key`.

    Headers are compared without spaces, line breaks, 「(参考)」 and width. Refuses a sheet without that column.
    """
    wanted, header, number = plain_header(key), [], 0
    for number, cells in enumerate(rows, 1):
        header = [plain_header(cell) for cell in cells]
        if wanted in header or number > _HEADER_ROWS:
            break
    if wanted not in header:
        raise BadList(f"「{key}」の列が見つかりません。見出しの行を確かめてください。")
    for below, cells in enumerate(rows, number + 1):
        if any(cells):
            padded = [*cells, *([""] * (len(header) - len(cells)))]
            yield below, {name: cell.strip() for name, cell in zip(header, padded, strict=False) if name}


@lru_cache(maxsize=1000)
def plain_header(text: str) -> str:
    """A heading as it is compared."""
    return "".join(unicodedata.normalize("NFKC", text).split()).removesuffix("(参考)")


def _csv(content: bytes, delimiter: str) -> Iterator[Cells]:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        csv.field_size_limit(1_000_000)
        try:
            yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        except csv.Error as error:
            raise BadList("CSVとして読めない行があります。") from error
        return
    raise BadList("文字コードが分かりません。UTF-8 か Windows-31J で保存し直してください。")


def _xlsx(content: bytes) -> Iterator[Cells]:
    with _archive(content) as archive:
        names = archive.namelist()
        sheets = sorted(name for name in names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name))
        if not sheets:
            raise BadList("Excelのファイルに、シートがありません。")
        shared = list(_shared(archive)) if "xl/sharedStrings.xml" in names else []
        first = "xl/worksheets/sheet1.xml" if "xl/worksheets/sheet1.xml" in sheets else sheets[0]
        _member_size(archive, first)
        with archive.open(first) as stream:
            for row in _elements(stream, "row"):
                yield _cells(row, shared)
                row.clear()


def _shared(archive: zipfile.ZipFile) -> Iterator[str]:
    _member_size(archive, "xl/sharedStrings.xml")
    with archive.open("xl/sharedStrings.xml") as stream:
        for item in _elements(stream, "si"):
            yield "".join(part.text or "" for part in item.iter() if _local(part) == "t")
            item.clear()


def _cells(row: ElementTree.Element, shared: Sequence[str]) -> Cells:
    cells: Cells = []
    for cell in row:
        if _local(cell) != "c":
            continue
        found = _COLUMN.match(cell.get("r", ""))
        at = _number(found[0]) if found else len(cells)
        cells.extend("" for _ in range(min(at, 16_384) - len(cells)))
        cells.append(_text(cell, shared))
    return cells


def _text(cell: ElementTree.Element, shared: Sequence[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(part.text or "" for part in cell.iter() if _local(part) == "t")
    value = next((part.text or "" for part in cell if _local(part) == "v"), "")
    if kind == "s":
        if not value.isdecimal() or int(value) >= len(shared):
            raise BadList("Excelのファイルが壊れています（文字列の番号）。")
        return shared[int(value)]
    return value.removesuffix(".0") if kind == "n" else value


def _elements(stream: object, name: str) -> Iterator[ElementTree.Element]:
    """The elements of a name as they end. Expat bounds the expansion of entities itself (2.4.1 and later)."""
    try:
        for _, element in ElementTree.iterparse(stream):  # type: ignore[call-overload]  # noqa: S314
            if _local(element) == name:
                yield element
    except (ElementTree.ParseError, zipfile.BadZipFile, EOFError) as error:
        raise BadList("Excelのファイルが壊れています。") from error


def _local(element: ElementTree.Element) -> str:
    """The name without its namespace: strict and transitional files differ only there."""
    return element.tag.rpartition("}")[2]


def _number(letters: str) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    return at - 1


def _archive(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        raise BadList("ファイルが壊れています。もう一度、配布元から入手してください。") from error


def _member_size(archive: zipfile.ZipFile, name: str) -> None:
    if archive.getinfo(name).file_size > LARGEST:
        raise BadList("ファイルの中身が大きすぎます。")


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    _member_size(archive, name)
    try:
        return archive.read(name)
    except zipfile.BadZipFile as error:
        raise BadList("ファイルが壊れています。もう一度、配布元から入手してください。") from error
