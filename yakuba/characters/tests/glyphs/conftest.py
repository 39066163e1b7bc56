"""A small index over made-up characters, learned from made-up fonts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from yakuba.characters.glyphs import installed, samples
from yakuba.characters.glyphs.index import Index, keep
from yakuba.characters.glyphs.samples import References
from yakuba.characters.glyphs.training import index_of
from yakuba.characters.tests.glyphs import small_font

COUNT = 150
FIRST = 0x4E00
WOBBLE = 25


def silent(what: str, done: int, of: int) -> None:
    """Tells nobody."""


def code_of(number: int) -> int:
    """The code point of the character of MJ`number`."""
    return FIRST + number


def hand(number: int, characters: range = range(COUNT)) -> bytes:
    """A font in which everything is drawn a little differently."""
    return small_font.font({code_of(one): small_font.strokes_of(one, WOBBLE, number) for one in characters})


@pytest.fixture(scope="session")
def listed() -> References:
    """The references: MJ000000 to MJ000149."""
    letters = {code_of(one): small_font.strokes_of(one) for one in range(COUNT)}
    return samples.references([small_font.font(letters, [f"mj{one:06d}" for one in range(COUNT)])], silent)


@pytest.fixture(scope="session")
def small_index(listed: References, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an index over them."""
    hands = [
        samples.sample(f"hand{one % 2}", hand(one), 0, listed.codes, COUNT, worn=0.2) for one in range(3)
    ]
    path = tmp_path_factory.mktemp("glyphs") / "glyphs.index"
    keep(path, index_of(listed, hands, {"inputs": "made up"}, silent))
    return path


@pytest.fixture(scope="session")
def opened(small_index: Path) -> Index:
    """The index, opened."""
    return Index(small_index)


@pytest.fixture
def in_force(small_index: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The small index is the one of this machine."""
    monkeypatch.setattr(installed, "path", lambda: small_index)
    yield small_index
    installed._opened.cache_clear()
