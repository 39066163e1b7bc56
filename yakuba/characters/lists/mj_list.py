"""MJ文字情報一覧表 as it is published (mji.*.xlsx, or the same saved as CSV), and written out again."""

import csv
from collections.abc import Iterator
from typing import TextIO

from yakuba.characters.lists import cells
from yakuba.characters.lists.rows import BadList, Row
from yakuba.characters.lists.sheets import named_rows, plain_header, rows_of
from yakuba.characters.rules.menkuten import written
from yakuba.characters.rules.table import POLICIES, Table, hexed, unhexed

COLUMNS = (
    *("図形", "font", "MJ文字図形名", "対応するUCS", "実装したUCS", "実装したMoji_JohoコレクションIVS"),
    *("実装したSVS", "戸籍統一文字番号", "住基ネット統一文字コード", "入管正字コード", "入管外字コード"),
    *("漢字施策", "対応する互換漢字", "X0213", "X0213 包摂連番", "X0213 包摂区分", "X0212"),
    *("MJ文字図形バージョン", "登記統一文字番号(参考)"),
    *(f"{what}{at}(参考)" for at in range(1, 5) for what in ("部首", "内画数")),
    *("総画数(参考)", "読み(参考)", "大漢和", "日本語漢字辞典", "新大字典", "大字源", "大漢語林"),
    *("更新履歴", "備考"),
)
"""The headings of Ver.006.02, in their order."""
NAME = "MJ文字図形名"
NEEDED = ("対応するUCS", "実装したUCS", "実装したMoji_JohoコレクションIVS", "X0213", "X0213 包摂区分")


def read(name: str, content: bytes) -> Iterator[Row]:
    """The rows of a published list. Refuses (`BadList`), naming row and cell, what cannot be understood."""
    for number, row in named_rows(rows_of(name, content), NAME):
        if row.get(plain_header(NAME)):
            yield _row(row, f"{number}行目 {row[plain_header(NAME)]}")


def _row(row: dict[str, str], where: str) -> Row:
    missing = [column for column in NEEDED if plain_header(column) not in row]
    if missing:
        raise BadList(f"{where}: 「{missing[0]}」の列がありません。")

    def text(column: str) -> str:
        found = row.get(plain_header(column), "")
        return "" if found in ("-", "－") else found

    ivs = cells.sequences(text("実装したMoji_JohoコレクションIVS"), where)
    at = cells.kuten(text("X0213"), where)
    return Row(
        name=text(NAME),
        ucs=cells.code_point(text("対応するUCS"), where),
        implemented=cells.code_point(text("実装したUCS"), where),
        ivs=ivs[0] if ivs else "",
        other_sequences=(*ivs[1:], *cells.sequences(text("実装したSVS"), where)),
        compatibility=cells.code_point(text("対応する互換漢字"), where),
        place=at,
        unification=0 if not at else 1 if cells.number(text("X0213 包摂区分"), where) == 0 else 2,
        unification_rules=text("X0213 包摂連番"),
        supplement=cells.kuten(text("X0212"), where),
        policy=cells.policy(text("漢字施策"), where),
        koseki=_digits(text("戸籍統一文字番号"), 6, where),
        juki=text("住基ネット統一文字コード"),
        touki=_digits(text("登記統一文字番号"), 8, where),
        immigration=cells.hexadecimal(text("入管正字コード"), where),
        immigration_gaiji=cells.hexadecimal(text("入管外字コード"), where),
        radicals=tuple(_radicals(text, where)),
        strokes=cells.number(text("総画数"), where),
        readings=cells.several(text("読み")),
        daikanwa=text("大漢和"),
        version=text("MJ文字図形バージョン"),
        remarks=text("備考"),
    )


def _radicals(text: cells.Text, where: str) -> Iterator[str]:
    for at in range(1, 5):
        radical = cells.number(text(f"部首{at}"), where)
        if radical:
            inner = text(f"内画数{at}")
            yield f"{radical}.{inner}"


def _digits(text: str, length: int, where: str) -> str:
    """A number with its leading noughts, which spreadsheets like to lose."""
    if text and not (text.isascii() and text.isdecimal() and len(text) <= length):
        raise BadList(f"{where}: 「{text}」は{length}桁の番号ではありません。")
    return text.zfill(length) if text else ""


