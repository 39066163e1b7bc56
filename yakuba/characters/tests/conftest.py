"""The lists that ship, small lists made for a test, and members of staff."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings

from yakuba.characters import looks, tables
from yakuba.characters.lists.compiling import compile_table
from yakuba.characters.lists.rows import Extras, Row, ShrinkMap
from yakuba.characters.models import System
from yakuba.characters.rules.conversion import Converter
from yakuba.characters.rules.menkuten import place
from yakuba.characters.rules.outcomes import Target
from yakuba.characters.rules.relations import Relation, Source
from yakuba.characters.rules.repertoire import Repertoire
from yakuba.characters.rules.table import Table
from yakuba.characters.tests.workshop import FakeIdentify, brought, font, system_of
from yakuba.kernel.actor import Actor, Assurance


@pytest.fixture(autouse=True)
def _tables_of_their_own(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    """What a test brings lies in a place of its own; only a test that brings something loads anew."""
    settings.VAR = tmp_path
    yield
    if (tmp_path / "characters").exists():
        tables.forget()


@pytest.fixture(scope="session")
def repertoire() -> Repertoire:
    """The lists that ship."""
    return Repertoire([Table(tables.shipped().read_bytes())])


@pytest.fixture(scope="session")
def mj(repertoire: Repertoire) -> Table:
    """The table that ships."""
    return repertoire.tables[0]


@pytest.fixture(scope="session")
def converters(repertoire: Repertoire) -> dict[Target, Converter]:
    """A converter for each target."""
    return {target: Converter(repertoire, target) for target in Target}


@pytest.fixture
def gj() -> Table:
    """A synthetic set of added characters: one with a replacement, one with two, one with none."""
    rows = [
        Row(name="GJ000001", implemented="\U0010de92", strokes=12, readings=("ヘン",)),
        Row(name="GJ000002", implemented="\U0010de93", strokes=9),
        Row(name="GJ009420", implemented="\U0010fffd"),
    ]
    first, second = place("1-42-53"), place("1-78-20")
    shrink = ShrinkMap(
        relations={
            "GJ000001": [Relation(first, Source.STANDARD_MAP, 1)],
            "GJ000002": [
                Relation(first, Source.STANDARD_MAP, 1),
                Relation(second, Source.STANDARD_MAP, 1),
            ],
        }
    )
    about = {"title": "追加文字", "version": "試験", "date": "2026-08-18"}
    return Table(compile_table(rows, shrink, Extras(), prefix="GJ", about=about))


def staff(*permissions: str) -> Actor:
    """A member of staff who holds some permissions."""
    return Actor(
        kind="staff",
        key="staff:1",
        label="情報政策課",
        assurance=Assurance.TWO_FACTOR,
        staff_id=1,
        grants={code: frozenset({1}) for code in permissions},
        sections=frozenset({1}),
    )


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeIdentify:
    """The stand-in for the comparison of pictures, with an index."""
    stands_in = FakeIdentify()
    monkeypatch.setattr(looks, "identify", stands_in)
    monkeypatch.setattr(looks, "seal", lambda: stands_in.seal if stands_in.index else "")
    return stands_in


@pytest.fixture
def juki(db: None, fake: FakeIdentify) -> System:
    """住民記録 with three 外字 (12, 15 and 17 wide) for 30, 20 and 10 persons."""
    system = system_of()
    brought(system, font({"U+E000": 12, "U+E001": 15, "U+E002": 17}))
    usage = "外字,人数\nU+E000,30\nU+E001,20\nU+E002,10\n"
    brought(system, usage.encode(), kind="usage")
    return system
