"""Compiles the translation files named on the command line (.po to .mo); stops at one whose placeholders are wrong."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def main(paths: list[str]) -> int:
    """0 when every file was compiled."""
    mistakes = [mistake for path in paths for mistake in compiled(Path(path))]
    for mistake in mistakes:
        print(mistake, file=sys.stderr)
    return 1 if mistakes else 0


def compiled(path: Path) -> list[str]:
    """Writes the .mo beside a .po, in one step; the mistakes found, each with its line, and then nothing is written."""
    with path.open("rb") as source:
        catalogue = read_po(source)
    mistakes = [
        f"{path}:{message.lineno}: {error}"
        for message, errors in catalogue.check()
        for error in errors
        if message.string
    ]
    if mistakes:
        return mistakes
    fresh = path.with_suffix(".mo.new")
    with fresh.open("wb") as target:
        write_mo(target, catalogue)
    fresh.replace(path.with_suffix(".mo"))
    return []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
