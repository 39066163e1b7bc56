"""Sheets as they come: XLSX of both kinds, CSV in two encodings, ZIPs; broken ones told in a sentence."""

import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from yakuba.characters.lists.rows import BadList
from yakuba.characters.lists.sheets import named_rows, plain_header, rows_of, unpacked

ROWS: list[list[Any]] = [
    ["", "題"],
    ["名前", "X0213 包摂\n区分", "数"],
    ["MJ000001", "U+3005", 3],
    ["", "", None],
    ["MJ000002", "邉", 0],
]


def xlsx() -> bytes:
    book, file = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in ROWS:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def strict(content: bytes) -> bytes:
    """The same file in the namespaces of Strict Open XML, as the MJ list is published."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            text = old.read(name).replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
            new.writestr(name, text)
    return file.getvalue()


def csv(encoding: str) -> bytes:
    lines = ("題,", '名前,"X0213 包摂\n区分",数', "MJ000001,U+3005,3", ",,", "MJ000002,辺,0")
    return "\r\n".join(lines).encode(encoding)


@pytest.mark.parametrize("content", [xlsx(), strict(xlsx())], ids=["transitional", "strict"])
def test_xlsx_of_both_kinds_is_read(content: bytes) -> None:
    rows = list(named_rows(rows_of("一覧.xlsx", content), "名前"))
    assert rows == [
        (3, {"名前": "MJ000001", "X0213包摂区分": "U+3005", "数": "3"}),
        (5, {"名前": "MJ000002", "X0213包摂区分": "邉", "数": "0"}),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_csv_is_read_in_both_encodings(encoding: str) -> None:
    rows = list(named_rows(rows_of("一覧.CSV", csv(encoding)), "名前"))
    assert [row["名前"] for _, row in rows] == ["MJ000001", "MJ000002"]
    assert rows[1][1]["X0213包摂区分"] == "辺"


def test_headings_are_compared_without_what_does_not_matter() -> None:
    assert plain_header("Ｘ0213　包摂\n区分") == plain_header("X0213 包摂区分")
    assert plain_header("総画数（参考）") == plain_header("総画数(参考)") == "総画数"


def test_a_zip_gives_the_one_list_in_it() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("読んでください.pdf", b"")
        archive.writestr("map/MJShrinkMap.1.2.0.json", b"{}")
    assert unpacked("配布.zip", file.getvalue()) == ("map/MJShrinkMap.1.2.0.json", b"{}")
    assert unpacked("mji.xlsx", b"x") == ("mji.xlsx", b"x")
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("another.csv", b"")
    with pytest.raises(BadList, match="ちょうど1つ"):
        unpacked("配布.zip", file.getvalue())


def damaged() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            "xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c t='s'><v>99</v></c></row>"
        )
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"PK nothing", "ファイルが壊れています"),
        ("a.xlsx", damaged(), "壊れています"),
        ("a.zip", b"", "壊れています"),
        ("a.csv", b"\x81", "文字コードが分かりません"),
        ("a.pdf", b"%PDF", "読めない形式"),
        ("a.csv", "別の,見出し\n1,2".encode(), "「名前」の列が見つかりません"),
        ("a.csv", b"", "「名前」の列が見つかりません"),
    ],
)
def test_what_cannot_be_read_is_told(name: str, content: bytes, words: str) -> None:
    with pytest.raises(BadList) as refused:
        list(named_rows(rows_of(*unpacked(name, content)), "名前"))
    assert words in refused.value.sentence
