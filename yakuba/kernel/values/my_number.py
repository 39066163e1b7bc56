"""Finding a マイナンバー (個人番号) where it must not be.

Nobody may collect or keep one outside the listed affairs (番号法20条), so free text that seems to hold one
is refused before it is stored. Twelve digits, the last a check digit (番号法施行令8条;
平成26年総務省令85号5条).
"""

import re
import unicodedata
from collections.abc import Iterator

from stdnum.jp import cn, in_

from yakuba.kernel.values.japanese_text import HYPHENS

_GAP = rf"[ \t{re.escape(HYPHENS)}]{{1,3}}"
# Twelve digits in one piece or in equal groups, as cards and people write them. Telephone numbers with +81,
# dates and amounts have other groups. Overlapping finds are wanted, hence the look-ahead.
_CANDIDATES = tuple(
    re.compile(rf"(?<![0-9+])(?=([0-9]{{{size}}}(?:{_GAP}[0-9]{{{size}}}){{{12 // size - 1}}})(?![0-9]))")
    for size in (12, 6, 4, 3, 2, 1)
)
_FIRST_GAP = re.compile(rf"[0-9]+({_GAP})")
_LONE_DIGIT_BEFORE = re.compile(rf"(?<![0-9])([0-9])({_GAP})$")
_NOT_DIGITS = re.compile(r"[^0-9]")


def contains_my_number(text: str) -> bool:
    """Whether the text holds twelve digits with a valid 個人番号 check digit, in one piece or in equal
    groups.

    Full-width digits, spaces and any hyphen between groups, and invisible characters are seen through. A
    法人番号 (13 digits) is not one. One in eleven other 12-digit numbers has a valid digit by chance and is
    reported too.
    """
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter) != "Cf"
    )
    return any(True for _ in _found(plain))


def _found(plain: str) -> Iterator[str]:
    for pattern in _CANDIDATES:
        for match in pattern.finditer(plain):
            digits = _NOT_DIGITS.sub("", match[1])
            if in_.is_valid(digits) and not _is_corporate(plain, match.start(), match[1]):
                yield digits


def _is_corporate(plain: str, start: int, found: str) -> bool:
    """Whether the twelve digits are the rest of a 法人番号 written as 1-2345-6789-0123."""
    gap = _FIRST_GAP.match(found)
    lone = _LONE_DIGIT_BEFORE.search(plain[max(0, start - 5) : start])
    if gap is None or lone is None or lone[2] != gap[1]:
        return False
    return bool(cn.is_valid(_NOT_DIGITS.sub("", lone[1] + found)))
