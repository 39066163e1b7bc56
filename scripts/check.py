"""Runs the static checks, two at a time, the longest first; prints a line for each and the output of those that fail."""

import argparse
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
SOURCES = [
    name for name in ("yakuba", "tests", "scripts", "benchmarks", "conftest.py") if (ROOT / name).exists()
]
CHECKS: dict[str, list[str]] = {
    "types (mypy)": ["mypy", *SOURCES],
    "architecture (pytest)": ["python", "-m", "pytest", "tests/architecture"],
    "floors and doors (import-linter)": ["lint-imports", "--no-logo"],
    "templates (djlint)": ["djlint", "yakuba", "--lint", "--quiet"],
    "migrations": ["python", "-W", "ignore", "-m", "django", "makemigrations", "--check", "--dry-run"],
    "style (ruff)": ["ruff", "check", *SOURCES],
    "format (ruff)": ["ruff", "format", "--check", *SOURCES],
}


class Result(NamedTuple):
    """How one check ended."""

    name: str
    passed: bool
    seconds: float
    output: str


def main() -> int:
    """0 when every check passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--without-tests", action="store_true", help="leave tests/architecture to the test run"
    )
    wanted = parser.parse_args()
    checks = dict(CHECKS)
    if wanted.without_tests or not (ROOT / "tests" / "architecture").exists():
        del checks["architecture (pytest)"]
    failed = []
    with ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 2)) as pool:
        for result in pool.map(run, checks, checks.values()):
            print(f"{'ok  ' if result.passed else 'FAIL'} {result.name}  {result.seconds:.1f} s", flush=True)
            if not result.passed:
                failed.append(result.name)
                print(result.output, flush=True)
    if failed:
        print(f"{len(failed)} of {len(checks)} checks failed: {', '.join(failed)}")
    return 1 if failed else 0


def run(name: str, command: list[str]) -> Result:
    """Runs one check with the programs of this virtual environment."""
    began = time.monotonic()
    done = subprocess.run(
        [BIN / command[0], *command[1:]],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "yakuba.config.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Result(name, done.returncode == 0, time.monotonic() - began, done.stdout.rstrip())


if __name__ == "__main__":
    sys.exit(main())
