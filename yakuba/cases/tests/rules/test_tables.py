"""CSV and XLSX: what goes in comes out, and nothing computes."""

import csv
import io
import random
import zipfile

import pytest
from openpyxl import load_workbook

from yakuba.cases.rules.xlsx import workbook
from yakuba.kernel.values.csv_text import Cell, csv_bytes, safe

NASTY = ["=1+1", "+81-3", "-x", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "－1", "\n=2", '=HYPERLINK("x")']


@pytest.mark.parametrize("text", NASTY)
def test_csv_computes_nothing(text: str) -> None:
    assert safe(text) == "'" + text


@pytest.mark.parametrize("text", ["-5", "-12.5", "0120", "山田", "a=1", "", "〒170", "ー", " ="])
def test_csv_leaves_the_rest_alone(text: str) -> None:
    assert safe(text) == text


def test_csv_round_trip() -> None:
    rows: list[list[Cell]] = [['葛󠄀城, "花子"', "一行\n二行", 12, None], ["𠮷田", "々ー", -3, "x"]]
    data = b"".join(csv_bytes(["a", "b", "c", "d"], rows))
    assert data.startswith(b"\xef\xbb\xbf")
    found = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert found[1] == ['葛󠄀城, "花子"', "一行\n二行", "12", ""]
    assert found[2] == ["𠮷田", "々ー", "-3", "x"]


def test_xlsx_round_trip() -> None:
    rows: list[list[Cell]] = [
        ["葛󠄀城 <b>&\"'", "一行\n二行", 12, None],
        [" 前後 ", "_x", -3.5, ""],
    ]
    rows += [[text, "", None, ""] for text in NASTY]
    parts = list(workbook("案件/一覧", ["名", "b", "c", "d"], rows))
    book = load_workbook(io.BytesIO(b"".join(parts)))
    sheet = book.active
    assert sheet is not None
    assert sheet.title == "案件 一覧"
    found = list(sheet.iter_rows(values_only=True))
    assert found[0] == ("名", "b", "c", "d")
    assert found[1] == ("葛󠄀城 <b>&\"'", "一行\n二行", 12, None)
    assert found[2] == (" 前後 ", "_x", -3.5, None)
    for row, text in zip(sheet.iter_rows(min_row=4), NASTY, strict=True):
        assert row[0].data_type == "s", text
        assert row[0].value == text.replace("\r", "\n")


def test_xlsx_leaves_out_what_xml_cannot_carry() -> None:
    data = b"".join(workbook("x", ["a"], [["a\x00b\x0bc\ud800d\ufffe"], ["x" * 40_000]]))
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert sheet["A2"].value == "abcd"
    assert len(str(sheet["A3"].value)) == 32_767


def test_xlsx_keeps_what_looks_like_its_own_escape() -> None:
    data = b"".join(workbook("x", ["a"], [["_x0041_ _y_"]]))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert b"_x005F_x0041_ _y_<" in book.read("xl/worksheets/sheet1.xml")


def test_xlsx_streams() -> None:
    words = (["".join(random.choices("あいうえおかきくけこ", k=200))] for _ in range(5_000))  # noqa: S311
    parts = list(workbook("x", ["a"], words))
    assert len(parts) > 3
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as book:
        assert book.testzip() is None
