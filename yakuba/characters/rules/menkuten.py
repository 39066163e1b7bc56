"""面区点: the places of JIS X 0213:2004, and the characters on them.

A place is one number, `(面 - 1) * 8836 + (区 - 1) * 94 + 点`, so 1 to 17672; 0 is no place.

Python's `euc_jis_2004` codec also reads JIS X 0212 on plane 2; only the rows that JIS X 0213 itself uses are asked
for here, which leaves exactly its 11,233 characters. 25 of them are two code points (か゚, ㇷ゚, æ̀ …).
"""

import re
from functools import cache

ROWS_OF_PLANE_2 = (1, 3, 4, 5, 8, 12, 13, 14, 15, *range(78, 95))
_ROW = 94
_PLANE = _ROW * _ROW
_TEXT = re.compile(r"([12])-(\d{1,2})-(\d{1,2})")
# The same place of JIS X 0208 under the code points of Microsoft's table: 〜 ‖ − ¢ £ ¬ and the dash.
_MICROSOFT = str.maketrans("〜‖−¢£¬—", "～∥－￠￡￢―")


class BadPlace(ValueError):
    """The text names no place of JIS X 0213."""


def place(text: str) -> int:
    """`1-19-75` as a place. Refuses what is outside the two planes of 94 rows and 94 cells."""
    found = _TEXT.fullmatch(text.strip())
    plane, row, cell = map(int, found.groups()) if found else (0, 0, 0)
    if not (1 <= row <= _ROW and 1 <= cell <= _ROW):
        raise BadPlace(f"「{text}」は面区点番号ではありません。「1-19-75」のように書きます。")
    return (plane - 1) * _PLANE + (row - 1) * _ROW + cell


def written(at: int) -> str:
    """A place as people write it: `1-19-75`; "" for no place."""
    if not at:
        return ""
    plane, rest = divmod(at - 1, _PLANE)
    return f"{plane + 1}-{rest // _ROW + 1:02d}-{rest % _ROW + 1:02d}"


@cache
def characters() -> dict[int, str]:
    """Place → character, for all 11,233 places that JIS X 0213:2004 uses."""
    found: dict[int, str] = {}
    for plane, rows in ((1, range(1, _ROW + 1)), (2, ROWS_OF_PLANE_2)):
        for row in rows:
            for cell in range(1, _ROW + 1):
                code = bytes((0x8F, 0xA0 + row, 0xA0 + cell)[2 - plane :])
                try:
                    letter = code.decode("euc_jis_2004")
                except UnicodeDecodeError:
                    continue
                found[(plane - 1) * _PLANE + (row - 1) * _ROW + cell] = letter
    return found


@cache
def places() -> dict[str, int]:
    """Character → place."""
    return {letter: at for at, letter in characters().items()}


def level(at: int) -> int:
    """JIS 第1～第4水準 of a kanji's place; 0 for a place before the kanji (非漢字) and for no place."""
    if at > _PLANE:
        return 4
    row, cell = divmod(at - 1, _ROW)
    row += 1
    if 16 <= row <= 46 or (row == 47 and cell < 51):
        return 1
    if 48 <= row <= 83 or (row == 84 and cell < 6):
        return 2
    return 3 if row >= 14 else 0


@cache
def windows_letters() -> frozenset[str]:
    """Everything CP932 (Windows-31J) can write in two bytes, with NEC's and IBM's additions, without its 外字 area."""
    found = set()
    for lead in (*range(0x81, 0xA0), *range(0xE0, 0xFD)):
        for trail in range(0x40, 0xFD):
            try:
                letter = bytes((lead, trail)).decode("cp932")
            except UnicodeDecodeError:
                continue
            if not "\ue000" <= letter <= "\uf8ff":
                found.add(letter)
    return frozenset(found)


def windows_form(letter: str) -> str:
    """The code point under which Microsoft's table has a sign of JIS X 0208 (〜 becomes ～); others as they are."""
    return letter.translate(_MICROSOFT)
