"""The file of the index: whole or refused."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.characters.glyphs import fonts, installed, samples
from yakuba.characters.glyphs.faults import BadFont, BadIndex
from yakuba.characters.glyphs.index import Index, keep
from yakuba.characters.glyphs.samples import References
from yakuba.characters.glyphs.seal import MAGIC
from yakuba.characters.glyphs.training import index_of
from yakuba.characters.tests.glyphs import conftest, small_font
from yakuba.kernel.refusals import Refusal


def test_names_lead_to_numbers_and_back(opened: Index) -> None:
    assert len(opened) == conftest.COUNT and opened.names == sorted(opened.names)
    assert [opened.number(name) for name in opened.names] == list(range(len(opened)))
    assert opened.number("MJ000150") is None and opened.number("") is None


def test_pictures_come_back_as_they_were(opened: Index, listed: References) -> None:
    numbers = list(range(0, conftest.COUNT, 7))
    assert (opened.bits(numbers) == listed.bits[numbers]).all()


def test_codes_come_back_close(opened: Index, listed: References) -> None:
    gradients = listed.gradients[:50].astype(np.float32)
    numbers, cosines = opened.nearest(gradients, 3, None)
    assert numbers[:, 0].tolist() == list(range(50))
    assert (np.abs(cosines[:, 0] - 1) < 0.01).all() and (np.diff(cosines, axis=1) <= 0).all()
    some = np.array([7, 70, 140], dtype=np.int64)
    assert set(opened.nearest(gradients[:1], 9, some)[0][0].tolist()) == {7, 70, 140}


@pytest.mark.parametrize("share", [0, 0.0001, 0.01, 0.5, 0.999])
def test_half_an_index_is_refused(small_index: Path, tmp_path: Path, share: float) -> None:
    content = small_index.read_bytes()
    path = tmp_path / "half"
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(BadIndex):
        Index(path)


@settings(max_examples=15, deadline=None)
@given(place=st.floats(0, 0.99999), value=st.integers(1, 255))
def test_a_changed_byte_is_noticed(
    small_index: Path, tmp_path_factory: pytest.TempPathFactory, place: float, value: int
) -> None:
    content = bytearray(small_index.read_bytes())
    content[int(len(content) * place)] ^= value
    path = tmp_path_factory.mktemp("changed") / "index"
    path.write_bytes(content)
    with pytest.raises(BadIndex):
        Index(path)


def test_an_index_of_another_version_is_refused_and_not_ready(
    small_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "other"
    monkeypatch.setattr(installed, "path", lambda: path)
    path.write_bytes(MAGIC[:-1] + b"\x63" + small_index.read_bytes()[8:])
    assert not installed.ready()
    with pytest.raises(Refusal) as refused:
        installed.index()
    assert "この版のプログラムでは読めない" in str(refused.value.sentence)
    path.write_bytes(b"something else altogether")
    assert not installed.ready()
    with pytest.raises(Refusal) as refused:
        installed.index()
    assert "索引ではない" in str(refused.value.sentence)


def test_a_new_index_takes_the_place_of_the_old_one_at_once(tmp_path: Path) -> None:
    path = tmp_path / "deeper" / "index"
    for content in (b"old", b"new"):
        keep(path, content)
        assert path.read_bytes() == content
    assert [one.name for one in path.parent.iterdir()] == ["index"]


def test_the_same_fonts_give_the_same_index(listed: References, small_index: Path) -> None:
    hands = [
        samples.sample(f"hand{one % 2}", conftest.hand(one), 0, listed.codes, conftest.COUNT, worn=0.2)
        for one in range(3)
    ]
    again = index_of(listed, hands, {"inputs": "made up"}, conftest.silent)
    assert again == small_index.read_bytes()


def test_fonts_are_looked_for_and_missed(tmp_path: Path) -> None:
    assert fonts.found([tmp_path]) == {}
    with pytest.raises(BadFont, match="ipamjm"):
        fonts.build({}, [], conftest.silent)
    (tmp_path / "ipamjm.ttf").write_bytes(small_font.font({0x4E00: [(0, 0, 9, 9)]}, ["uni4E00"]))
    only = fonts.found([tmp_path])
    assert [font.file for font in only] == ["ipamjm.ttf"]
    with pytest.raises(BadFont, match="学ぶためのフォント"):
        fonts.build(only, [], conftest.silent)
    with pytest.raises(BadFont, match="MJ文字図形名"):
        samples.references([next(iter(only.values())).read_bytes()], conftest.silent)


def test_inputs_tell_fonts_apart(tmp_path: Path) -> None:
    font = tmp_path / "ipamjm.ttf"
    font.write_bytes(b"one")
    before = fonts.inputs({fonts.REFERENCE: font}, [])
    assert before == fonts.inputs({fonts.REFERENCE: font}, [])
    assert before != fonts.inputs({fonts.REFERENCE: font}, [font])
    font.write_bytes(b"two")
    assert before != fonts.inputs({fonts.REFERENCE: font}, [])


def test_added_characters_stand_beside_the_listed_ones() -> None:
    mj = small_font.font(
        {0x4E00: small_font.strokes_of(1), 0x4E01: small_font.strokes_of(2)}, ["mj000001", "x"]
    )
    gj = small_font.font({0x10DE92: small_font.strokes_of(3)}, ["gj000001"])
    both = samples.references([mj, gj], conftest.silent)
    assert both.names == ["GJ000001", "MJ000001"]
    assert both.codes == {(0x4E00, 0): 1, (0x10DE92, 0): 0}
