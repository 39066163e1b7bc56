"""`yakuba characters gaiji`: a sample that can be tried, files in, tables out; and the readers of pictures at work."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from yakuba.characters import gaiji_sample
from yakuba.characters.actions.confirm import confirm
from yakuba.characters.actions.make_table import make_table
from yakuba.characters.actions.propose import propose
from yakuba.characters.actions.sign_off import sign_off
from yakuba.characters.gaiji_sample import FONTS, write_sample
from yakuba.characters.models import Bearer, Difference, Gaiji, Picture, System
from yakuba.characters.tests.test_command import run
from yakuba.characters.tests.workshop import ANNA, BEN, CHIEF, brought, gaiji, png, system_of
from yakuba.kernel.refusals import Refusal

needs_font = pytest.mark.skipif(
    not any(path.exists() for path in FONTS), reason="no Noto CJK on this machine (fonts-noto-cjk)"
)


@needs_font
def test_a_sample_is_made_again_the_same(tmp_path: Path) -> None:
    first = write_sample(tmp_path / "a", count=12, seed=7)
    second = write_sample(tmp_path / "b", count=12, seed=7)
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    with (tmp_path / "a" / "answers.csv").open(encoding="utf-8-sig") as file:
        answers = list(csv.DictReader(file))
    assert len(answers) == 12 and all(one["正解"].startswith(("MJ", "該当なし")) for one in answers)


@needs_font
@pytest.mark.django_db
def test_a_sample_is_loaded_into_the_workshop(tmp_path: Path) -> None:
    out, _, status = run("gaiji", "sample", tmp_path, "--count", 20, "--load")
    assert status == 0 and "取り込めない 0" in out
    assert Gaiji.objects.count() == 20 and not Gaiji.objects.filter(picture=None).exists()
    assert Bearer.objects.exists() and not Gaiji.objects.filter(persons=0).exists()
    assert set(System.objects.values_list("code", flat=True)) == {"juki", "zei"}
    again, _, _ = run("gaiji", "import", tmp_path / "juki.zip", "--system", "juki", "--kind", "pictures")
    assert Gaiji.objects.count() == 20 and "新規" in again


def test_a_sample_needs_a_font_and_a_sensible_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal, match="count"):
        write_sample(tmp_path, count=0, seed=1)
    monkeypatch.setattr(gaiji_sample, "FONTS", ())
    with pytest.raises(Refusal, match="no_font"):
        write_sample(tmp_path, count=1, seed=1)
    with pytest.raises(CommandError, match="フォントがありません"):
        run("gaiji", "sample", tmp_path, "--font", tmp_path / "none.ttf")


@pytest.mark.django_db
def test_a_table_is_written(juki: System, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="登録されていません"):
        run("gaiji", "table", "nowhere")
    with pytest.raises(CommandError, match="承認された外字変換表がありません"):
        run("gaiji", "table", "juki")
    made = propose(ANNA, gaiji_id=gaiji().pk, outcome="same", glyph="MJ022335")
    confirm(BEN, judgement_id=made.pk)
    sign_off(CHIEF, table_id=make_table(ANNA, system_id=juki.pk).pk)
    assert "U+E000" in run("gaiji", "table", "juki")[0]
    run("gaiji", "table", "juki", "--format", "json", "--out", tmp_path / "t.json")
    assert json.loads((tmp_path / "t.json").read_text("utf-8"))["system"] == "juki"
    names = tmp_path / "names.csv"
    names.write_text("番号,氏名\n1,\ue000城\n", "utf-8")
    given = (names, "--column", "氏名", "--system", "juki")
    run("convert", *given, "--out", tmp_path / "out.csv")
    assert "葛\U000e0102城" in (tmp_path / "out.csv").read_text("utf-8-sig")
    run("record", *given, "--key", "番号", "--label", "試行")
    assert Difference.objects.get().printed == "same"
    with pytest.raises(CommandError, match="登録されていません"):
        run("convert", names, "--column", "氏名", "--system", "nowhere")


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_ends_with_1(tmp_path: Path) -> None:
    path = tmp_path / "x.ttf"
    path.write_bytes(b"no font at all")
    with pytest.raises(CommandError, match="登録されていません"):
        run("gaiji", "import", path, "--system", "juki", "--kind", "font")
    out, _, status = run("gaiji", "import", path, "--system", "juki", "--name", "住民記録", "--kind", "font")
    assert status == 1 and "。" in out


def packed(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in files.items():
            folder.writestr(name, content)
    return made.getvalue()


@pytest.mark.django_db
def test_folders_of_pictures_are_read_by_the_real_readers() -> None:
    files = {"U+E000.png": png(24), "U+E001.png": b"no picture", "__MACOSX/._U+E000.png": b"x"}
    done = brought(system_of(), packed(files), kind="pictures")
    assert (done.state, done.added, done.faulty) == ("done", 1, 1)
    assert gaiji().picture is not None and gaiji().character == "\ue000"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["pictures", "font", "bdf"])
@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 broken",
        b"\x00\x01\x00\x00" + bytes(200),
        b"STARTFONT 2.1\nCHARS 99999999\n",
        b"OTTO" + b"\xff" * 60,
    ],
)
def test_corrupt_files_are_told_and_leave_nothing(kind: str, content: bytes) -> None:
    done = brought(system_of(), content, kind=kind)
    assert done.state == "failed" and done.sentence.endswith("。")
    assert not Gaiji.objects.exists() and not Picture.objects.exists()


@pytest.mark.django_db
def test_a_zip_that_unpacks_to_very_much_is_not_unpacked() -> None:
    bomb = packed({"U+E000.png": bytes(300 * 1024 * 1024), "U+E001.png": png(24)})
    assert len(bomb) < 1024 * 1024
    done = brought(system_of(), bomb, kind="pictures")
    assert done.faulty or done.state == "failed"
    assert not Gaiji.objects.filter(code="U+E000").exists()
