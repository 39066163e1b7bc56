"""Files of names, converted row by row as they are read: nothing is held in memory, a broken row is told and passed.

CSV keeps its columns and gets four more; JSON is one object a line. What cannot be decoded stays in the file as it is
and becomes a doubt of its row.
"""

import codecs
import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO, TextIO

from yakuba.characters import forms
from yakuba.characters.rules.conversion import Converter, describe
from yakuba.characters.rules.outcomes import STATUS_LABELS, Converted, Status

ADDED = ("変換後", "判定", "根拠", "確認すること")
AUTO = "auto"
_BATCH = 5_000
_CHUNK = 1 << 20
_LONGEST_CELL = 1_000_000

Record = tuple[int, list[str], str | None]
"""Number of the row (the header is 1), its cells, the text to convert; None where the row has no such cell."""


class BadFile(Exception):
    """The file as a whole cannot be worked on. The sentence can be shown."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(slots=True)
class Summary:
    """How the rows of a file came out."""

    statuses: Counter[Status] = field(default_factory=Counter)
    broken: int = 0

    @property
    def rows(self) -> int:
        """Rows read, without the header."""
        return sum(self.statuses.values()) + self.broken

    def __str__(self) -> str:
        parts = [f"{STATUS_LABELS[status]} {self.statuses[status]:,}" for status in Status]
        return (
            f"{self.rows:,}行: "
            + "、".join(parts)
            + (f"、列の足りない行 {self.broken:,}" if self.broken else "")
        )


def encoding_of(file: BinaryIO) -> str:
    """UTF-8 where the whole of a file that can be rewound is UTF-8, else CP932."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp932"
    finally:
        file.seek(0)
    return "utf-8-sig"


def opened(file: BinaryIO, encoding: str) -> TextIO:
    """A file as text. Bytes that are not of its encoding come through as halves of surrogate pairs."""
    return io.TextIOWrapper(file, encoding=encoding, errors="surrogateescape", newline="")


class Rows:
    """The rows of a CSV file: `header`, then `records()` with the text of one column."""

    def __init__(self, file: Iterable[str], column: str) -> None:
        csv.field_size_limit(_LONGEST_CELL)
        self._reader = csv.reader(file)
        self.header = next(self._checked(), [])
        if column not in self.header:
            known = "、".join(self.header[:20]) or "見出しの行がありません"
            raise BadFile(f"「{column}」の列がありません。ある列: {known}")
        self._at = self.header.index(column)

    def records(self) -> Iterator[Record]:
        """The rows below the header that are not empty."""
        for number, cells in enumerate(self._checked(), 2):
            if cells:
                yield (number, cells, cells[self._at] if self._at < len(cells) else None)

    def _checked(self) -> Iterator[list[str]]:
        try:
            yield from self._reader
        except csv.Error as error:
            raise BadFile(f"{self._reader.line_num}行目から先は、CSVとして読めません。") from error


def convert_csv(
    rows: Rows, converter: Converter, out: TextIO, progress: Callable[[int], None] = lambda done: None
) -> Summary:
    """Write the rows with 変換後, 判定, 根拠, 確認すること behind their own columns."""
    writer = csv.writer(out)
    writer.writerow([*rows.header, *ADDED])
    width = len(rows.header)

    def write(cells: Sequence[str], number: int, converted: Converted | None) -> None:
        padded = [*cells, *([""] * (width - len(cells)))]
        writer.writerow([*padded, *(_told(converted) if converted else _BROKEN)])

    return _stream(rows, converter, write, progress)


def convert_json(
    rows: Rows, converter: Converter, out: TextIO, progress: Callable[[int], None] = lambda done: None
) -> Summary:
    """Write one JSON object a line: the number of the row and its conversion (see forms.of_conversion)."""

    def write(cells: Sequence[str], number: int, converted: Converted | None) -> None:
        value = forms.of_conversion(converted) if converted else {"status": "broken", "sentence": _BROKEN[-1]}
        out.write(json.dumps({"row": number, **value}, ensure_ascii=False) + "\n")

    return _stream(rows, converter, write, progress)


def pairs(rows: Rows, key: str) -> Iterator[tuple[str, str]]:
    """(key, text) of each row, for a run. Refuses a file without the column of the key, and rows without a text."""
    if key not in rows.header:
        raise BadFile(f"「{key}」の列がありません。")
    at = rows.header.index(key)
    for number, cells, text in rows.records():
        if text is None or at >= len(cells):
            raise BadFile(f"{number}行目の列が足りません。")
        yield cells[at], text


_BROKEN = ("", STATUS_LABELS[Status.INVALID], "", "この行は列が足りません。")


def _stream(
    rows: Rows,
    converter: Converter,
    write: Callable[[Sequence[str], int, Converted | None], None],
    progress: Callable[[int], None],
) -> Summary:
    summary = Summary()
    records = rows.records()
    while batch := list(islice(records, _BATCH)):
        texts = converter.convert_many([text for _, _, text in batch if text is not None])
        for number, cells, text in batch:
            converted = None if text is None else next(texts)
            if converted is None:
                summary.broken += 1
            else:
                summary.statuses[converted.status] += 1
            write(cells, number, converted)
        progress(summary.rows)
    return summary


def _told(converted: Converted) -> tuple[str, str, str, str]:
    reasons = " ".join(describe(change) for change in converted.changes)
    doubts = " ".join(doubt.sentence for doubt in converted.doubts)
    return converted.text or "", STATUS_LABELS[converted.status], reasons, doubts
