"""部品検索: the characters in which parts occur, however deep, out of Ideographic Description Sequences.

The data (data/kanji-parts) say of each character what it is put together from: 﨑 is 山 and 竒, in which there is 可. Forms that a
radical takes at the side (氵, 艹, 辶) are parts of their own; only the code points of the radicals block are brought to
the ordinary ones.
"""

import gzip
import zlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from yakuba.kernel.refusals import Refusal


def data() -> Path:
    """The data package, which has its own licence."""
    return Path(settings.ROOT) / "data" / "kanji-parts" / "parts.txt.gz"


def containing(parts: str) -> frozenset[str]:
    """The characters that hold every one of the parts, or are one of them. Spaces say nothing."""
    wanted = [part for part in dict.fromkeys(parts) if not part.isspace()]
    if not wanted:
        return frozenset()
    return frozenset.intersection(*(frozenset(_above(part)) for part in wanted))


def _above(part: str) -> set[str]:
    holders = _holders()
    found, waiting = {part}, [part]
    while waiting:
        more = set(holders.get(waiting.pop(), "")) - found
        found |= more
        waiting += more
    return found


@lru_cache(maxsize=1)
def _holders() -> dict[str, str]:
    """Part → the characters that are directly put together from it."""
    try:
        text = gzip.decompress(data().read_bytes()).decode("utf-8")
    except (OSError, EOFError, ValueError, zlib.error):
        text = ""
    if not text:
        raise Refusal("no_parts", "部品の表を読めません（data/kanji-parts）。")
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        for part in line[1:]:
            found.setdefault(part, []).append(line[0])
    return {part: "".join(letters) for part, letters in found.items()}
