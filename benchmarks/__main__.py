"""Runs every benchmark of this folder, one after the other: `python -m benchmarks [--smoke]`."""

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """0 when all of them ran."""
    folder = Path(__file__).parent
    names = sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))
    failed = [
        name
        for name in names
        if subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}", *sys.argv[1:]], cwd=folder.parent, check=False
        ).returncode
    ]
    print(f"failed: {', '.join(failed)}" if failed else "all ran")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
