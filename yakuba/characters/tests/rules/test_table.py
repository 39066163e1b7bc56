"""The compiled table: complete, lossless, refused when it is not whole."""

import io
import zipfile

import pytest

from yakuba.characters import api as characters
from yakuba.characters import tables
from yakuba.characters.rules.menkuten import characters as jis
from yakuba.characters.rules.relations import Source
from yakuba.characters.rules.repertoire import Repertoire
from yakuba.characters.rules.table import BadTable, Table, hexed, unhexed
from yakuba.kernel.refusals import Refusal

WITHOUT_SEQUENCE = 19
"""Glyphs of MJ that no code point and no IVS shows, as the published list says itself."""


def test_it_has_every_glyph_of_the_list(mj: Table) -> None:
    assert len(mj) == 58_862
    assert sum(1 for code in mj.implemented if code) == 52_607
    assert len(mj.sequences) == 64_080
    assert mj.about["counts"] == {
        "glyphs": 58_862,
        "sequences": 64_080,
        "relations": 62_682,
        "ivd": 29_437,
        "kana": 299,
    }
    assert mj.about["version"] == "006.02" and mj.about["map_version"] == "1.2.0"
    assert mj.about["licence"] == "CC BY-SA 2.1 JP"


def test_it_is_small() -> None:
    assert tables.shipped().stat().st_size <= 3_000_000


def test_every_glyph_survives_the_way_to_its_sequence_and_back(mj: Table) -> None:
    without = [mj.name(at) for at in range(len(mj)) if not mj.canonical(at)]
    assert len(without) == WITHOUT_SEQUENCE
    lost = [
        mj.name(at)
        for at in range(len(mj))
        if mj.index(mj.name(at)) != at or (mj.canonical(at) and mj.sequences[mj.canonical(at)] != at)
    ]
    assert lost == []


def test_every_sequence_is_one_glyph(mj: Table) -> None:
    for sequence, at in mj.sequences.items():
        assert sequence in mj.glyph(at).sequences or sequence == mj.canonical(at)
        if at > 3_000:
            break
    assert all(len(sequence) <= 2 and unhexed(hexed(sequence)) == sequence for sequence in mj.sequences)


def test_every_kanji_of_jis_is_a_glyph_that_stands_on_its_place(mj: Table) -> None:
    """So a text of JIS X 0213 never changes on its way to JIS X 0213."""
    for place, letter in jis().items():
        at = mj.sequences.get(letter)
        if at is not None:
            assert mj.place[at] == place


def test_places_and_corresponding_code_points_differ_for_276_glyphs(mj: Table) -> None:
    """Why conversion goes through 面区点 and never through 対応するUCS."""
    ucs = mj.numbers("ucs")
    differ = [at for at, place in enumerate(mj.place) if place and jis()[place] != chr(ucs[at])]
    assert len(differ) == 276


def test_it_tells_everything_of_a_glyph(mj: Table) -> None:
    at = mj.index("MJ022335")
    assert at is not None
    glyph = mj.glyph(at)
    assert (glyph.sequence, glyph.ucs, glyph.place, glyph.unification) == (
        "葛\U000e0102",
        "葛",
        "1-19-75",
        "包摂 U150",
    )
    assert (glyph.strokes, glyph.radicals, glyph.koseki, glyph.juki) == (11, ((140, 8),), "349920", "J+845B")
    assert "くず" in glyph.readings
    assert [relation.source for relation in glyph.relations] == [Source.JIS, Source.PARENT]


@pytest.mark.parametrize(
    "name", ["MJ000000", "MJ999999", "GJ000001", "MJ22335", "MJ0223350", "mj022335", "", "MJ０２２３３５"]
)
def test_names_that_are_none_are_not_found(mj: Table, name: str) -> None:
    assert mj.index(name) is None


def test_a_damaged_table_is_refused() -> None:
    content = tables.shipped().read_bytes()
    for damaged in (b"", b"nothing", content[:-100], content[:1000] + b"\0" * 100 + content[1100:]):
        with pytest.raises(BadTable):
            Table(damaged)


def test_a_changed_table_is_refused() -> None:
    """Also where the ZIP itself is sound."""
    changed = io.BytesIO()
    with zipfile.ZipFile(tables.shipped()) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content[:-1] + b"\1" if name == "place.numbers" else content)
    with pytest.raises(BadTable, match="壊れています"):
        Table(changed.getvalue())


def test_texts_become_names_of_glyphs_and_back() -> None:
    names = characters.glyph_names("葛\U000e0102城ヶ原")
    assert names == ("MJ022335", "MJ009062", "ヶ", "MJ007940")
    assert characters.text_of(names) == "葛\U000e0102城ヶ原"
    assert characters.text_of(characters.glyph_names("葛\U000e0103")) == "葛"  # the same glyph, canonically


def test_what_is_in_no_list_has_no_names() -> None:
    with pytest.raises(Refusal, match="not_in_lists"):
        characters.glyph_names("吉\ue000")
    with pytest.raises(Refusal, match="not_in_lists"):
        characters.text_of(["MJ999999"])
    with pytest.raises(Refusal, match="no_sequence"):
        characters.text_of(["MJ003719"])


def test_the_lists_are_named_with_versions_and_dates(repertoire: Repertoire) -> None:
    assert repertoire.versions == (
        "MJ文字情報一覧表・MJ縮退マップ 006.02（2024-01） 縮退マップ 1.2.0（2018-01-26）"
    )
