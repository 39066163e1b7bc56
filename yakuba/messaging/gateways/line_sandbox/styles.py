"""Style rules made on the way: the pages allow no inline style, and messages bring colours and sizes of their own."""

import hashlib
import re
from collections import OrderedDict

KEPT = 500
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?")
_LENGTH = re.compile(r"(\d{1,4}(\.\d{1,3})?)(px|%)")
_sheets: OrderedDict[str, str] = OrderedDict()


class Styles:
    """The rules that one fragment needs, each under a class named by what it says."""

    def __init__(self) -> None:
        self._rules: dict[str, str] = {}

    def rule(self, declaration: str) -> str:
        """The class with this declaration. Declarations hold only words of ours and values that were checked."""
        name = "f" + hashlib.sha256(declaration.encode()).hexdigest()[:10]
        self._rules[name] = declaration
        return name

    def colour(self, attribute: str, value: object) -> str:
        """A class that gives a colour, "" for none."""
        sound = isinstance(value, str) and _COLOUR.fullmatch(value)
        return self.rule(f"{attribute}:{value}") if sound else ""

    def length(self, attribute: str, value: object) -> str:
        """A class that gives a length in pixels or percent, "" for any other."""
        sound = isinstance(value, str) and _LENGTH.fullmatch(value)
        return self.rule(f"{attribute}:{value}") if sound else ""

    def sheet(self) -> str:
        """The name of a style sheet with all rules; it stays for a while."""
        text = "".join(f".{name}{{{told}}}\n" for name, told in sorted(self._rules.items()))
        name = hashlib.sha256(text.encode()).hexdigest()[:20]
        _sheets[name] = text
        _sheets.move_to_end(name)
        while len(_sheets) > KEPT:
            _sheets.popitem(last=False)
        return name


def sheet(name: str) -> str | None:
    """A style sheet by its name, None where it is gone."""
    return _sheets.get(name)
