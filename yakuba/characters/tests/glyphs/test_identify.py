"""Questions about pictures, as the workshop asks them."""

import io
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from yakuba.characters import glyphs
from yakuba.characters.glyphs import installed, narrowing, samples
from yakuba.characters.glyphs.index import Index
from yakuba.characters.glyphs.pictures import Ink, png_of_ink
from yakuba.characters.tests.glyphs import conftest
from yakuba.kernel.refusals import Refusal

STRANGER = 9


def drawn(hand: int = STRANGER) -> list[Ink]:
    """The characters by a hand that nothing was learned from."""
    rows = glyphs.read_font(conftest.hand(hand))
    return [row[1] for row in rows if not isinstance(row, glyphs.RowError)]


def first(answers: "tuple[glyphs.Likely, ...] | glyphs.BadPicture") -> str:
    assert not isinstance(answers, glyphs.BadPicture)
    return answers[0].glyph


@pytest.mark.usefixtures("in_force")
def test_characters_of_a_strange_hand_are_recognised() -> None:
    found = [first(one) for one in glyphs.likeliest_many(drawn())]
    right = sum(name == f"MJ{number:06d}" for number, name in enumerate(found))
    assert right >= 0.95 * conftest.COUNT


@pytest.mark.usefixtures("in_force")
@pytest.mark.parametrize("wear", samples.WEAR)
def test_spoilt_pictures_are_recognised(wear: Callable[[Ink, random.Random], Ink]) -> None:
    chance = random.Random(3)  # noqa: S311
    found = [first(one) for one in glyphs.likeliest_many([wear(ink, chance) for ink in drawn()[:60]])]
    assert sum(name == f"MJ{number:06d}" for number, name in enumerate(found)) >= 54


@pytest.mark.usefixtures("in_force")
def test_one_answers_as_many_do_and_by_bytes_as_by_ink() -> None:
    inks = drawn()[:20]
    assert list(glyphs.likeliest_many(inks)) == [glyphs.likeliest(ink) for ink in inks]
    for ink in inks[:5]:
        by_bytes, by_ink = glyphs.likeliest(png_of_ink(np.pad(ink, 9))), glyphs.likeliest(ink)
        assert by_bytes[0].glyph == by_ink[0].glyph


@pytest.mark.usefixtures("in_force")
def test_an_answer_is_in_order_and_within_its_bounds() -> None:
    for ink in drawn()[:30]:
        answers = glyphs.likeliest(ink, limit=7)
        assert len(answers) == 7 and len({one.glyph for one in answers}) == 7
        assert all(0 <= one.likeness <= 1 for one in answers)
        assert answers[0].margin >= 0 and {one.margin for one in answers[1:]} == {0}
    assert len(glyphs.likeliest(ink, limit=1)) == 1 and len(glyphs.likeliest(ink, limit=0)) == 1
    assert len(glyphs.likeliest(ink, limit=10_000)) == 20


@pytest.mark.usefixtures("in_force")
def test_a_reference_is_its_own_likeliest_glyph() -> None:
    for number in range(0, conftest.COUNT, 10):
        name = f"MJ{number:06d}"
        answer = glyphs.likeliest(glyphs.picture_of(name))[0]
        assert answer.glyph == name and answer.likeness > 0.8


@pytest.mark.usefixtures("in_force")
def test_what_is_no_picture_is_told_and_the_others_are_answered() -> None:
    good = png_of_ink(drawn()[0])
    blank = png_of_ink(np.zeros((40, 40), np.uint8))
    found = list(
        glyphs.likeliest_many([b"", good, blank, b"\x89PNG\r\n\x1a\n", good[: len(good) // 2], good])
    )
    assert [isinstance(one, glyphs.BadPicture) for one in found] == [True, False, True, True, True, False]
    assert all(one.sentence.endswith("。") for one in found if isinstance(one, glyphs.BadPicture))
    with pytest.raises(glyphs.BadPicture):
        glyphs.likeliest(blank)


@pytest.mark.usefixtures("in_force")
def test_narrowing_leaves_only_what_fits(opened: Index) -> None:
    ink = drawn()[0]
    fits = narrowing.allowed(opened, glyphs.Narrowing(strokes=(3, 5)))
    assert fits is not None and 0 < len(fits) < conftest.COUNT
    names = {opened.name(int(number)) for number in fits}
    assert {one.glyph for one in glyphs.likeliest(ink, glyphs.Narrowing(strokes=(3, 5)), limit=20)} <= names
    assert glyphs.likeliest(ink, glyphs.Narrowing(strokes=(90, 99))) == ()
    assert glyphs.likeliest(ink, glyphs.Narrowing(reading="どこにもないよみ")) == ()
    one = glyphs.likeliest(ink, glyphs.Narrowing(reading="おなじ", strokes=(3, 3)))
    assert [answer.glyph for answer in one] == ["MJ000001"] and one[0].margin == 0


@pytest.mark.usefixtures("in_force")
def test_readings_are_found_in_either_kana(opened: Index) -> None:
    for reading in ("あい", "アイ", " アイ "):
        numbers = narrowing.allowed(opened, glyphs.Narrowing(reading=reading))
        assert numbers is not None
        assert (numbers == narrowing.allowed(opened, glyphs.Narrowing(reading="あい"))).all()


@pytest.mark.usefixtures("in_force")
def test_an_overlay_colours_what_differs() -> None:
    name = "MJ000003"
    same, other = (
        np.asarray(Image.open(io.BytesIO(glyphs.overlay(picture, name))), dtype=np.int64)
        for picture in (glyphs.picture_of(name), drawn()[40])
    )
    assert same.shape == other.shape == (192, 192, 3)

    def coloured(picture: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]") -> float:
        return float((picture.max(2) - picture.min(2) > 160).mean())

    assert 5 * coloured(same) < coloured(other)
    red, blue = other[..., 0] - other[..., 2], other[..., 2] - other[..., 0]
    assert (red > 100).any() and (blue > 100).any()


@pytest.mark.usefixtures("in_force")
@pytest.mark.parametrize("name", ["", "MJ999999", "MJ0000030", "字", "GJ000001", "MJ00000" * 9])
def test_a_glyph_without_a_picture_is_refused(name: str) -> None:
    with pytest.raises(glyphs.BadGlyph):
        glyphs.picture_of(name)


def test_without_an_index_it_says_so(tmp_path: Path) -> None:
    assert not glyphs.index_ready()
    for ask in (
        lambda: glyphs.likeliest(np.full((9, 9), 255, np.uint8)),
        lambda: glyphs.picture_of("MJ000001"),
    ):
        with pytest.raises(Refusal) as refused:
            ask()
        assert "索引がまだありません" in str(refused.value.sentence)


def test_a_newer_index_is_taken_up(
    small_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "some.index"
    path.write_bytes(small_index.read_bytes())
    monkeypatch.setattr(installed, "path", lambda: path)
    before = installed.index()
    assert installed.index() is before
    path.unlink()
    path.write_bytes(small_index.read_bytes())
    assert installed.index() is not before


def test_whoever_asks_nothing_of_a_picture_loads_no_numpy() -> None:
    script = (
        "import sys; from yakuba.characters import glyphs; from yakuba.characters.glyphs import installed, seal;"
        " print('numpy' in sys.modules)"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "False"
