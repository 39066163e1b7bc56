"""The reference pages are those that `yakuba reference` writes, and they name all there is."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture import house
from yakuba.config import reference


def test_the_reference_pages_are_up_to_date() -> None:
    house.none(sorted(reference.stale_pages()), "run `yakuba reference` and commit what it writes:")


def test_a_page_that_says_something_else_is_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "FOLDER", tmp_path)
    assert reference.write() == sorted(reference.pages())
    assert reference.stale_pages() == {}
    page = tmp_path / "events.md"
    page.write_text(page.read_text("utf-8").replace("heard by", "shouted at"), "utf-8")
    (tmp_path / "jobs.md").unlink()
    assert sorted(reference.stale_pages()) == ["events.md", "jobs.md"]
    assert reference.write() == ["events.md", "jobs.md"]


def said() -> str:
    """All the reference pages."""
    return "\n".join(reference.pages().values())


def declared() -> dict[str, set[str]]:
    """What the files of the house declare, found without running them: kind → how the pages write it."""
    found: dict[str, set[str]] = {
        kind: set() for kind in ("option", "permission", "event", "command", "verb", "job")
    }
    bases = set()
    for path in house.sources():
        for node in ast.walk(house.tree(path)):
            if isinstance(node, ast.Call):
                called, first = str(getattr(node.func, "id", "")), text_of(node.args[:1])
                if called in {"Option", "Permission"} and first:
                    found[called.lower()].add(f"`{first}`")
                if called == "job":
                    found["job"] |= {
                        f"| `{text_of([one.value])}` |" for one in node.keywords if one.arg == "name"
                    }
            elif isinstance(node, ast.FunctionDef) and any(
                ast.unparse(one).startswith("action(") for one in node.decorator_list
            ):
                found["verb"].add(f"| `{node.name}` |")
            elif (
                isinstance(node, ast.ClassDef) and path.name == "events.py" and house.owner(path) != "kernel"
            ):
                found["event"].add(f"## {house.owner(path)}.{node.name}")
                bases |= {f"## {house.owner(path)}.{ast.unparse(one)}" for one in node.bases}
        if path.parent.name == "commands" and path.stem != "__init__":
            found["command"].add(f"## yakuba {path.stem.replace('_', '-')}")
    found["event"] -= bases  # classes that only share fields with others are not announced
    return found


def text_of(nodes: list[ast.expr]) -> str:
    """The text of a single string, "" for anything else."""
    return "".join(
        node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@pytest.mark.parametrize("kind", ["option", "permission", "event", "command", "verb", "job"])
def test_the_reference_names_everything(kind: str) -> None:
    names, text = declared()[kind], said()
    assert names
    house.none(sorted(name for name in names if name not in text))


def test_the_commands_of_our_own_are_named() -> None:
    asked = (house.HOUSE / "__main__.py").read_text("utf-8")
    own = re.findall(r"if name == \"(\w+)\":\n\s+return", asked)
    assert "demo" in own
    text = said()
    house.none(name for name in own if f"## yakuba {name}\n" not in text)


def test_people_are_told_of_every_command_outside_the_reference() -> None:
    """A command nobody is told to use in a guide, an explanation or the README is found by nobody."""
    told = "\n".join(
        path.read_text("utf-8")
        for path in [*house.ROOT.glob("*.md"), *(house.ROOT / "docs").rglob("*.md")]
        if path.parent != reference.FOLDER
    )
    commands = {name.removeprefix("## ") for name in declared()["command"]}
    house.none(sorted(name for name in commands if name not in told))
