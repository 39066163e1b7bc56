"""Newer official lists: what is published is read, compared and compiled; what is wrong changes nothing."""

import io
import json
from typing import Any

import pytest
from openpyxl import Workbook

from yakuba.characters.lists import mj_list
from yakuba.characters.lists.compiling import compile_table
from yakuba.characters.lists.rows import BadList, Extras, Row, ShrinkMap
from yakuba.characters.lists.updating import Edition, Source, map_of, renewed
from yakuba.characters.rules.menkuten import place
from yakuba.characters.rules.relations import Relation
from yakuba.characters.rules.relations import Source as Origin
from yakuba.characters.rules.table import Table

NEW = Edition("006.03", "2027-01-15")
PUBLISHED: dict[str, Any] = {
    "meta": {"owl:versionInfo": "1.3.0", "dct:issued": "2027-01-20"},
    "content": [
        {
            "MJ文字図形名": "MJ026190",
            "JIS包摂規準・UCS統合規則": [{"JIS X 0213": "1-78-21", "UCS": "U+9089"}],
            "法務省戸籍法関連通達・通知": [
                {
                    "種別": "戸籍統一文字情報 親字・正字",
                    "ホップ数": 1,
                    "JIS X 0213": "1-42-53",
                    "UCS": "U+8FBA",
                },
                {"種別": "民二5202号通知別表 正字・俗字等対照表", "JIS X 0213": "1-42-53", "UCS": "U+8FBA"},
                {
                    "種別": "民一2842号通達別表 誤字俗字・正字一覧表",
                    "付記": "別字",
                    "JIS X 0213": "1-78-20",
                    "UCS": "U+908A",
                },
            ],
            "法務省告示582号別表第四": [
                {"表": "一", "順位": "第2順位", "JIS X 0213": "1-42-53", "UCS": "U+8FBA"},
                {"表": "二", "順位": "第1順位", "JIS X 0213": "1-42-53", "UCS": "U+8FBA"},
            ],
            "辞書類等による関連字": [{"JIS X 0213": "1-42-53", "UCS": "U+8FBA"}],
            "読み・字形による類推": [{"JIS X 0213": "1-42-53", "UCS": "U+8FBA"}],
            "参考情報": "試験",
        },
        {"MJ文字図形名": "MJ026191"},
    ],
}


def small() -> Table:
    """A list of two glyphs, as if it were in force."""
    rows = [
        Row(
            name="MJ026190",
            ucs="邉",
            implemented="邉",
            ivs="邉\U000e010f",
            place=place("1-78-21"),
            unification=1,
            strokes=17,
            readings=("ヘン", "なし"),
            radicals=("162.13", "211."),
            koseki="000010",
        ),
        Row(
            name="MJ026191",
            ucs="邉",
            ivs="邉\U000e010e",
            other_sequences=("邉\U000e0110", "邉\ufe00"),
            policy=2,
        ),
    ]
    shrink = ShrinkMap("1.2.0", "2018-01-26", {"MJ026190": [Relation(place("1-42-53"), Origin.PARENT, 1)]})
    extras = Extras(
        folds=[("邊", "辺")], kana=[("MJ090001", "𛀂", "安", "あ")], ivd=[("邉\U000e010f", 2, "MJ026190")]
    )
    about = {
        "title": "試験",
        "version": "006.02",
        "date": "2024-01",
        "map_version": "1.2.0",
        "map_date": "2018-01-26",
    }
    return Table(compile_table(rows, shrink, extras, prefix="MJ", about=about))


def sheet(table: Table, **changes: dict[str, str]) -> bytes:
    """The table as CSV in the columns of the published list, some cells of some glyphs changed."""
    file = io.StringIO()
    mj_list.write(table, file)
    lines = file.getvalue().splitlines()
    header = lines[0].split(",")
    for at, line in enumerate(lines[1:], 1):
        cells = line.split(",")
        for column, text in changes.get(cells[2], {}).items():
            cells[header.index(column)] = text
        lines[at] = ",".join(cells)
    return "\n".join(lines).encode()


def test_what_is_written_out_is_read_back_without_loss() -> None:
    table = small()
    same = renewed(table, [Source("mji.csv", sheet(table))], Edition("006.02", "2024-01", 2))
    assert Table(same).about["seal"] == table.about["seal"]
    assert list(mj_list.rows(Table(same))) == list(mj_list.rows(table))


def test_the_whole_list_that_ships_is_written_out_and_read_back(mj: Table) -> None:
    file = io.StringIO()
    assert mj_list.write(mj, file) == 58_862
    source = Source("mji.00602.csv", file.getvalue().encode())
    again = Table(renewed(mj, [source], Edition("006.02", "2024-01", 58_862)))
    assert again.about["seal"] == mj.about["seal"]


def test_a_newer_list_keeps_the_map_and_takes_new_glyphs() -> None:
    table = small()
    content = sheet(table) + b"\n,,MJ060000,U+9089,,9089_E0111"
    newer = Table(renewed(table, [Source("mji.00603.csv", content)], NEW))
    assert (len(newer), newer.about["version"], newer.about["date"]) == (3, "006.03", "2027-01-15")
    assert newer.about["map_version"] == "1.2.0" and map_of(newer) == map_of(table)
    assert newer.sequences["邉\U000e0111"] == 2
    assert newer.block("folds") == table.block("folds") and newer.block("kana") == table.block("kana")


