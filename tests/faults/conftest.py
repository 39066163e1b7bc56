"""One house for all fault tests, on a small disk of its own where that can be had."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.house import opened
from tests.faults.scene import Scene

DISK_MB = 600
BAD_DAY = ("--keep", "100000", "--refuse-every", "23", "--drop-after-data", "29")
"""How the mail server behaves: it refuses now and then, and takes a mail without saying so."""


@pytest.fixture(scope="package")
def disk() -> Iterator[Path]:
    """A directory on a disk of 600 MB that a test may fill; an ordinary one where mounting is not allowed."""
    place = Path(tempfile.mkdtemp(prefix="yakuba-disk-"))
    place.chmod(0o755)
    mounted = os.geteuid() == 0 and _mount(place)
    yield place
    if mounted:
        subprocess.run(["umount", "--lazy", place], check=False)
    shutil.rmtree(place, ignore_errors=True)


def _mount(place: Path) -> bool:
    if shutil.which("mount") is None:
        return False
    words = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=0755", "tmpfs", str(place)]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="package")
def scene(disk: Path) -> Iterator[Scene]:
    """The public face with two processes, the worker, and a mailbox on a bad day: refusals and lost answers."""
    with opened(inside=disk) as house:
        house.run("procedure", "load", "--publish", str(Path(__file__).with_name("photo.toml")))
        mailbox = house.start_mailbox(*BAD_DAY)
        web = house.start_face("public", workers=2)
        worker = house.start_worker()
        house.wait()
        yield Scene(house, web, worker, mailbox, BAD_DAY)
