"""Names and code points out of the font 追加文字行政事務標準明朝: the one file in which GJ surely has both.

Only two tables of the font are read: `post` (format 2: names such as gj000001) and `cmap` (format 12: code points of
plane 16). No outline is touched. Source: OpenType 1.9, chapters post and cmap.
"""

import re
import struct
from collections.abc import Iterator

from yakuba.characters.lists.rows import BadList

_GJ = re.compile(r"gj[0-9]{6}", re.IGNORECASE)
_STANDARD_NAMES = 258
_FULL_UNICODE = 12


def glyphs(content: bytes) -> list[tuple[str, int]]:
    """(name, code point) of every glyph that is named as an added character. Refuses a font without them."""
    try:
        names = _names(_table(content, b"post"))
        codes = dict(_codes(_table(content, b"cmap")))
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise BadList("フォントが壊れているか、読めない形式です。") from error
    return [(name, codes[at]) for at, name in enumerate(names) if _GJ.fullmatch(name) and at in codes]


def _table(content: bytes, tag: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", content, 4)
    for at in range(min(count, 100)):
        found, _, start, length = struct.unpack_from(">4sIII", content, 12 + 16 * at)
        if found == tag:
            return content[start : start + length]
    raise BadList(f"フォントに {tag.decode()} がありません。")


def _names(post: bytes) -> list[str]:
    form, count = struct.unpack_from(">I28xH", post)
    if form != 0x00020000:
        raise BadList("フォントに文字の名前がありません（postの形式2ではありません）。")
    indices = struct.unpack_from(f">{count}H", post, 34)
    own: list[str] = []
    at = 34 + 2 * count
    while at < len(post):
        length = post[at]
        own.append(post[at + 1 : at + 1 + length].decode("ascii"))
        at += 1 + length
    return [own[index - _STANDARD_NAMES] if index >= _STANDARD_NAMES else "" for index in indices]


def _codes(cmap: bytes) -> Iterator[tuple[int, int]]:
    """(glyph, code point) of the first subtable over all planes."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    for at in range(min(count, 100)):
        _, _, start = struct.unpack_from(">HHI", cmap, 4 + 8 * at)
        (form,) = struct.unpack_from(">H", cmap, start)
        if form != _FULL_UNICODE:
            continue
        (groups,) = struct.unpack_from(">I", cmap, start + 12)
        for group in range(min(groups, 70_000)):
            first, last, glyph = struct.unpack_from(">III", cmap, start + 16 + 12 * group)
            if last - first > 0xFFFF:
                raise BadList("フォントが壊れています（cmap）。")
            for code in range(first, last + 1):
                yield glyph + code - first, code
        return
    raise BadList("フォントに、面16までの符号の表（cmapの形式12）がありません。")
