"""What stands in one cell of a published list: code points, sequences, numbers, places."""

import re
from collections.abc import Callable

from yakuba.characters.lists.rows import BadList
from yakuba.characters.rules.menkuten import BadPlace, place
from yakuba.characters.rules.table import POLICIES

Text = Callable[[str], str]
"""The cell of a column in one row."""
_CODE = re.compile(r"(?:U\+|0x)?([0-9A-Fa-f]{4,6})")
_NOTHING = {"", "-", "－", "―", "ー", "なし"}
_SEPARATORS = re.compile(r"[;；、,\n]+")


def code_point(text: str, where: str) -> str:
    """`U+845B` as a character; "" for nothing. Refuses what is no code point."""
    if text in _NOTHING:
        return ""
    found = _CODE.fullmatch(text)
    code = int(found[1], 16) if found else -1
    if not 0 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise BadList(f"{where}: 「{text}」は符号位置ではありません。")
    return chr(code)


def sequences(text: str, where: str) -> tuple[str, ...]:
    """`845B_E0103;845B_E0104` as sequences of a base and a selector."""
    found = []
    for part in _SEPARATORS.split(text):
        if part.strip() not in _NOTHING:
            letters = "".join(code_point(code, where) for code in re.split(r"[_\s]+", part.strip()))
            if len(letters) != 2:
                raise BadList(f"{where}: 「{part}」は、漢字と異体字セレクタの組ではありません。")
            found.append(letters)
    return tuple(found)


def number(text: str, where: str) -> int:
    """A number; 0 for nothing."""
    if text in _NOTHING:
        return 0
    try:
        return int(text, 16) if text.startswith("0x") else int(text)
    except ValueError:
        raise BadList(f"{where}: 「{text}」は数ではありません。") from None


def hexadecimal(text: str, where: str) -> int:
    """`0x845B` or `845B`; 0 for nothing."""
    letter = code_point(text, where)
    return ord(letter) if letter else 0


def kuten(text: str, where: str) -> int:
    """`1-19-75`, or `16-01` for the one plane of JIS X 0212; 0 for nothing."""
    if text in _NOTHING:
        return 0
    try:
        return place(text if text.count("-") == 2 else f"1-{text}")
    except BadPlace as bad:
        raise BadList(f"{where}: {bad}") from None


def policy(text: str, where: str) -> int:
    """常用漢字 or 人名用漢字 as its number in the table."""
    plain = "" if text in _NOTHING else text
    if plain not in POLICIES:
        raise BadList(f"{where}: 漢字施策「{text}」を知りません。")
    return POLICIES.index(plain)


def several(text: str) -> tuple[str, ...]:
    """Texts set apart by ・."""
    return tuple(part.strip() for part in text.split("・") if part.strip() not in ("", "-"))
