"""Files brought to the workshop: read row by row, told in a report, the same the second time, nothing half stored."""

import pytest

from yakuba.characters import looks, taking_in
from yakuba.characters.actions.bring_file import MOST_BYTES, bring_file
from yakuba.characters.actions.end_intake import end_intake
from yakuba.characters.actions.keep_candidates import keep_candidates
from yakuba.characters.actions.register_system import register_system
from yakuba.characters.actions.start_intake import start_intake
from yakuba.characters.actions.take_pictures import take_pictures
from yakuba.characters.actions.take_usage import take_usage
from yakuba.characters.jobs import bring, compare_pictures, read_file
from yakuba.characters.models import Bearer, Gaiji, Intake, IntakeFault, Picture, System
from yakuba.characters.tests.workshop import ANNA, READER, FakeIdentify, brought, font, gaiji, system_of
from yakuba.kernel.models import AuditEntry
from yakuba.kernel.refusals import NotAllowed, NotFound, Refusal

pytestmark = pytest.mark.django_db
VERBS = (
    bring_file,
    register_system,
    start_intake,
    end_intake,
    take_pictures,
    take_usage,
    keep_candidates,
)


def faults(intake: Intake) -> list[tuple[str, str]]:
    return list(IntakeFault.objects.filter(intake=intake).values_list("place", "sentence"))


def test_a_font_fills_the_inventory_and_candidates_are_found(fake: FakeIdentify) -> None:
    done = brought(system_of(), font({"U+E000": 12, "U+E001": 15, "U+E002": "字形が空です。", "U+4E00": 9}))
    assert (done.state, done.done, done.added, done.faulty, bytes(done.content)) == ("done", 4, 2, 2, b"")
    assert faults(done)[0] == ("U+E002", "字形が空です。")
    assert "外字の領域" in faults(done)[1][1]
    first = gaiji()
    assert first.character == "\ue000" and first.picture is not None
    assert [one["glyph"] for one in first.picture.candidates] == ["MJ022335", "MJ022336"]
    assert first.picture.margin == 0.1 and first.picture.width == 12


def test_the_same_file_twice_changes_nothing(fake: FakeIdentify) -> None:
    system = system_of()
    once = brought(system, font({"U+E000": 12}))
    again = brought(system, font({"U+E000": 12}))
    assert again.pk == once.pk and Intake.objects.count() == 1
    other = brought(system, font({"U+E000": 12, "U+E001": 12}))
    assert (other.added, other.same) == (1, 1) and Picture.objects.count() == 1


def test_reading_again_after_an_interruption_changes_nothing(fake: FakeIdentify) -> None:
    system = system_of()
    intake = bring(
        ANNA, system_id=system.pk, kind="font", name="a", content=font({"U+E000": 12, "U+E001": "空"})
    )
    start_intake(ANNA, intake_id=intake.pk)
    rows = list(looks.read("font", font({"U+E000": 12, "U+E001": "空"})))
    take_pictures(ANNA, intake_id=intake.pk, rows=rows)
    read_file(intake_id=intake.pk)
    done = Intake.objects.get(pk=intake.pk)
    assert (done.state, done.done, done.added, done.same, done.faulty) == ("done", 2, 0, 1, 1)
    assert Gaiji.objects.count() == 1 and len(faults(done)) == 1
    read_file(intake_id=intake.pk)
    assert Intake.objects.get(pk=intake.pk).done == 2


def test_another_picture_replaces_only_what_nobody_looked_at(juki: System) -> None:
    from yakuba.characters.actions.propose import propose

    propose(ANNA, gaiji_id=gaiji("U+E001").pk, outcome="same", glyph="MJ022335")
    done = brought(juki, font({"U+E000": 21, "U+E001": 21}))
    assert (done.changed, done.faulty) == (1, 1)
    assert faults(done) == [("U+E001", "字形が前と違いますが、「確認待ち」なので差し替えていません。")]
    assert gaiji("U+E001").picture.width == 15 and gaiji().picture.width == 21  # type: ignore[union-attr]


def test_a_file_that_cannot_be_read_says_so_and_may_come_again(fake: FakeIdentify) -> None:
    system = system_of()
    for _ in range(2):
        done = brought(system, b"no font")
        assert (done.state, done.sentence) == ("failed", "フォントとして読めないファイルです。")
    assert Intake.objects.count() == 2 and not Gaiji.objects.exists()
    assert brought(system, b"{}").sentence == "ファイルの中に、外字が一つもありません。"


