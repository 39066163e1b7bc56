"""`yakuba characters` at the terminal: streams, tells errors by row, never stops at one."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from yakuba.characters.models import ConversionRun, Difference

NAMES = "宛名番号,氏名,カナ\n1,山田 太郎,ヤマダ\n2,髙橋 花子,タカハシ\n3,㐁 三郎,セイ\n\n4\n5,ｱｷﾗ,アキラ\n"


@pytest.fixture
def names(tmp_path: Path) -> Path:
    """A file of names, one of them on a row that ends too early."""
    path = tmp_path / "names.csv"
    path.write_text(NAMES, "utf-8")
    return path


def run(*arguments: Any) -> tuple[str, str, int]:
    """What the command says, tells as an error, and answers."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command("characters", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as stop:
        status = int(stop.code or 0)
    return out.getvalue(), err.getvalue(), status


def test_a_file_is_converted_row_by_row(names: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    _, err, status = run("convert", names, "--column", "氏名", "--target", "jis_x_0213", "--out", out)
    rows = list(csv.reader(io.StringIO(out.read_text("utf-8-sig"))))
    assert rows[0] == ["宛名番号", "氏名", "カナ", "変換後", "判定", "根拠", "確認すること"]
    assert rows[1] == ["1", "山田 太郎", "ヤマダ", "山田 太郎", "変更なし", "", ""]
    assert rows[2][3:5] == ["高橋 花子", "規則で置き換え"] and "JIS X 0213 包摂" in rows[2][5]
    assert rows[3][3:5] == ["", "置き換え先なし"] and rows[3][6].startswith("1文字目: 「㐁」")
    assert rows[4] == ["4", "", "", "", "入力の誤り", "", "この行は列が足りません。"]
    assert rows[5][4] == "入力の誤り" and "半角カタカナ" in rows[5][6]
    assert (
        err
        == "5行: 変更なし 1、規則で置き換え 1、候補から選ぶ 0、置き換え先なし 1、入力の誤り 1、列の足りない行 1\n"
    )
    assert status == 1


def test_json_is_one_object_a_line(names: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    run("convert", names, "--column", "氏名", "--target", "cp932", "--format", "json", "--out", out)
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [(line["row"], line["status"]) for line in lines] == [
        (2, "same"),
        (3, "same"),
        (4, "impossible"),
        (6, "broken"),
        (7, "invalid"),
    ]


def test_everything_in_order_ends_well(tmp_path: Path) -> None:
    path = tmp_path / "fine.csv"
    path.write_text("氏名\n山田\n髙橋\n", "utf-8")
    _, _, status = run("convert", path, "--column", "氏名", "--out", tmp_path / "out.csv")
    assert status == 0


def test_windows_files_are_read_and_broken_bytes_told(tmp_path: Path) -> None:
    path, out = tmp_path / "names.csv", tmp_path / "out.csv"
    path.write_bytes("氏名\n髙橋\n".encode("cp932") + b"\x81\xff\n")
    run("convert", path, "--column", "氏名", "--target", "jis_x_0213", "--out", out)
    rows = list(csv.reader(io.StringIO(out.read_text("utf-8-sig", errors="surrogateescape"))))
    assert rows[1][:3] == ["髙橋", "高橋", "規則で置き換え"]
    assert rows[2][2] == "入力の誤り" and "成り立たないデータ" in rows[2][4]


@pytest.mark.django_db
def test_what_cannot_be_worked_on_is_told(names: Path, tmp_path: Path) -> None:
    for arguments, words in (
        (("convert", names, "--column", "名前"), "「名前」の列がありません。ある列: 宛名番号、氏名、カナ"),
        (("convert", tmp_path / "none.csv", "--column", "氏名"), "読み書きできません"),
        (("convert", names, "--column", "氏名", "--encoding", "x-none"), "文字コード「x-none」"),
        (("update", names), "「MJ文字図形名」の列が見つかりません"),
        (("import-gj", names, "--edition", "1", "--date", "2026-08-18"), "名前の列"),
    ):
        with pytest.raises(CommandError) as refused:
            run(*arguments)
        assert words in str(refused.value)


def test_an_empty_file_and_endless_cells_are_told(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("", "utf-8")
    with pytest.raises(CommandError, match="見出しの行がありません"):
        run("convert", path, "--column", "氏名")
    path.write_text("氏名\n" + "山" * 1_100_000 + "\n", "utf-8")
    with pytest.raises(CommandError, match="CSVとして読めません"):
        run("convert", path, "--column", "氏名", "--out", tmp_path / "out.csv")


@pytest.mark.django_db
def test_a_run_is_recorded(names: Path, tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    path.write_text("番号,氏名\n1,髙橋\n2,山田\n", "utf-8")
    out, _, _ = run(
        "record", path, "--column", "氏名", "--key", "番号", "--label", "試し", "--target", "jis_x_0213"
    )
    assert ConversionRun.objects.get().label == "試し"
    assert Difference.objects.get().key == "1"
    assert "2人。変更なし 1、規則で置き換え 1" in out
    with pytest.raises(CommandError, match="6行目の列が足りません"):
        run("record", names, "--column", "氏名", "--key", "宛名番号", "--label", "試し")
    with pytest.raises(CommandError, match="「番号」の列がありません"):
        run("record", names, "--column", "氏名", "--key", "番号", "--label", "試し")
    assert ConversionRun.objects.count() == 1


def test_a_character_is_told(tmp_path: Path) -> None:
    out, _, _ = run("info", "葛\U000e0100ヶ", "MJ022335", "\ue000", "㐲")
    assert "Adobe-Japan1 の異体字（CID+1481）" in out and "候補: 葛\U000e0102 U+845B U+E0102 MJ022335" in out
    assert "ヶ  U+30F6  漢字ではない文字 1-05-86" in out
    assert "MJ022335  葛\U000e0102  U+845B U+E0102" in out and "面区点: 1-19-75 包摂 U150" in out
    assert "外字変換表がない" in out
    assert "民一2842号通達別表 誤字俗字・正字一覧表（別字）: 伏 1-41-90" in out


def test_the_lists_in_force_are_told() -> None:
    assert run("tables")[0].startswith("MJ文字情報一覧表・MJ縮退マップ 006.02（2024-01）")


@pytest.mark.django_db
def test_added_characters_are_imported(tmp_path: Path) -> None:
    path = tmp_path / "gj.csv"
    path.write_text("文字図形名,符号位置\nGJ000001,U+10DE92\n", "utf-8")
    out, _, _ = run("import-gj", path, "--edition", "1.0", "--date", "2026-08-18", "--expect", "1")
    assert "1字を取り込みました" in out and "行政事務標準文字 追加文字 1.0（2026-08-18）" in out
    assert "GJ000001" in run("info", "\U0010de92")[0]
