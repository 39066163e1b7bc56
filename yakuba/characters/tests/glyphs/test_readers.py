"""Files that wards bring: fonts, BDF, folders of pictures, whole and broken."""

import io
import struct
import zipfile
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from yakuba.characters import glyphs
from yakuba.characters.glyphs import bitmaps, drawing, sfnt
from yakuba.characters.glyphs.pictures import MAX_BYTES, Ink
from yakuba.characters.tests.glyphs import small_font

Rows = Iterator[tuple[str, Ink] | glyphs.RowError]
BOX = [(100, 0, 900, 700)]
FONT = small_font.font({0x41: BOX, 0xE000: small_font.strokes_of(1), 0xE001: [], 0xF8FF: BOX})
BDF = """STARTFONT 2.1
FONT test
CHARSET_REGISTRY "ISO10646"
CHARS 2
STARTCHAR a
ENCODING 57344
BBX 10 3 0 0
BITMAP
FFC0
8040
FFC0
ENDCHAR
STARTCHAR b
ENCODING 57345
BBX 8 2 0 0
BITMAP
81
7E
ENDCHAR
ENDFONT
"""


def split(rows: Rows) -> tuple[dict[str, Ink], dict[str, str]]:
    """What was read, and what was told."""
    read: dict[str, Ink] = {}
    told: dict[str, str] = {}
    for row in rows:
        if isinstance(row, glyphs.RowError):
            told[row.code] = row.sentence
        else:
            assert row[0] not in read
            assert row[1].dtype == np.uint8 and row[1].ndim == 2
            read[row[0]] = row[1]
    assert all(sentence.endswith(("。", "）。")) for sentence in told.values())
    return read, told


def zipped(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return file.getvalue()


def picture(mode: str = "L", size: tuple[int, int] = (24, 24), form: str = "PNG") -> bytes:
    """A dark cross on light paper."""
    pixels = np.full(size[::-1], 255, np.uint8)
    pixels[size[1] // 2 - 1 : size[1] // 2 + 1] = 0
    pixels[:, size[0] // 2 - 1 : size[0] // 2 + 1] = 0
    deep = mode == "I;16"
    image = Image.fromarray(pixels.astype(np.uint16) * 257) if deep else Image.fromarray(pixels).convert(mode)
    file = io.BytesIO()
    image.save(file, form)
    return file.getvalue()


def test_a_font_gives_its_private_use_area() -> None:
    read, told = split(glyphs.read_font(FONT))
    assert set(read) == {"U+E000", "U+F8FF"} and told == {"U+E001": "字形が空です。"}
    assert read["U+F8FF"].shape == pytest.approx((67, 77), abs=2) and read["U+F8FF"].min() > 0


def test_a_font_without_private_use_gives_its_kanji_and_one_without_kanji_says_so() -> None:
    read, told = split(glyphs.read_font(small_font.font({0x41: BOX, 0x845B: BOX})))
    assert set(read) == {"U+845B"} and not told
    assert split(glyphs.read_font(small_font.font({0x41: BOX})))[1][""].startswith("フォントに、外字")


def test_planes_above_the_first_are_read() -> None:
    read, _ = split(glyphs.read_font(small_font.font({0x10DE92: BOX, 0xF0000: BOX})))
    assert set(read) == {"U+10DE92", "U+F0000"}


@pytest.mark.parametrize(
    "content",
    [b"", b"nonsense", FONT[:11], FONT[:100], FONT[:-300], b"ttcf" + bytes(40), b"OTTO" + FONT[4:90]],
)
def test_what_is_no_font_is_told_in_one_row(content: bytes) -> None:
    read, told = split(glyphs.read_font(content))
    assert not read and list(told) == [""]


def test_a_font_without_outlines_or_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = small_font.assembled({b"maxp": struct.pack(">IH", 0x10000, 3), b"cmap": bytes(4)})
    assert "輪郭がありません" in split(glyphs.read_font(bare))[1][""]
    monkeypatch.setattr(sfnt, "MAX_BYTES", 100)
    assert "大きすぎます" in split(glyphs.read_font(FONT))[1][""]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 0.9999), st.integers(0, 255)), min_size=1, max_size=12))
