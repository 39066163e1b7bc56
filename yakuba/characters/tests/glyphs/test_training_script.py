"""scripts/train_glyph_index: makes the index once, says what it lacks, and leaves a good index alone."""

import sys
from pathlib import Path

import pytest

from scripts import bootstrap, train_glyph_index
from yakuba.characters import glyphs
from yakuba.characters.glyphs import fonts, installed
from yakuba.characters.tests.glyphs import conftest, small_font


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with one place for fonts, empty."""
    place = tmp_path / "usr" / "share" / "fonts"
    place.mkdir(parents=True)
    monkeypatch.setattr(fonts, "PLACES", (place,))
    return place


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["train_glyph_index", *arguments])
    return train_glyph_index.main()


def put(place: Path) -> None:
    """The reference and one other font."""
    letters = {conftest.code_of(one): small_font.strokes_of(one) for one in range(40)}
    names = [f"mj{one:06d}" for one in range(40)]
    (place / "ipamjm.ttf").write_bytes(small_font.font(letters, names))
    (place / "ipaexm.ttf").write_bytes(conftest.hand(1, range(40)))


def test_without_fonts_it_says_what_is_missing(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch) == 1
    said = capsys.readouterr()
    assert "fonts-ipamj-mincho" in said.err and "すべて使えます" in said.err and "HanaMinA.ttf" in said.out
    assert not glyphs.index_ready()


def test_it_is_made_once_and_anew_when_a_font_changes(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put(machine)
    assert run(monkeypatch) == 0 and glyphs.index_ready()
    assert "索引を作りました" in capsys.readouterr().out
    first = installed.path().read_bytes()
    assert glyphs.likeliest(glyphs.picture_of("MJ000007"))[0].glyph == "MJ000007"
    assert run(monkeypatch) == 0
    assert "新しいままです" in capsys.readouterr().out and installed.path().read_bytes() == first
    added = machine / "acgjm.ttf"
    added.write_bytes(small_font.font({0x10DE92: small_font.strokes_of(900)}, ["gj000001"]))
    assert run(monkeypatch, "--added", str(added)) == 0
    assert glyphs.likeliest(glyphs.picture_of("GJ000001"))[0].glyph == "GJ000001"


def test_a_font_that_is_broken_leaves_the_old_index(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put(machine)
    assert run(monkeypatch) == 0
    before = installed.path().read_bytes()
    (machine / "ipaexm.ttf").write_bytes(b"broken")
    assert run(monkeypatch) == 1
    assert "索引を作れませんでした" in capsys.readouterr().err and installed.path().read_bytes() == before
    assert run(monkeypatch, "--added", str(machine / "nowhere.ttf")) == 1


def test_the_set_up_brings_only_fonts_that_are_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fetched: list[str] = []

    def fetch(*packages: str) -> bool:
        fetched.extend(packages)
        return True

    monkeypatch.setattr(bootstrap, "_lies", lambda file: file == "HanaMinA.ttf")
    monkeypatch.setattr(bootstrap, "_apt", fetch)
    monkeypatch.setattr(bootstrap, "_unpacked", fetch)
    monkeypatch.setattr("shutil.which", lambda program: f"/usr/bin/{program}")
    wanted = {font.package for font in (fonts.REFERENCE, *fonts.TRAINED_ON)} - {"fonts-hanazono"}
    for user in (0, 1000):
        monkeypatch.setattr("os.geteuid", lambda user=user: user)
        bootstrap._glyph_fonts()
        assert set(fetched) == wanted and capsys.readouterr().out == ""
        fetched.clear()
    monkeypatch.setattr("shutil.which", lambda program: None)
    bootstrap._glyph_fonts()
    assert not fetched and "fonts-ipamj-mincho" in capsys.readouterr().out
    monkeypatch.setattr(bootstrap, "_lies", lambda file: True)
    bootstrap._glyph_fonts()
    assert not fetched and capsys.readouterr().out == ""