def test_the_published_workbook_is_read() -> None:
    """With the headings of the published file, its pictures' formulas and numbers as numbers."""
    book, file = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(mj_list.COLUMNS)
    row: dict[str, Any] = dict.fromkeys(mj_list.COLUMNS)
    row |= {"MJ文字図形名": "MJ026190", "対応するUCS": "U+9089", "実装したUCS": "U+9089", "X0213": "1-78-21"}
    row |= {
        "実装したMoji_JohoコレクションIVS": "9089_E010F;9089_E0112",
        "X0213 包摂区分": 0,
        "総画数(参考)": 17,
    }
    row |= {
        "部首1(参考)": 162,
        "内画数1(参考)": 13,
        "読み(参考)": "ヘン・あたり",
        "戸籍統一文字番号": "445000",
    }
    row |= {"入管正字コード": "0x9089", "住基ネット統一文字コード": "J+9089", "X0212": "-", "漢字施策": "-"}
    book.active.append([row[column] for column in mj_list.COLUMNS])
    book.save(file)
    (read,) = mj_list.read("mji.00603.xlsx", file.getvalue())
    assert (read.ucs, read.ivs, read.other_sequences) == ("邉", "邉\U000e010f", ("邉\U000e0112",))
    assert (read.place, read.unification, read.strokes, read.radicals) == (
        place("1-78-21"),
        1,
        17,
        ("162.13",),
    )
    assert (read.readings, read.immigration, read.juki) == (("ヘン", "あたり"), 0x9089, "J+9089")


def test_a_newer_map_is_read_with_all_its_kinds() -> None:
    newer = Table(
        renewed(small(), [Source("MJShrinkMap.1.3.0.json", json.dumps(PUBLISHED).encode())], Edition())
    )
    assert (newer.about["map_version"], newer.about["map_date"]) == ("1.3.0", "2027-01-20")
    assert newer.about["version"] == "006.02"
    to = place("1-42-53")
    assert newer.relations(0) == (
        Relation(place("1-78-21"), Origin.JIS, 0),
        Relation(to, Origin.PARENT, 1),
        Relation(place("1-78-20"), Origin.NOTICE_2842_DISTINCT, 0),
        Relation(to, Origin.NOTICE_5202, 0),
        Relation(to, Origin.NOTICE_582_ONE, 2),
        Relation(to, Origin.NOTICE_582_TWO, 1),
        Relation(to, Origin.ANALOGY, 0),
        Relation(to, Origin.DICTIONARY, 0),
    )
    assert newer.glyph(0).remarks == "試験"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"MJ026190": {"対応するUCS": "9089番"}}, "2行目 MJ026190: 「9089番」は符号位置ではありません"),
        ({"MJ026190": {"対応するUCS": "U+D800"}}, "符号位置ではありません"),
        ({"MJ026190": {"X0213": "1-99-01"}}, "面区点番号ではありません"),
        ({"MJ026190": {"X0213": "2-02-01"}}, "JIS X 0213で使われていません"),
        ({"MJ026190": {"実装したMoji_JohoコレクションIVS": "9089"}}, "組ではありません"),
        ({"MJ026190": {"戸籍統一文字番号": "1234567"}}, "6桁の番号ではありません"),
        ({"MJ026190": {"漢字施策": "常用"}}, "漢字施策「常用」を知りません"),
        ({"MJ026190": {"総画数(参考)": "十七"}}, "数ではありません"),
        ({"MJ026191": {"実装したUCS": "U+9089"}}, "両方にあります"),
        ({"MJ026191": {"MJ文字図形名": "MJ026190"}}, "2度出てきます"),
        ({"MJ026191": {"MJ文字図形名": "MJ26191"}}, "今の表にある MJ026191 が"),
        ({"MJ026191": {"MJ文字図形名": "MJ060000"}}, "今の表にある MJ026191 が、新しい一覧表にありません"),
    ],
)
def test_a_wrong_cell_is_told_with_row_and_glyph(changes: dict[str, dict[str, str]], words: str) -> None:
    table = small()
    content = sheet(table, **changes)
    if "2度" in words:
        content += b"\n,,MJ026191,,,9089_E0120"
    with pytest.raises(BadList) as refused:
        renewed(table, [Source("mji.csv", content)], NEW)
    assert words in refused.value.sentence


def test_a_list_comes_with_version_date_and_the_number_that_was_said() -> None:
    table = small()
    source = Source("mji.csv", sheet(table))
    with pytest.raises(BadList, match="--edition と --date"):
        renewed(table, [source], Edition("006.03"))
    with pytest.raises(BadList, match="2字ありました。指定された3字と違います"):
        renewed(table, [source], Edition("006.03", "2027-01-15", 3))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "JSONとして読めません"),
        (b"[]", "JSONとして読めません"),
        (b'{"content": []}', "版"),
        (json.dumps({**PUBLISHED, "content": [{"MJ文字図形名": "MJ026191"}]}).encode(), "1つもありません"),
        (json.dumps(PUBLISHED).replace("U+908A", "U+8FBA").encode(), "1-78-20 と U+8FBA が合いません"),
        (json.dumps(PUBLISHED).replace("MJ026190", "MJ000001").encode(), "一覧表にありません"),
        (json.dumps(PUBLISHED, ensure_ascii=False).replace("別字", "誤字").encode(), "知らない付記"),
        (
            json.dumps(PUBLISHED, ensure_ascii=False).replace("民二5202号", "民二9999号").encode(),
            "知らない種別",
        ),
        (json.dumps(PUBLISHED).replace('"UCS"', '"ucs"').encode(), "読めない項目"),
    ],
)
def test_a_wrong_map_is_told(content: bytes, words: str) -> None:
    with pytest.raises(BadList) as refused:
        renewed(small(), [Source("map.json", content)], Edition())
    assert words in refused.value.sentence
