"""Places and clusters for the tests of the set-up."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from yakuba.config.embedded_postgres import Cluster

PASSWORD = "p@ss/wörd"


@pytest.fixture
def place() -> Iterator[Path]:
    """A directory that every user may enter (pytest's own is closed to all but its owner)."""
    directory = Path(tempfile.mkdtemp(prefix="yakuba-test-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture
def cluster(place: Path) -> Iterator[Cluster]:
    """A PostgreSQL of this test's own, not started yet."""
    own = Cluster(place / "postgres", PASSWORD, durable=False)
    yield own
    own.stop()
