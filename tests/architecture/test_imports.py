"""Floors, doors, furniture, pure rules, no cycles; and each of them caught when broken on purpose."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = ("characters", "identity", "messaging", "cases", "procedures", "portal")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_house_keeps_its_contracts() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout[-4000:]


@pytest.fixture(scope="module")
def skeleton(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty house with the real contracts, to plant faults in."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / ".importlinter", folder)
    contracts = folder / "tests" / "architecture"
    contracts.mkdir(parents=True)
    (folder / "tests" / "__init__.py").touch()
    (contracts / "__init__.py").touch()
    shutil.copy(ROOT / "tests" / "architecture" / "contracts.py", contracts)
    for module in ("config", "ui", "kernel", *MODULES):
        place = folder / "yakuba" / module
        place.mkdir(parents=True)
        (place / "__init__.py").touch()
        for part in ("api", "models", "queries"):
            (place / f"{part}.py").touch()
        for part in ("actions", "rules", "web", "gateways"):
            (place / part).mkdir()
            (place / part / "__init__.py").touch()
    (folder / "yakuba" / "__init__.py").touch()
    (folder / "yakuba" / "kernel" / "values").mkdir()
    (folder / "yakuba" / "kernel" / "values" / "__init__.py").touch()
    (folder / "yakuba" / "kernel" / "actions.py").unlink(missing_ok=True)
    return folder


def test_an_empty_house_keeps_them_too(skeleton: Path) -> None:
    result = lint(skeleton)
    assert result.returncode == 0, result.stdout[-3000:]


@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("cases/web/__init__.py", "from yakuba.procedures import api", "An upper floor"),
        ("identity/web/__init__.py", "from yakuba.messaging import api", "An upper floor"),
        ("cases/queries.py", "from yakuba.identity import models", "Other modules import the door"),
        ("procedures/web/__init__.py", "from yakuba.cases.actions import x", "Other modules import the door"),
        ("cases/actions/__init__.py", "from yakuba.cases import gateways", "Inside a module"),
        ("cases/models.py", "from yakuba.cases import queries", "Inside a module"),
        ("cases/actions/__init__.py", "from yakuba.cases import api", "Inside a module"),
        ("cases/rules/__init__.py", "import django", "Rules are plain Python"),
        ("procedures/rules/__init__.py", "from yakuba.kernel import models", "Rules are plain Python"),
        ("kernel/models.py", "from yakuba.ui import api", "An upper floor"),
    ],
)
def test_a_planted_fault_is_caught(skeleton: Path, file: str, line: str, broken: str) -> None:
    place = skeleton / "yakuba" / file
    (skeleton / "yakuba" / "cases" / "actions" / "x.py").touch()
    place.write_text(line + "\n", "utf-8")
    try:
        result = lint(skeleton)
    finally:
        place.write_text("", "utf-8")
    assert result.returncode != 0
    assert any(broken in said and "BROKEN" in said for said in result.stdout.splitlines()), result.stdout[
        -3000:
    ]


def test_a_module_on_no_floor_is_caught(skeleton: Path) -> None:
    stray = skeleton / "yakuba" / "stray"
    stray.mkdir()
    (stray / "__init__.py").touch()
    try:
        result = lint(skeleton)
    finally:
        shutil.rmtree(stray)
    assert result.returncode != 0


def test_a_circle_is_caught(skeleton: Path) -> None:
    one, two = skeleton / "yakuba" / "kernel" / "models.py", skeleton / "yakuba" / "kernel" / "queries.py"
    one.write_text("from yakuba.kernel import queries\n", "utf-8")
    two.write_text("from yakuba.kernel import models\n", "utf-8")
    try:
        result = lint(skeleton)
    finally:
        one.write_text("", "utf-8")
        two.write_text("", "utf-8")
    assert any("circle" in said and "BROKEN" in said for said in result.stdout.splitlines()), result.stdout[
        -3000:
    ]
