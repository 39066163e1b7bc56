"""Pictures as numbers: ink told from paper, dirt removed, everything brought to one size."""

import io
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from yakuba.characters.glyphs import pictures, shapes
from yakuba.characters.glyphs.alignment import laid_over
from yakuba.characters.glyphs.faults import BadPicture
from yakuba.characters.glyphs.gradients import LENGTH, gradients_of
from yakuba.characters.glyphs.pictures import Ink, ink_of, png_of_ink, spots, without_specks


def cross(side: int = 60, margin: int = 10) -> Ink:
    """A cross, a tenth of its side thick."""
    ink = np.zeros((side, side), np.uint8)
    thick = side // 20
    ink[side // 3 - thick : side // 3 + thick] = 255
    ink[:, side // 2 - thick : side // 2 + thick] = 255
    return np.pad(ink, margin)


def file_of(image: Image.Image, form: str = "PNG") -> bytes:
    file = io.BytesIO()
    image.save(file, form)
    return file.getvalue()


PICTURES = arrays.arrays(
    np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40)), elements=st.integers(0, 255)
)


@settings(max_examples=150, deadline=None)
@given(PICTURES)
def test_any_grey_is_a_shape_or_refused(ink: Ink) -> None:
    if not ink.any():
        with pytest.raises(BadPicture, match="文字がありません。"):
            shapes.shape_of(ink)
        return
    shape = shapes.shape_of(ink)
    assert shape.shape == (64, 64) and shape.dtype == np.float32 and 0 <= shape.min() <= shape.max() <= 1
    found = gradients_of(shape[None])
    assert found.shape == (1, LENGTH) and np.isfinite(found).all()
    assert np.isfinite(laid_over(shape[None], shape[None])).all()


@settings(max_examples=60, deadline=None)
@given(PICTURES, st.sampled_from(["PNG", "BMP", "TIFF", "GIF"]))
def test_any_picture_of_a_file_is_a_shape_or_refused(ink: Ink, form: str) -> None:
    with suppress(BadPicture):
        assert shapes.shape_of(ink_of(file_of(Image.fromarray(ink), form))).shape == (64, 64)


@settings(max_examples=60, deadline=None)
@given(arrays.arrays(np.bool_, st.tuples(st.integers(1, 25), st.integers(1, 25))))
def test_spots_are_those_that_touch(mask: "np.ndarray[tuple[int, int], np.dtype[np.bool_]]") -> None:
    labels, sizes = spots(mask)
    assert ((labels > 0) == mask).all() and sizes[1:].sum() == mask.sum()
    for label in range(1, len(sizes)):
        assert (labels == label).sum() == sizes[label] > 0
    for down, across in ((0, 1), (1, 0), (1, 1), (1, -1)):
        height, width = mask.shape
        one = labels[: height - down, max(0, -across) : width - max(0, across)]
        two = labels[down:, max(0, across) : width - max(0, -across)]
        assert (one[(one > 0) & (two > 0)] == two[(one > 0) & (two > 0)]).all()


def test_size_margin_colour_and_depth_change_nothing() -> None:
    plain = shapes.shape_of(cross())
    grey = Image.fromarray(255 - cross())
    clear = Image.new("LA", grey.size, (0, 0))
    clear.putalpha(Image.fromarray(cross()))
    deep = Image.fromarray((255 - cross()).astype(np.uint16) * 257)
    for picture in (
        png_of_ink(np.pad(cross(), ((0, 90), (40, 3)))),
        png_of_ink(cross().repeat(3, 0).repeat(3, 1)),
        file_of(grey.convert("RGB"), "JPEG"),
        file_of(grey.convert("1"), "BMP"),
        file_of(Image.fromarray(cross())),
        file_of(clear),
        file_of(deep),
    ):
        assert np.abs(shapes.shape_of(ink_of(picture)) - plain).mean() < 0.03


def test_dirt_is_removed_and_dots_of_a_character_are_not() -> None:
    clean = cross(100)
    dirty = clean.copy()
    dirty[2, 3] = dirty[100, 4:6] = 255
    assert (shapes.shape_of(dirty) == shapes.shape_of(clean)).mean() > 0.97
    dotted = clean.copy()
    dotted[90:100, 90:100] = 255
    assert without_specks(dotted >= 128)[95, 95]
    assert not without_specks(dirty >= 128)[2, 3]


def test_huge_pictures_are_made_smaller_or_refused() -> None:
    assert max(ink_of(file_of(Image.fromarray(255 - cross(3000)))).shape) == pictures.MAX_SIDE
    with pytest.raises(BadPicture, match="大きすぎます"):
        ink_of(file_of(Image.new("1", (20_000, 900), 1)))
    with pytest.raises(BadPicture, match="大きすぎます"):
        ink_of(b"0" * (pictures.MAX_BYTES + 1))
    thin = ink_of(file_of(Image.fromarray(255 - np.pad(np.full((1, 4000), 255, np.uint8), 5))))
    assert shapes.shape_of(thin).any()


@pytest.mark.parametrize(
    "ink",
    [np.zeros((3, 3), np.uint8), np.zeros((0, 3), np.uint8), np.ones((3, 3)), np.ones((3, 3, 3), np.uint8)],
)
def test_what_is_no_ink_is_refused(ink: Ink) -> None:
    with pytest.raises(BadPicture):
        shapes.shape_of(ink_of(ink))


def test_thin_characters_stay_thin() -> None:
    line = shapes.shape_of(np.full((4, 90), 255, np.uint8))
    assert (line.max(1) > 0.5).sum() < 20 and (line.max(0) > 0.5).sum() > 55
    square = shapes.shape_of(np.full((80, 90), 255, np.uint8))
    assert (square.max(1) > 0.5).sum() > 55


def test_bending_lays_a_moved_character_over_itself_but_makes_no_stroke() -> None:
    plain = shapes.shape_of(cross())[None]
    moved = np.roll(plain, (2, -2), (1, 2))
    assert np.abs(laid_over(moved, plain) - plain).mean() < 0.4 * np.abs(moved - plain).mean()
    other = plain.copy()
    other[:, 44:48, 6:58] = 1
    bent = laid_over(plain, other)
    assert np.abs(bent - other)[:, 44:48].mean() > 0.5


def test_kept_references_come_back_with_half_tones() -> None:
    large = shapes.stretched(cross(90, 0), shapes.KEPT_SIDE)
    back = shapes.unpacked(shapes.packed(large)[None])[0]
    assert np.abs(back - shapes.stretched(cross(90, 0))).mean() < 0.02
