"""`yakuba procedure`, and taking in a whole ward pack."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from yakuba.kernel.refusals import Refusal
from yakuba.procedures import api as procedures
from yakuba.procedures.models import Procedure, Version
from yakuba.procedures.tests.conftest import EXAMPLE, SLUG, SYSTEM, WARD, changed, section_of

pytestmark = pytest.mark.django_db


def run(*words: str | Path) -> str:
    out = StringIO()
    call_command("procedure", *map(str, words), stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The example as a file, its section in place."""
    section_of("kosodate-shien")
    path = tmp_path / "example.toml"
    path.write_text(EXAMPLE, "utf-8")
    return path


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A file with a mistake on a known line."""
    path = tmp_path / "faulty.toml"
    path.write_text(changed(EXAMPLE, ('kind = "phone"', 'kind = "telephone"')), "utf-8")
    return path


def test_check(file: Path, faulty: Path) -> None:
    assert "まちがいはありません" in run("check", file)
    with pytest.raises(SystemExit):
        run("check", file, faulty)
    assert not Procedure.objects.exists()


def test_check_says_lines(faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("procedure", "check", str(faulty), stdout=out)
    line = (
        changed(EXAMPLE, ('kind = "phone"', 'kind = "telephone"')).split("\n").index('kind = "telephone"') + 1
    )
    assert f"× {faulty}:{line}行目" in out.getvalue() and "「phone」の間違いですか" in out.getvalue()


def test_load_publish_list_and_export(file: Path) -> None:
    assert "第1版を取り込みました" in run("load", file)
    assert f"{SLUG}\t休止中" in run("list")
    assert "第1版を公開しました" in run("load", "--publish", file)
    assert f"{SLUG}\t第1版を公開中" in run("list")
    exported = run("export", SLUG)
    again = file.with_name("again.toml")
    again.write_text(exported, "utf-8")
    run("load", again)
    assert Version.objects.count() == 1 and run("export", SLUG) == exported


def test_load_keeps_nothing_of_a_faulty_file(faulty: Path) -> None:
    with pytest.raises(SystemExit):
        run("load", faulty)
    assert not Procedure.objects.exists()


def test_what_cannot_be_read(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_bytes(b"\xff\xfe")
    for path in (tmp_path / "nothing.toml", broken):
        with pytest.raises(SystemExit):
            run("check", path)
    with pytest.raises(CommandError, match="という手続はありません"):
        run("export", "nothing")


def test_an_unknown_section(file: Path) -> None:
    file.write_text(changed(EXAMPLE, ('section = "kosodate-shien"', 'section = "nowhere"')), "utf-8")
    with pytest.raises(CommandError, match="nowhere"):
        run("load", file)


def test_a_ward_pack() -> None:
    for path in (WARD / "procedures").glob("*.toml"):
        line = next(line for line in path.read_text("utf-8").split("\n") if line.startswith("section = "))
        section_of(line.split('"')[1])
    count = procedures.load_ward(SYSTEM, WARD)
    assert count == len(procedures.find()) == 12
    assert procedures.load_ward(SYSTEM, WARD) == 12
    assert Version.objects.count() == 12


def test_a_ward_pack_with_a_mistake(tmp_path: Path) -> None:
    folder = tmp_path / "procedures"
    folder.mkdir()
    (folder / "a.toml").write_text(changed(EXAMPLE, ('kind = "phone"', 'kind = "telephone"')), "utf-8")
    with pytest.raises(Refusal) as refused:
        procedures.load_ward(SYSTEM, tmp_path)
    assert "a.toml" in str(refused.value.sentence) and "行目" in str(refused.value.sentence)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("児童手当", "jido-teate"),
        ("犬", "inu-toroku"),
        ("ｲﾇ", "inu-toroku"),
        ("bulky", "sodai-gomi"),
        ("引っ越し", "tenshutsu"),
    ],
)
def test_finding_a_procedure(words: str, first: str) -> None:
    test_a_ward_pack()
    assert first in [card.slug for card in procedures.find(words=words)][:4]


def test_finding_by_field_life_event_and_language() -> None:
    test_a_ward_pack()
    birth = {card.slug for card in procedures.find(life_event="birth")}
    assert "jido-teate" in birth and "inu-toroku" not in birth
    assert {card.field for card in procedures.find(field="children")} == {"children"}
    assert "Child allowance: first claim" in [card.title for card in procedures.find(language="en")]
    assert procedures.find(words="どこにもないことば") == procedures.find(field="nothing") == []
