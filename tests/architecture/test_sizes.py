"""Files and functions stay small, names say what is meant, the kernel grows by decision only.

`ratchet.json` lists what is too long, with its length. It may only shrink: what is not listed must fit, what is
listed may not grow, and what got shorter is written down (or taken out) at once.
"""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture import house

LIMITS = {"file": 400, "test": 600, "template": 150, "function": 50}
REFUSED_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
RATCHET = json.loads((house.ROOT / "tests/architecture/ratchet.json").read_text("utf-8"))
MUNICIPAL = frozenset(
    re.findall(
        r"\w+",
        """
        applicant applicants appeal assignee bureau case cases citizen correction corrections decision division draft
        drafts evacuee facility guardian household householder lottery mayor municipality officer opinion procedure
        procedures resident residents section sections shelter submission submissions ward
        """,
    )
)
MUNICIPAL_JAPANESE = re.compile("区|課|係|住民|世帯|申請|届出|手続|窓口")
NEEDED_BELOW = {
    ("kernel/actor.py", "resident_id"): "an actor says which of the five kinds it is",
    ("kernel/actor.py", "section"): "permissions are held somewhere: a number, whose meaning identity knows",
    ("kernel/actor.py", "sections"): "permissions are held somewhere: numbers, whose meaning identity knows",
    (
        "kernel/actor.py",
        "sections_for",
    ): "permissions are held somewhere: numbers, whose meaning identity knows",
    ("kernel/permissions.py", "RESIDENTS"): "the kinds of actor that are open to the Internet, by name",
    ("ui/pages.py", "WARD"): "the name on the masthead is a setting",
    ("ui/components/parts.py", "市区町村"): "a part of every Japanese address",
}
"""(file, identifier or words) that kernel and ui need although they sound municipal, and why."""
KERNEL = frozenset(
    re.findall(
        r"\w+",
        """
        __init__ actions actor apps audit clock events files filetypes grants jobs models modules options pdf
        permissions refusals scanning sweeping
        """,
    )
)
"""The files of the kernel: what is added here, every office depends on. Add a name together with its reason."""
KERNEL_ROOMS = frozenset({"management", "migrations", "tests", "values", "locale"})


def code() -> Iterator[Path]:
    """All Python of the project but migrations."""
    for top in ("yakuba", "tests", "scripts", "benchmarks"):
        for path in sorted((house.ROOT / top).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path
    yield house.ROOT / "conftest.py"


def is_test(path: Path) -> bool:
    return "tests" in path.parts


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def too_long() -> dict[str, int]:
    """Everything over its limit: what → its length."""
    found = {}
    for path in code():
        if lines(path) > LIMITS["test" if is_test(path) else "file"]:
            found[house.named(path)] = lines(path)
        found |= {f"{house.named(path)}::{name}": length for name, length in long_functions(house.tree(path))}
    for path in sorted(house.HOUSE.glob("*/templates/**/*")):
        if path.is_file() and lines(path) > LIMITS["template"]:
            found[house.named(path)] = lines(path)
    return found


def long_functions(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Functions over the limit, from `def` to their last line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LIMITS["function"]:
                yield node.name, length


def against(found: dict[str, int], allowed: dict[str, int]) -> Iterator[str]:
    """What the ratchet objects to."""
    for what, length in found.items():
        if length > allowed.get(what, 0):
            yield f"{what}: {length} lines"
    for what, length in allowed.items():
        if found.get(what, 0) < length:
            yield f"{what} has shrunk from {length} to {found.get(what, 0)} lines: say so in ratchet.json"


def test_files_and_functions_are_small() -> None:
    house.none(against(too_long(), RATCHET))


def test_the_ratchet_catches_growth_and_remembers_shrinking() -> None:
    assert list(against({"a.py": 401}, {})) == ["a.py: 401 lines"]
    assert list(against({"a.py": 421}, {"a.py": 420})) == ["a.py: 421 lines"]
    assert list(against({"a.py": 420}, {"a.py": 420})) == []
    assert "shrunk" in next(against({"a.py": 410}, {"a.py": 420}))
    assert "shrunk" in next(against({}, {"a.py": 420}))


def test_a_planted_long_function_is_caught() -> None:
    long = "def grow():\n" + "    x = 1\n" * 50
    assert list(long_functions(ast.parse(long))) == [("grow", 51)]
    assert list(long_functions(ast.parse(long.replace("    x = 1\n", "", 1)))) == []


def meaningless(path: Path) -> bool:
    """Whether a file's name ends in a word that names nothing."""
    return path.stem.split("_")[-1] in REFUSED_NAMES


def test_names_say_what_is_meant() -> None:
    house.none([house.named(path) for path in code() if meaningless(path)])


@pytest.mark.parametrize("name", ["utils.py", "form_utils.py", "helpers.py", "case_manager.py"])
def test_a_planted_name_is_caught(name: str) -> None:
    assert meaningless(Path(name))
    assert not meaningless(Path("managed.py"))


def identifiers(tree: ast.AST) -> Iterator[str]:
    """Every name that a file gives or uses."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg


def municipal(name: str) -> bool:
    """Whether one of the words of a name is a noun of the office."""
    return any(word.lower() in MUNICIPAL for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name))


def low_files() -> Iterator[Path]:
    return (
        path
        for path in house.sources()
        if house.owner(path) in {"kernel", "ui"} and not house.catalogue(path)
    )


def test_kernel_and_ui_know_no_municipal_noun() -> None:
    found = set()
    for path in low_files():
        place = path.relative_to(house.HOUSE).as_posix()
        said = {name for name in identifiers(house.tree(path)) if municipal(name)}
        said |= {text for _, text in house.strings(path) if MUNICIPAL_JAPANESE.search(text)}
        found |= {(place, name) for name in said}
    assert sorted(found - NEEDED_BELOW.keys()) == []
    assert sorted(NEEDED_BELOW.keys() - found) == [], "no longer needed: take it out"


@pytest.mark.parametrize(
    "planted", ["def case_of(): ...", "applicant = 1", "x.procedure", "f(section=1)", "class CaseRow: ..."]
)
def test_a_planted_municipal_noun_is_caught(planted: str) -> None:
    assert any(municipal(name) for name in identifiers(ast.parse(planted)))
    assert not any(municipal(name) for name in identifiers(ast.parse("lowercase = showcase(forward)")))


def kernel_files() -> set[str]:
    return {path.stem for path in (house.HOUSE / "kernel").glob("*.py")}


def test_the_kernel_grows_by_decision_only() -> None:
    rooms = {path.name for path in (house.HOUSE / "kernel").iterdir() if path.is_dir()} - {"__pycache__"}
    assert kernel_files() == KERNEL
    assert rooms <= KERNEL_ROOMS
