"""What the proofs share: the floors as `.importlinter` draws them, the modules, their files."""

import ast
import configparser
import functools
import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "yakuba"
JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
"""A letter of Japanese: kana or kanji."""
SYSTEM_ONLY = {
    "messaging.send": "the worker sends",
    "messaging.receive": "the webhook, once it has seen the signature of LINE, and the worker",
    "portal.hear_line": "the worker, when LINE reports what a friend pressed or wrote",
    "cases.run": "the worker watches the clock and issues notices",
    "procedures.run": "the worker copies the days of drafts",
    "cases.set_up": "the ward pack is loaded by a command",
}
"""Permissions that no role holds and nobody is open to, and who uses them instead."""


def none(faults: Iterable[object], why: str = "") -> None:
    """Fails with every fault on a line of its own, so that one run tells all there is to mend."""
    lines = [str(fault) for fault in faults]
    if lines:
        pytest.fail("\n".join(filter(None, [why, *lines])), pytrace=False)


@functools.cache
def floors() -> dict[str, int]:
    """Module → floor; the higher the number, the higher the floor."""
    drawn = configparser.ConfigParser()
    drawn.read(ROOT / ".importlinter", "utf-8")
    lines = drawn["importlinter:contract:floors"]["layers"].split("\n")
    rows = [re.findall(r"\w+", line) for line in lines if line.strip()]
    return {name: len(rows) - at for at, row in enumerate(rows) for name in row}


@functools.cache
def doorless() -> frozenset[str]:
    """The modules that have no door: everybody may use all of them."""
    drawn = configparser.ConfigParser()
    drawn.read(ROOT / ".importlinter", "utf-8")
    return frozenset(drawn["importlinter:contract:doors"]["open"].split())


def below(lower: str, upper: str) -> bool:
    """Whether a module stands on a lower floor than another; strangers on one floor do not."""
    known = floors()
    return known[lower] < known[upper]


def modules() -> list[str]:
    """The modules that have been furnished, `config` left out: it only assembles."""
    return sorted(
        place.name
        for place in HOUSE.iterdir()
        if place.name in floors() and place.name != "config" and (place / "apps.py").exists()
    )


def owner(path: Path) -> str:
    """The module a file of the house belongs to."""
    return path.relative_to(HOUSE).parts[0]


def sources(*, tests: bool = False) -> Iterator[Path]:
    """Python files of the house without migrations; with `tests`, only those of the modules' tests instead."""
    for path in sorted(HOUSE.rglob("*.py")):
        parts = path.relative_to(HOUSE).parts
        if "migrations" not in parts and ("tests" in parts) is tests:
            yield path


@functools.cache
def tree(path: Path) -> ast.Module:
    """A file as Python reads it."""
    return ast.parse(path.read_text("utf-8"))


@functools.cache
def documentation(path: Path) -> frozenset[int]:
    """The ids of the docstring nodes of `tree(path)`, and of strings that stand alone."""
    return frozenset(
        id(node.value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every string of a file that is no docstring."""
    for node in ast.walk(tree(path)):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in documentation(path)
        ):
            yield node.lineno, node.value


def catalogue(path: Path) -> bool:
    """Whether a file belongs to the living catalogue of ui: sample pages, shown in development only."""
    return "catalogue" in path.parts


def constants(path: Path) -> dict[str, object]:
    """What a file of the house holds once it is imported."""
    return vars(importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts)))


def named(path: Path) -> str:
    """A path as people cite it."""
    return path.relative_to(ROOT).as_posix()


def door(module: str) -> ModuleType | None:
    """A module's `api`, or None before it has one."""
    return importlib.import_module(f"yakuba.{module}.api") if (HOUSE / module / "api.py").exists() else None


def furnish() -> None:
    """Import every verb, event, permission, option and reaction, so that the registries are full."""
    for module in modules():
        for part in ("events", "permissions", "options", "reactions", "jobs", "api"):
            if (HOUSE / module / f"{part}.py").exists() or (HOUSE / module / part).is_dir():
                importlib.import_module(f"yakuba.{module}.{part}")
        actions = HOUSE / module / "actions"
        if actions.is_dir():
            for found in pkgutil.iter_modules([str(actions)]):
                importlib.import_module(f"yakuba.{module}.actions.{found.name}")