def test_a_damaged_font_never_stops_the_reading(changes: list[tuple[float, int]]) -> None:
    content = bytearray(FONT)
    for place, value in changes:
        content[int(len(content) * place)] = value
    split(glyphs.read_font(bytes(content)))


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 1))
def test_half_a_font_never_stops_the_reading(share: float) -> None:
    split(glyphs.read_font(FONT[: int(len(FONT) * share)]))


def test_bdf_is_read() -> None:
    read, told = split(glyphs.read_bdf(BDF.encode()))
    assert set(read) == {"U+E000", "U+E001"} and not told
    assert (read["U+E001"] == np.array([[255, *[0] * 6, 255], [0, *[255] * 6, 0]])).all()
    assert read["U+E000"].shape == (3, 10) and read["U+E000"][1].tolist() == [255, *[0] * 8, 255]


def test_codes_of_other_sets_stay_as_they_stand() -> None:
    read, _ = split(glyphs.read_bdf(BDF.replace("ISO10646", "JISX0208.1990").encode()))
    assert set(read) == {"E000", "E001"}


@pytest.mark.parametrize(
    ("old", "new", "code", "word"),
    [
        ("ENCODING 57344", "ENCODING -1", "コードのない字", "ENCODING"),
        ("ENCODING 57344", "ENCODING 99999999", "コードのない字", "ENCODING"),
        ("ENCODING 57345", "ENCODING 57344", "U+E000", "2つ"),
        ("BBX 10 3 0 0", "BBX 0 3 0 0", "U+E000", "大きさ"),
        ("BBX 10 3 0 0", "BBX 99999 3 0 0", "U+E000", "大きさ"),
        ("BBX 10 3 0 0", "BBX x", "U+E000", "BBX"),
        ("BBX 10 3 0 0", "BBX 10 4 0 0", "U+E000", "足りません"),
        ("8040", "80G0", "U+E000", "16進数"),
        ("BITMAP\nFFC0", "BITS\nFFC0", "U+E000", "足りません"),
        ("81\n7E", "00\n00", "U+E001", "空です"),
        ("FFC0\nENDCHAR", "FFC0", "U+E000", "次の字"),
        ("7E\nENDCHAR\nENDFONT", "7E", "U+E001", "終わって"),
    ],
)
def test_what_is_wrong_with_a_letter_is_told(old: str, new: str, code: str, word: str) -> None:
    assert old in BDF
    read, told = split(glyphs.read_bdf(BDF.replace(old, new).encode()))
    assert word in told[code] and len(told) == 1 and read


@pytest.mark.parametrize("content", [b"", b"nonsense", b"STARTFONT 2.1\nENDFONT\n"])
def test_what_is_no_bdf_is_told(content: bytes) -> None:
    read, told = split(glyphs.read_bdf(content))
    assert not read and list(told) == [""]


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(BDF)), st.text(max_size=20), st.integers(0, 30))
def test_a_damaged_bdf_never_stops_the_reading(place: int, word: str, cut: int) -> None:
    split(glyphs.read_bdf((BDF[:place] + word + BDF[place + cut :]).encode("utf-8", "replace")))


def test_a_bdf_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bitmaps, "MAX_BDF", 10)
    assert "大きすぎます" in split(glyphs.read_bdf(BDF.encode()))[1][""]


def test_a_folder_of_pictures_is_read() -> None:
    files = {
        "E000.png": picture(),
        "deep/er/U+E001.bmp": picture("1", form="BMP"),
        "gaiji_F040.png": picture("RGB"),
        "外字_uniE002.PNG": picture("LA"),
        "e003 .gif": picture("P", form="GIF"),
        "u10de92.tif": picture("I;16", form="TIFF"),
        "E005.png": picture("I;16"),
        "E006.jpg": picture(form="JPEG"),
        "__MACOSX/E009.png": b"x",
        ".E00A.png": b"x",
        "Thumbs.db": b"x",
    }
    read, told = split(glyphs.read_pictures(zipped(files)))
    assert (
        set(read) == {"U+E000", "U+E001", "F040", "U+E002", "U+E003", "U+10DE92", "U+E005", "U+E006"}
        and not told
    )
    for ink in read.values():
        assert ink.shape == (24, 24) and ink[0, 0] < 60 and ink[12, 12] > 200


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("E000.png", "U+E000"),
        ("u+e000.png", "U+E000"),
        ("uniE000.png", "U+E000"),
        ("U+F040.png", "U+F040"),
        ("gaiji_F040.png", "F040"),
        ("gaiji-0F040.png", "F040"),
        ("0001_E000.bmp", "U+E000"),
        ("E000", "U+E000"),
        ("10FFFF.png", "U+10FFFF"),
        ("110000.png", ""),
        ("readme.txt", ""),
        ("decade.png", "U+DECADE"[:0]),
        ("E00.png", ""),
        ("E0000000.png", ""),
        ("", ""),
    ],
)
def test_codes_in_names(name: str, code: str) -> None:
    assert bitmaps.coded(name) == code


