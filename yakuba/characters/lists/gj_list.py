"""行政事務標準文字の追加文字 (GJ): a list as CSV or XLSX, or the font that carries them.

The layout of the official list is not fixed anywhere in public, so columns are known by several headings and only two
are needed: the name (GJ000001) and the code point in plane 16. Rows of MJ文字 in the same list are passed over: the MJ list
has them. A column of replacements (代替文字, 代替マップ) becomes the rule `standard_map`.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from yakuba.characters.lists import cells, gj_font
from yakuba.characters.lists.rows import BadList, Row, ShrinkMap
from yakuba.characters.lists.sheets import named_rows, plain_header, rows_of
from yakuba.characters.rules.menkuten import places
from yakuba.characters.rules.relations import Relation, Source

NAMES = ("GJ文字図形名", "文字図形名", "MJ+文字図形名", "行政事務標準文字図形名", "文字名", "GJ")
CODES = ("符号位置", "私用領域", "UCS", "PUA", "文字コード", "コードポイント", "実装したUCS")
REPLACEMENTS = ("代替文字", "代替先", "代替マップ", "JIS X 0213", "面区点", "X0213")
FIRST, LAST = 0x100000, 0x10FFFD
_NAME = re.compile(r"(?:GJ|gj)([0-9]{6})")
_OTHER = re.compile(r"MJ[0-9]{6}")
_PLACE = re.compile(r"[12]-[0-9]{1,2}-[0-9]{1,2}")


def read(name: str, content: bytes) -> tuple[list[Row], ShrinkMap]:
    """The added characters and what replaces them in JIS X 0213.

    Refuses (`BadList`): a file without names or code points, a name twice, a code point twice or outside the private
    use area of plane 16, a replacement that JIS X 0213 does not have.
    """
    if PurePath(name).suffix.lower() in (".ttf", ".otf"):
        rows, shrink = (
            [Row(name=one.upper(), implemented=chr(code)) for one, code in gj_font.glyphs(content)],
            ShrinkMap(),
        )
    else:
        rows, shrink = _sheet(name, content)
    if not rows:
        raise BadList("追加文字（GJと6桁の数字）が1字も見つかりません。")
    for row in rows:
        if not FIRST <= ord(row.implemented) <= LAST:
            raise BadList(
                f"{row.name} の符号位置 U+{ord(row.implemented):04X} は、面16の私用領域ではありません。"
            )
    return rows, shrink


def _sheet(name: str, content: bytes) -> tuple[list[Row], ShrinkMap]:
    cells_of = list(rows_of(name, content))
    heading = _heading(cells_of)
    rows: list[Row] = []
    shrink = ShrinkMap()
    for number, record in named_rows(iter(cells_of), heading):
        written = record.get(plain_header(heading), "")
        found = _NAME.fullmatch(written)
        if found is None:
            if written and not _OTHER.fullmatch(written):
                raise BadList(f"{number}行目: 「{written}」は、GJと6桁の数字ではありません。")
            continue
        row, replacements = _row(f"GJ{found[1]}", record, f"{number}行目 {written}")
        rows.append(row)
        if replacements:
            shrink.relations[row.name] = replacements
    return rows, shrink


def _heading(rows: Sequence[list[str]]) -> str:
    """The heading of the column of names, wherever the list has it."""
    for cells_ in rows[:20]:
        headings = {plain_header(cell): cell for cell in cells_}
        for name in NAMES:
            if plain_header(name) in headings:
                return headings[plain_header(name)]
    raise BadList("追加文字の名前の列（文字図形名など）が見つかりません。")


def _row(name: str, record: dict[str, str], where: str) -> tuple[Row, list[Relation]]:
    def text(*headings: str) -> str:
        return next((record[plain_header(one)] for one in headings if record.get(plain_header(one))), "")

    code = text(*CODES)
    letter = code if len(code) == 1 else cells.code_point(code, where)
    if not letter:
        raise BadList(f"{where}: 符号位置がありません。")
    radical = cells.number(text("部首", "部首1"), where)
    row = Row(
        name=name,
        implemented=letter,
        radicals=(f"{radical}.{text('内画数', '内画数1')}",) if radical else (),
        strokes=cells.number(text("総画数", "画数"), where),
        readings=cells.several(text("読み", "音訓")),
        koseki=text("戸籍統一文字番号"),
        touki=text("登記統一文字番号"),
        version=text("版", "バージョン"),
        remarks=text("備考"),
    )
    return row, list(_replacements(text(*REPLACEMENTS), where))


def _replacements(text: str, where: str) -> Iterator[Relation]:
    """Characters or 面区点, the first before the others."""
    for rank, part in enumerate(filter(None, re.split(r"[;；、,・\s]+", text)), 1):
        if _PLACE.fullmatch(part):
            at = cells.kuten(part, where)
        else:
            letter = part if len(part) == 1 else cells.code_point(part, where)
            at = places().get(letter, 0) if letter else 0
            if letter and not at:
                raise BadList(f"{where}: 代替文字「{part}」は、JIS X 0213にありません。")
        if at:
            yield Relation(at, Source.STANDARD_MAP, rank)
