"""Lists of use (CSV): which 外字 of a system stand in how many names, and in whose."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TextIO

from yakuba.characters import streams
from yakuba.characters.actions.take_usage import Used
from yakuba.characters.rules.gaiji import BadCode, code_of

HEADINGS = {
    "system": ("システム", "業務システム", "system"),
    "code": ("外字", "外字コード", "コード", "文字コード", "code"),
    "persons": ("人数", "件数", "使用人数", "persons"),
    "key": ("宛名番号", "住民番号", "個人番号キー", "key"),
    "name": ("氏名", "名前", "name"),
}
"""What the columns may be called."""
MOST_ROWS = 1_000_000
_KEY, _NAME = 100, 200
_MOST_PERSONS = 100_000_000


@dataclass(slots=True)
class UsageList:
    """What a list says: 外字 by code, and the rows that say nothing that can be used."""

    used: dict[str, Used] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)


def read_usage(content: bytes, *, system_names: Sequence[str]) -> UsageList:
    """Read a list: one row a 外字 with 人数, or one row a person with 宛名番号 (and 氏名), or both.

    A row of another system (where the list has that column), without a code or with an impossible number becomes a
    fault with its line. Raises `streams.BadFile` for a file without the column of codes, or that is no CSV.
    """
    file = io.BytesIO(content)
    rows = _rows(streams.opened(file, streams.encoding_of(file)))
    header = next(rows, (1, []))[1]
    columns = _columns(header)
    found = UsageList()
    for line, cells in rows:
        if line > MOST_ROWS:
            raise streams.BadFile(f"行が多すぎます（{MOST_ROWS:,}行まで）。")
        row = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
        if sentence := _take(found, row, system_names):
            found.faults.append((f"{line}行目", sentence))
    return found


def _rows(text: TextIO) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text)
    try:
        for number, cells in enumerate(reader, 1):
            if any(cells):
                yield number, cells
    except csv.Error as error:
        raise streams.BadFile(f"{reader.line_num}行目から先は、CSVとして読めません。") from error


def _columns(header: Sequence[str]) -> dict[str, int]:
    columns = {}
    for name, known in HEADINGS.items():
        at = next((at for at, cell in enumerate(header) if cell.strip().lstrip("\ufeff") in known), None)
        if at is not None:
            columns[name] = at
    if "code" not in columns:
        raise streams.BadFile(
            f"外字の番号の列がありません（見出しは {'、'.join(HEADINGS['code'])} のどれか）。"
        )
    if "persons" not in columns and "key" not in columns:
        raise streams.BadFile("「人数」の列も「宛名番号」の列もありません。")
    return columns


def _take(found: UsageList, row: dict[str, str], system_names: Sequence[str]) -> str:
    """Take one row in; the sentence why not, "" where it was."""
    if row.get("system") and row["system"] not in system_names:
        return "ほかのシステムの行なので、取り込みませんでした。"
    try:
        code = code_of(row["code"])
    except BadCode as bad:
        return bad.sentence
    persons = 0
    if row.get("persons"):
        digits = row["persons"].replace(",", "")
        if not (digits.isdecimal() and int(digits) <= _MOST_PERSONS):
            return "人数が数字ではありません。"
        persons = int(digits)
    key, name = row.get("key", ""), row.get("name", "")
    if not key and not row.get("persons"):
        return "人数も宛名番号もない行です。"
    if len(key) > _KEY or len(name) > _NAME or not _storable(key + name):
        return "宛名番号か氏名が長すぎるか、文字として成り立ちません。"
    used = found.used.setdefault(code.text, Used(code))
    used.persons += persons
    if key:
        used.people[key] = name
    return ""


def _storable(text: str) -> bool:
    return not any(letter == "\x00" or "\ud800" <= letter <= "\udfff" for letter in text)
