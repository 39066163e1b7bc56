"""Compiles data/kanji-parts/parts.txt.gz out of `@mandel59/mojidata` (npm, pinned in package-lock.json).

Taken from it: the IDS of BabelStone (not copyrighted, free for any purpose), with the corrections of mojidata-ids
(MIT-0), and Unicode's equivalents of radicals. Kept: for each character its direct parts, in order, without saying how
they are arranged. The same input gives the same bytes.
"""

import gzip
import re
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "node_modules" / "@mandel59" / "mojidata" / "dist" / "moji.db"
TARGET = ROOT / "data" / "kanji-parts" / "parts.txt.gz"
LIMIT = 1_000_000
NOT_PARTS = re.compile(r"\{[^}]*\}|[\u2ff0-\u2fff\u303e\u31ef？]|[\x00-\x7f]")
"""How parts are arranged, what has no code point, what is not known."""
MEAT = {"⺼": "月肉"}
"""Drawn as 月, called 肉: found by both."""


def main() -> int:
    """Write the parts, and say how many characters have some."""
    database = sqlite3.connect(f"file:{SOURCE}?mode=ro", uri=True)
    plain = dict(database.execute("SELECT * FROM radeqv"))
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for letter, description in database.execute("SELECT UCS, IDS FROM ids ORDER BY rowid"):
        for part in NOT_PARTS.sub("", description):
            for one in MEAT.get(part, plain.get(part) or part):
                if one != letter:
                    found[letter][one] = None
    needed = _needed({row[0] for row in database.execute('SELECT "対応するUCS" FROM mji')}, found)
    lines = [f"{letter}{''.join(found[letter])}" for letter in sorted(needed) if found.get(letter)]
    content = gzip.compress("\n".join(lines).encode(), 9, mtime=0)
    if len(content) > LIMIT:
        raise SystemExit(f"{len(content)} bytes, more than {LIMIT}.")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(content)
    print(f"{TARGET}: {len(content):,} bytes, {len(lines):,} characters")
    return 0


def _needed(listed: set[str], found: Mapping[str, Iterable[str]]) -> set[str]:
    """The characters of the list, their parts, and the parts of these."""
    needed, waiting = set[str](), [letter for letter in listed if letter]
    while waiting:
        letter = waiting.pop()
        if letter not in needed:
            needed.add(letter)
            waiting += found.get(letter, ())
    return needed


if __name__ == "__main__":
    sys.exit(main())
