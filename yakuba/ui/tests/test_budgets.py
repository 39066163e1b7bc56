"""What a page weighs, and how small the parts stay."""

import gzip
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[1] / "static" / "ui"
RESIDENT_CSS = ("tokens.css", "components.css", "forms.css", "records.css")


def packed(*paths: Path) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in paths)


def test_the_stylesheets_of_both_faces_stay_within_12_kb() -> None:
    resident = packed(*(STATIC / name for name in RESIDENT_CSS))
    assert resident <= 9_000
    assert resident + packed(STATIC / "staff.css") <= 12_000


def test_all_behaviours_together_stay_within_6_kb() -> None:
    assert packed(*(STATIC / "behaviours").glob("*.js")) <= 6_000


@pytest.mark.parametrize("path", sorted((STATIC / "behaviours").glob("*.js")), ids=lambda path: path.name)
def test_a_behaviour_is_a_small_module_that_index_knows(path: Path) -> None:
    source = path.read_text()
    assert len(source.splitlines()) < 100
    if path.stem != "index":
        assert f'import("./{path.name}")' in (STATIC / "behaviours" / "index.js").read_text()


def test_colours_are_named_in_one_file() -> None:
    for path in STATIC.glob("*.css"):
        if path.name != "tokens.css":
            colours = [
                word
                for word in path.read_text().split()
                if word.startswith("#") and word.rstrip(";").isalnum()
            ]
            assert not colours, path.name