USAGE = """システム,外字,人数,宛名番号,氏名
juki,U+E000,,100,\ue000田
juki,U+E000,,101,\ue000川
juki,U+E000,,100,\ue000田
住民記録,SJIS:F041,"1,200",,
zei,U+E002,5,,
juki,F041,1,,
juki,U+E003,たくさん,,
juki,U+E004,,,
"""


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_a_list_of_use_counts_persons(fake: FakeIdentify, encoding: str) -> None:
    done = brought(system_of(), USAGE.encode(encoding), kind="usage")
    assert (done.state, done.added, done.faulty) == ("done", 2, 4)
    assert [(one.code, one.persons) for one in Gaiji.objects.order_by("code")] == [
        ("U+E000", 2),
        ("U+E001", 1200),
    ]
    assert sorted(Bearer.objects.values_list("key", "name")) == [("100", "\ue000田"), ("101", "\ue000川")]
    assert [place for place, _ in faults(done)] == ["6行目", "7行目", "8行目", "9行目"]
    assert "ほかのシステム" in faults(done)[0][1] and "U+F041 か SJIS:F041" in faults(done)[1][1]


def test_a_newer_list_replaces_the_former(juki: System) -> None:
    brought(juki, "外字,宛名番号,氏名\nU+E000,1,甲\nU+E000,2,乙\n".encode(), kind="usage")
    done = brought(juki, "外字,宛名番号,氏名\nU+E000,2,乙\n".encode(), kind="usage")
    assert done.changed == 1 and gaiji().persons == 1
    assert list(Bearer.objects.values_list("key", flat=True)) == ["2"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("名前,人数\nA,1\n", "外字の番号の列がありません"),
        ("外字,備考\nU+E000,1\n", "「人数」の列も「宛名番号」の列もありません"),
        ('外字,人数\n"U+E000', "CSVとして読めません"),
    ],
)
def test_a_list_without_its_columns_is_told(fake: FakeIdentify, text: str, words: str) -> None:
    done = brought(system_of(), text.encode(), kind="usage")
    if done.state == "done":
        assert done.faulty == 1
    else:
        assert words in done.sentence


def test_a_picture_that_cannot_be_compared_does_not_stop_the_others(fake: FakeIdentify) -> None:
    brought(system_of(), font({"U+E000": 13, "U+E001": 15}))
    assert gaiji().picture.fault == "画像に文字がありません。"  # type: ignore[union-attr]
    assert gaiji("U+E001").picture.margin == 2.0  # type: ignore[union-attr]


def test_without_the_index_files_are_read_and_candidates_come_later(fake: FakeIdentify) -> None:
    fake.index = False
    brought(system_of(), font({"U+E000": 12}))
    assert gaiji().picture.looked_at is None  # type: ignore[union-attr]
    fake.index = True
    compare_pictures()
    assert gaiji().picture.candidates  # type: ignore[union-attr]
    assert taking_in.compare(ANNA) == 0


def test_a_newer_index_compares_again(fake: FakeIdentify) -> None:
    brought(system_of(), font({"U+E000": 12}))
    asked = len(fake.asked)
    fake.seal = "second"
    assert taking_in.compare(ANNA) == 1 and len(fake.asked) == asked + 1
    assert taking_in.compare(ANNA) == 0


def test_what_cannot_be_brought_is_refused(fake: FakeIdentify) -> None:
    system = system_of()
    for kind, content in (("poem", b"x"), ("font", b""), ("font", bytes(MOST_BYTES + 1))):
        with pytest.raises(Refusal):
            bring_file(ANNA, system_id=system.pk, kind=kind, name="a", content=content)
    with pytest.raises(NotAllowed):
        bring_file(ANNA, system_id=system.pk, kind="names", name="a", content=b"x")
    with pytest.raises(NotFound):
        bring_file(ANNA, system_id=system.pk + 1, kind="font", name="a", content=b"x")
    assert not Intake.objects.exists()


@pytest.mark.parametrize(
    ("code", "name"), [("juki", "二つ目"), ("あ", "名"), ("a b", "名"), ("x" * 41, "名"), ("ok", "")]
)
def test_a_system_is_refused_without_code_or_name(fake: FakeIdentify, code: str, name: str) -> None:
    system_of()
    with pytest.raises(Refusal):
        register_system(ANNA, code=code, name=name)
    assert System.objects.count() == 1


def test_without_the_permission_nothing_is_taken(fake: FakeIdentify) -> None:
    for verb in VERBS:
        with pytest.raises(NotAllowed):
            verb(READER)  # type: ignore[call-arg]
    for verb in (start_intake, end_intake):
        with pytest.raises(NotFound):
            verb(ANNA, intake_id=0)
    for verb in (take_pictures, take_usage):
        with pytest.raises(NotFound):
            verb(ANNA, intake_id=0, rows=())


def test_the_trail_holds_no_names(fake: FakeIdentify) -> None:
    brought(system_of(), "外字,宛名番号,氏名\nU+E000,99887766,高橋花子\n".encode(), kind="usage")
    said = " ".join(f"{entry.text} {entry.detail}" for entry in AuditEntry.objects.all())
    assert "読み終えた" in said and "高橋" not in said and "99887766" not in said
