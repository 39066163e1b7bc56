"""The glossary's English names are those of the code; rows of floors that are not built yet say so."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from tests.architecture import house

LATER = "## Later floors"
NAME = re.compile(r"`([A-Za-z][\w.]*)`")


def rows(text: str) -> Iterator[tuple[str, str]]:
    """Term and "name in code" of every row of the tables before the later floors."""
    for line in text.partition(LATER)[0].splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == 4 and cells[0] not in {"term", "---"}:
            yield cells[0], cells[1]


def claimed(cell: str) -> list[str]:
    """The names a cell claims to be in the code; what follows "later" or "not" is not claimed."""
    unbuilt = {name for name in house.floors() if name not in {*house.modules(), "config"}}
    if any(f"({name})" in cell for name in unbuilt):
        return []
    today = re.split(r"\b(?:later|not)\b", cell)[0]
    return [name for name in NAME.findall(today) if name not in unbuilt]


@cache
def spoken() -> frozenset[str]:
    """Every identifier of the code, and every key or choice that is written as a string."""
    words = set()
    for path in house.sources():
        words |= {path.stem, *path.relative_to(house.HOUSE).parts}
        for node in ast.walk(house.tree(path)):
            for part in ("name", "id", "attr", "arg"):
                if isinstance(word := getattr(node, part, None), str):
                    words.add(word)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 40:
                words.add(node.value)
    for pack in (house.ROOT / "wards").rglob("*.toml"):
        words |= set(re.findall(r"\w+", pack.read_text("utf-8")))
    return frozenset(words)


def unspoken(name: str, words: frozenset[str]) -> bool:
    return any(part not in words for part in name.split("."))


def test_the_names_of_the_glossary_are_spoken_in_the_code() -> None:
    table = list(rows((house.ROOT / "docs/glossary.md").read_text("utf-8")))
    assert len(table) > 60
    house.none(
        f"{term}: `{name}`" for term, cell in table for name in claimed(cell) if unspoken(name, spoken())
    )


def test_a_term_stands_once() -> None:
    terms = [term for term, _ in rows((house.ROOT / "docs/glossary.md").read_text("utf-8"))]
    house.none(sorted({term for term in terms if terms.count(term) > 1}))


def test_planted_names_are_caught() -> None:
    text = "| term | name in code | source | definition |\n|---|---|---|---|\n| 申請 | `Plea`, `Resident` | – | x |\n| 点 | later: `Dot` | – | x |\n"
    assert list(rows(text)) == [("申請", "`Plea`, `Resident`"), ("点", "later: `Dot`")]
    assert claimed("`Plea`, `Resident`") == ["Plea", "Resident"]
    assert claimed("`Plea`; later: `Dot`") == ["Plea"]
    assert claimed("later: `Dot`") == claimed("`plans` (governance)") == claimed("not stored") == []
    assert unspoken("Plea", spoken()) and not unspoken("Resident", spoken())
