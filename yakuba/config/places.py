"""Where things lie on this machine: the program itself, and everything it writes."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The directory that holds the package `yakuba` (the clone, when installed as scripts/bootstrap.py does)."""


def var() -> Path:
    """All that is written while running: database, files, secrets, logs. `YAKUBA_VAR` moves it."""
    return Path(os.environ.get("YAKUBA_VAR") or ROOT / "var").absolute()