def test_what_is_wrong_with_a_file_is_told_and_the_others_are_read() -> None:
    files = {
        "E000.png": picture(),
        "E001.png": b"",
        "E002.png": picture()[:40],
        "E003.png": b"\0" * (MAX_BYTES + 1),
        "readme.txt": b"hello",
        "x/E000.png": picture(),
        "E004.png": picture(size=(5000, 4000)),
    }
    read, told = split(glyphs.read_pictures(zipped(files)))
    assert set(read) == {"U+E000"}
    assert set(told) == {"U+E001", "U+E002", "U+E003", "readme.txt", "U+E000", "U+E004"}
    assert "大きすぎます" in told["U+E003"] and "大きすぎます" in told["U+E004"] and "2つ" in told["U+E000"]


def test_a_zip_that_grows_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    one = len(picture())
    monkeypatch.setattr(bitmaps, "MAX_UNPACKED", 2 * one)
    monkeypatch.setattr(bitmaps, "MAX_PICTURES", 4)
    read, told = split(glyphs.read_pictures(zipped({f"E00{at}.png": picture() for at in range(6)})))
    assert len(read) == 2 and "分けてください" in told["U+E002"] and "多すぎます" in told["5枚目から"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 but no zip", zipped({}), zipped({".hidden": b""})])
def test_what_is_no_folder_is_told(content: bytes) -> None:
    read, told = split(glyphs.read_pictures(content))
    assert not read and list(told) == [""]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 0.9999), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_damaged_zip_never_stops_the_reading(changes: list[tuple[float, int]]) -> None:
    content = bytearray(zipped({"E000.png": picture(), "E001.bmp": picture(form="BMP")}))
    for place, value in changes:
        content[int(len(content) * place)] = value
    for row in glyphs.read_pictures(bytes(content)):
        assert isinstance(row, glyphs.RowError | tuple)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
@example(b"\x89PNG\r\n\x1a\n")
@example(b"BM" + bytes(60))
@example(b"II*\0" + bytes(40))
@example(b"/* XBM */ #define x_width 99999999\n")
def test_any_bytes_are_a_picture_or_refused(content: bytes) -> None:
    split(glyphs.read_pictures(zipped({"E000.png": content})))


def test_names_and_variation_sequences_of_a_font() -> None:
    font = sfnt.Sfnt(small_font.font({0x4E00: BOX, 0x4E01: BOX}, ["mj000001", ""]))
    assert font.names() == ["", "mj000001", ""] and font.codes() == {0x4E00: 1, 0x4E01: 2}
    assert font.sequences() == {} and sfnt.Sfnt(FONT).names() == []
    default = struct.pack(">IBHB", 1, 0, 0x4E00, 1)
    other = struct.pack(">IBHH", 1, 0, 0x4E01, 1)
    head = struct.pack(">HIIBHII", 14, 0, 1, 0x0E, 0x0100, 21, 21 + len(default))
    variations = head + default + other
    plain = small_font._cmap([0x4E00, 0x4E01], {0x4E00: 1, 0x4E01: 2})
    cmap = struct.pack(">HHHHIHHI", 0, 2, 0, 5, 20 + len(plain) - 12, 3, 1, 20) + plain[12:] + variations
    tables = {tag: font.table(tag) for tag in (b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"post")}
    varied = sfnt.Sfnt(small_font.assembled(tables | {b"cmap": cmap}))
    assert varied.codes() == {0x4E00: 1, 0x4E01: 2}
    assert varied.sequences() == {(0x4E00, 0xE0100): 1, (0x4E01, 0xE0100): 1}


def test_a_glyph_beyond_the_font_is_refused() -> None:
    face = drawing.Face(sfnt.Sfnt(FONT))
    for number in (-1, 0, 5, 60_000):
        with pytest.raises(glyphs.BadPicture):
            face.ink(number)
