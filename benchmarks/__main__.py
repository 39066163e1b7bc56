"""Every benchmark, one after the other: `.venv/bin/python -m benchmarks [--smoke]`."""

import subprocess
import sys
from pathlib import Path

from yakuba.config import places


def main(arguments: list[str]) -> int:
    """Run `benchmarks/<module>.py` (or `<module>_<room>.py`) for every module of the house that has one; 0 when all went through."""
    here = Path(__file__).parent
    modules = [
        file.stem
        for file in sorted(here.glob("*.py"))
        if (places.ROOT / "yakuba" / file.stem.replace("_", "/")).is_dir()
    ]
    failed = []
    for module in modules:
        print(f"— {module}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
        if subprocess.run(command, cwd=places.ROOT, check=False).returncode:
            failed.append(module)
    for module in failed:
        print(f"{module} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
