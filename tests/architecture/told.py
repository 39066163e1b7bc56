"""Finds what tests speak of: a test function with its decorators and its class, and the constants and functions of its
file that it names."""

import ast
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.architecture import house


@dataclass(frozen=True, slots=True)
class Told:
    """One test: its name with that of its class, and everything it says."""

    file: Path
    name: str
    text: str
    calls: tuple[ast.Call, ...] = ()

    def mentions(self, word: str) -> bool:
        """Whether the test says a word, as a name or inside a string."""
        return bool(re.search(rf"(?<![A-Za-z]){re.escape(word)}(?![a-z])", f"{self.name}\n{self.text}"))


@functools.cache
def tests_of(module: str) -> tuple[Told, ...]:
    """The tests in a module's own `tests/`."""
    files = sorted((house.HOUSE / module / "tests").rglob("test_*.py"))
    return tuple(told for file in files for told in tests_in(file, file.read_text("utf-8")))


def tests_in(file: Path, text: str) -> Iterator[Told]:
    """The tests of one file."""
    tree = ast.parse(text)
    known = {
        target.id: ast.unparse(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    known |= {node.name: ast.unparse(node) for node in tree.body if isinstance(node, ast.FunctionDef)}
    for place, node in _functions(tree):
        said = ast.unparse(node)
        used = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)} & known.keys()
        calls = tuple(one for one in ast.walk(node) if isinstance(one, ast.Call))
        yield Told(
            file, f"{place}{node.name}", "\n".join([said, *(known[name] for name in sorted(used))]), calls
        )


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            yield "", node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and inner.name.startswith("test"):
                    yield f"{node.name}.", inner
