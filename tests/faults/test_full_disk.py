"""A full disk: people are told in words, nothing is stored by half, and what was acknowledged stays."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.checks import (
    applications_are_whole,
    mails_have_arrived,
    nobody_met_a_fault,
    trail_holds,
)
from tests.faults.scene import Scene

pytestmark = pytest.mark.faults
FREED_AFTER = 150  # times that somebody had to try again
BLOCK = bytes(64 * 1024)


class Filler:
    """Fills the disk, and frees it once people were asked for patience often enough."""

    def __init__(self, disk: Path) -> None:
        self.file = disk / "filler"
        self.was_freed = False

    def __call__(self, scene: Scene, done: int, troubled: int) -> None:
        if not self.was_freed and troubled >= FREED_AFTER:
            self.was_freed = True
            self.free()

    def fill(self) -> None:
        """Write until nothing goes on."""
        with self.file.open("wb", buffering=0) as stream:
            try:
                while stream.write(BLOCK):
                    pass
            except OSError:
                return

    def free(self) -> None:
        """Somebody has made room."""
        self.file.unlink(missing_ok=True)


@pytest.fixture
def filler(disk: Path, scene: Scene) -> Iterator[Filler]:
    if not disk.is_mount():
        pytest.skip("needs a disk that may be filled: run as root where mounting is allowed")
    filler = Filler(disk)
    yield filler
    filler.free()


def test_nothing_is_lost_and_nothing_is_there_by_half(scene: Scene, filler: Filler) -> None:
    filler.fill()
    crowd = scene.crowd(60, filler)
    assert filler.was_freed
    nobody_met_a_fault(crowd)
    applications_are_whole(scene)
    mails_have_arrived(scene)
    trail_holds(scene)
