"""What is wrong with a definition file, said to the member of staff who wrote it."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One fault of a definition.

    `line` counts from 1 (0: the definition did not come from a file); `sentence` is plain Japanese; `code` names the
    rule for programs; `where` is the path in the file, as ("pages", 0, "fields", 2, "visible_if"). Where `blocking` is
    false it is a hint: the definition may still be published.
    """

    line: int
    sentence: str
    code: str = ""
    where: Where = ()
    blocking: bool = True


def meant(word: str, known: Iterable[str]) -> str:
    """「…の間違いですか。」 for a word that nearly is a known one, else nothing."""
    near = difflib.get_close_matches(word[:60], list(known), n=1, cutoff=0.5 if len(word) < 4 else 0.6)
    return f"「{near[0]}」の間違いですか。" if near else ""