def write(table: Table, file: TextIO) -> int:
    """A table as CSV in the columns of the published list; returns how many glyphs. `read` gives the same rows back."""
    writer = csv.DictWriter(file, COLUMNS, restval="")
    writer.writeheader()
    for row in rows(table):
        writer.writerow(_record(row))
    return len(table)


def _record(row: Row) -> dict[str, str | int]:
    record: dict[str, str | int] = {
        "MJ文字図形名": row.name,
        "対応するUCS": _point(row.ucs),
        "実装したUCS": _point(row.implemented),
        "実装したMoji_JohoコレクションIVS": ";".join(
            hexed(sequence) for sequence in (row.ivs, *_variation(row, "\U000e0100")) if sequence
        ),
        "実装したSVS": ";".join(map(hexed, _variation(row, "\ufe00"))),
        "戸籍統一文字番号": row.koseki,
        "住基ネット統一文字コード": row.juki,
        "入管正字コード": f"0x{row.immigration:04X}" if row.immigration else "",
        "入管外字コード": f"0x{row.immigration_gaiji:04X}" if row.immigration_gaiji else "",
        "漢字施策": POLICIES[row.policy],
        "対応する互換漢字": _point(row.compatibility),
        "X0213": written(row.place),
        "X0213 包摂連番": row.unification_rules,
        "X0213 包摂区分": ("", 0, 2)[row.unification],
        "X0212": written(row.supplement).removeprefix("1-"),
        "MJ文字図形バージョン": row.version,
        "登記統一文字番号(参考)": row.touki,
        "総画数(参考)": row.strokes,
        "読み(参考)": "・".join(row.readings),
        "大漢和": row.daikanwa,
        "備考": row.remarks,
    }
    for at, radical in enumerate(row.radicals, 1):
        number, _, inner = radical.partition(".")
        record |= {f"部首{at}(参考)": number, f"内画数{at}(参考)": inner}
    return record


def rows(table: Table) -> Iterator[Row]:
    """The rows a table was compiled from."""
    wanted = (
        "ucs",
        "ivs_base",
        "ivs_selector",
        "compatibility",
        "supplement",
        "strokes",
        "koseki",
        "juki",
        "touki",
    )
    number = {column: table.numbers(column) for column in (*wanted, "immigration", "immigration_gaiji")}
    texts = ("other_sequences", "unification_rules", "radicals", "readings", "daikanwa", "version", "remarks")
    text = {column: table.texts(column) for column in texts}
    for at in range(len(table)):
        koseki, juki, touki = number["koseki"][at], number["juki"][at], number["touki"][at]
        others = text["other_sequences"][at]
        yield Row(
            name=table.name(at),
            ucs=_letter(number["ucs"][at]),
            implemented=_letter(table.implemented[at]),
            ivs=_letter(number["ivs_base"][at]) + _letter(number["ivs_selector"][at]),
            other_sequences=tuple(map(unhexed, others.split(";"))) if others else (),
            compatibility=_letter(number["compatibility"][at]),
            place=table.place[at],
            unification=table.unification[at],
            unification_rules=text["unification_rules"][at],
            supplement=number["supplement"][at],
            policy=table.policy[at],
            koseki=f"{koseki - 1:06d}" if koseki else "",
            juki=f"J+{juki:04X}" if juki else "",
            touki=f"{touki - 1:08d}" if touki else "",
            immigration=number["immigration"][at],
            immigration_gaiji=number["immigration_gaiji"][at],
            radicals=tuple(text["radicals"][at].split(";")) if text["radicals"][at] else (),
            strokes=number["strokes"][at],
            readings=tuple(text["readings"][at].split("・")) if text["readings"][at] else (),
            daikanwa=text["daikanwa"][at],
            version=text["version"][at],
            remarks=text["remarks"][at],
        )


def _letter(code: int) -> str:
    return chr(code) if code else ""


def _variation(row: Row, first: str) -> list[str]:
    """The further sequences whose selectors are of the block that begins with `first`."""
    return [one for one in row.other_sequences if (one[1] >= "\U000e0100") == (first == "\U000e0100")]


def _point(letter: str) -> str:
    return f"U+{ord(letter):04X}" if letter else ""
