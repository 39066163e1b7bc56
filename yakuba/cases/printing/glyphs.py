"""Characters that no font at hand can print: found before or while printing, named, or replaced by 〓."""

import re
import unicodedata
from pathlib import Path
from typing import Any

from yakuba.kernel import pdf

GETA = "〓"
MOST_TRIES = 20

_NAMED = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class Unprintable(Exception):
    """These characters cannot be printed: `sentence` names them with their code points."""

    def __init__(self, characters: str) -> None:
        self.characters = characters
        self.sentence = "、".join(name_of(one) for one in characters)
        super().__init__(self.sentence)


def name_of(character: str) -> str:
    """`𪛖（U+2A6D6）`: the character for whoever sees it, its code point for whoever does not."""
    return f"{character}（U+{ord(character):04X}）"


def render(template: Path, data: dict[str, Any]) -> bytes:
    """The PDF of a template of ours.

    Raises Unprintable for characters of private use (外字: their look is nobody's agreement) and for those that
    no font has.
    """
    private = "".join(sorted({letter for letter in _texts(data) if unicodedata.category(letter) == "Co"}))
    if private:
        raise Unprintable(private)
    try:
        return pdf.render(template, data)
    except pdf.MissingGlyph as missing:
        found = _NAMED.search(str(missing))
        if found is None:
            raise
        raise Unprintable(_ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1])) from missing


def render_with_geta(template: Path, data: dict[str, Any]) -> bytes:
    """As `render`, but what cannot be printed becomes 〓, and `data["geta"]` lists the code points."""
    replaced = ""
    for _ in range(MOST_TRIES):
        try:
            return render(template, data | {"geta": [f"U+{ord(one):04X}" for one in replaced]})
        except Unprintable as missing:
            replaced += missing.characters
            data = _replaced(data, dict.fromkeys(map(ord, missing.characters), GETA))
    raise Unprintable(replaced)


def _texts(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return "".join(_texts(one) for one in value.values())
    return "".join(_texts(one) for one in value) if isinstance(value, list) else ""


def _replaced(value: Any, table: dict[int, str]) -> Any:
    if isinstance(value, str):
        return value.translate(table)
    if isinstance(value, dict):
        return {key: _replaced(one, table) for key, one in value.items()}
    return [_replaced(one, table) for one in value] if isinstance(value, list) else value
