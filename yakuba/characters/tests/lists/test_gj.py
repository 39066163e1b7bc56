"""追加文字 (GJ) of 行政事務標準文字: synthetic lists and a synthetic font, because the official ones are not public here."""

import io
import struct

import pytest
from openpyxl import Workbook

from yakuba.characters.lists import gj_font
from yakuba.characters.lists.rows import BadList
from yakuba.characters.lists.updating import Edition, Source, added
from yakuba.characters.rules.conversion import Converter
from yakuba.characters.rules.outcomes import Status, Target
from yakuba.characters.rules.repertoire import Repertoire
from yakuba.characters.rules.table import Table

TODAY = Edition("1.0", "2026-08-18")
LIST = (
    "文字図形名,符号位置,総画数,読み,部首,内画数,代替文字\n"
    "MJ000001,U+3005,3,,,,\n"
    "GJ000001,U+10DE92,19,ヘン・あたり,162,15,辺\n"
    "GJ000002,U+10DE93,8,,,,1-42-53;U+908A\n"
    "GJ009420,U+10FFFD,4,,,,\n"
)


def font(pairs: list[tuple[str, int]]) -> bytes:
    """A font with nothing but the tables `post` and `cmap`."""
    post = struct.pack(">I28xH", 0x00020000, len(pairs) + 1)
    post += struct.pack(f">{len(pairs) + 1}H", 0, *range(258, 258 + len(pairs)))
    post += b"".join(bytes((len(name),)) + name.encode() for name, _ in pairs)
    groups = b"".join(struct.pack(">III", code, code, glyph) for glyph, (_, code) in enumerate(pairs, 1))
    subtable = struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, len(pairs)) + groups
    cmap = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + subtable
    start = 12 + 2 * 16
    head = struct.pack(">IHHHH", 0x00010000, 2, 0, 0, 0)
    head += struct.pack(">4sIII", b"cmap", 0, start, len(cmap))
    head += struct.pack(">4sIII", b"post", 0, start + len(cmap), len(post))
    return head + cmap + post


def test_a_list_is_read_with_its_replacements(repertoire: Repertoire) -> None:
    table = Table(added([Source("追加文字.csv", LIST.encode())], TODAY))
    assert (len(table), table.about["version"], table.about["date"]) == (3, "1.0", "2026-08-18")
    glyph = table.glyph(0)
    assert (glyph.name, glyph.sequence, glyph.strokes, glyph.readings) == (
        "GJ000001",
        "\U0010de92",
        19,
        ("ヘン", "あたり"),
    )
    assert glyph.radicals == ((162, 15),)
    both = Repertoire([*repertoire.tables, table])
    assert both.versions.endswith("行政事務標準文字 追加文字 1.0（2026-08-18）")
    converter = Converter(both, Target.JIS_X_0213)
    assert converter.convert("\U0010de92").text == "辺"
    assert converter.convert("\U0010de93").text == "辺"  # the first of two stands before the second
    assert converter.convert("\U0010fffd").status is Status.IMPOSSIBLE


def test_a_whole_set_of_synthetic_characters(repertoire: Repertoire) -> None:
    """As many as the official set has; every one is in 行政事務標準文字, all come back by name."""
    lines = [f"GJ{at:06d},U+{0x10DB32 + at - 1:X}" for at in range(1, 9_421)]
    content = "\n".join(["GJ文字図形名,私用領域", *lines]).encode("cp932")
    table = Table(added([Source("gj.csv", content)], Edition("1.0", "2026-08-18", 9_420)))
    both = Repertoire([*repertoire.tables, table])
    converter = Converter(both, Target.STANDARD)
    everything = "".join(table.canonical(at) for at in range(len(table)))
    assert len(everything) == 9_420
    assert all(converter.convert(letter).status is Status.SAME for letter in everything)
    assert [both.named(f"GJ{at:06d}").sequence for at in (1, 9_420)] == [everything[0], everything[-1]]  # type: ignore[union-attr]


def test_headings_go_by_several_names() -> None:
    book, file = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(["行政事務標準文字（追加文字）一覧"])
    book.active.append(["No", "MJ+文字図形名", "UCS", "画数", "代替マップ"])
    book.active.append([1, "gj000001", "10DE92", 19, "辺"])
    book.save(file)
    table = Table(added([Source("mjplus.xlsx", file.getvalue())], TODAY))
    assert (table.name(0), table.canonical(0), table.glyph(0).strokes) == ("GJ000001", "\U0010de92", 19)


def test_names_and_codes_come_out_of_the_font() -> None:
    content = font([("gj000001", 0x10DE92), ("a", 0x61), ("gj000002", 0x10DE93)])
    assert gj_font.glyphs(content) == [("gj000001", 0x10DE92), ("gj000002", 0x10DE93)]
    table = Table(added([Source("acgjm.ttf", content)], TODAY))
    assert [table.name(at) for at in range(len(table))] == ["GJ000001", "GJ000002"]


def test_list_and_font_are_held_against_each_other() -> None:
    listed = Source("gj.csv", "文字図形名,符号位置,総画数\nGJ000001,U+10DE92,19\n".encode())
    table = Table(added([Source("acgjm.ttf", font([("gj000001", 0x10DE92)])), listed], TODAY))
    assert table.glyph(0).strokes == 19
    with pytest.raises(BadList, match="一覧とフォントで違います"):
        added([listed, Source("acgjm.ttf", font([("gj000001", 0x10DE93)]))], TODAY)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("文字図形名,符号位置\n", "1字も見つかりません"),
        ("何か,別の\nGJ000001,U+10DE92\n", "名前の列"),
        ("文字図形名,符号位置\nGJ000001,\n", "符号位置がありません"),
        ("文字図形名,符号位置\nGJ000001,U+E000\n", "面16の私用領域ではありません"),
        ("文字図形名,符号位置\nGJ000001,U+9089\n", "面16の私用領域ではありません"),
        ("文字図形名,符号位置\nGJ1,U+10DE92\n", "2行目: 「GJ1」は、GJと6桁の数字ではありません"),
        ("文字図形名,符号位置\nGJ000001,U+10DE92\nGJ000002,U+10DE92\n", "両方にあります"),
        ("文字図形名,符号位置,代替文字\nGJ000001,U+10DE92,𠮷\n", "JIS X 0213にありません"),
    ],
)
def test_a_wrong_list_is_told(content: str, words: str) -> None:
    with pytest.raises(BadList) as refused:
        added([Source("gj.csv", content.encode())], TODAY)
    assert words in refused.value.sentence


@pytest.mark.parametrize("content", [b"", b"\0" * 40, font([("gj000001", 0x10DE92)])[:90], font([])])
def test_a_wrong_font_is_told(content: bytes) -> None:
    with pytest.raises(BadList):
        added([Source("acgjm.ttf", content)], TODAY)


def test_the_number_of_characters_is_held_against_what_was_said() -> None:
    with pytest.raises(BadList, match="3字ありました。指定された9420字と違います"):
        added([Source("gj.csv", LIST.encode())], Edition("1.0", "2026-08-18", 9_420))
    with pytest.raises(BadList, match="--edition と --date"):
        added([Source("gj.csv", LIST.encode())], Edition())
