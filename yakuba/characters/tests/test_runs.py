"""Runs over many persons: counted, listed, kept apart from whoever may not read them, removed when they are done."""

from collections.abc import Iterator

import pytest

from yakuba.characters import api as characters
from yakuba.characters.actions import run_conversion as verb
from yakuba.characters.models import ConversionRun, Difference, OpenCharacter
from yakuba.characters.tests.conftest import staff
from yakuba.kernel import audit
from yakuba.kernel.actor import Actor, anonymous
from yakuba.kernel.models import AuditEntry
from yakuba.kernel.refusals import NotAllowed, NotFound, Refusal

OFFICER = staff("characters.run")
JIS = characters.Target.JIS_X_0213
PERSONS = [
    ("1", "山田 太郎"),
    ("2", "髙橋 花子"),
    ("3", "葛\U000e0102城 一郎"),
    ("4", "鄉 二郎"),
    ("5", "㐁 三郎"),
    ("6", "㐁\u3000四郎"),
    ("7", "\ue000田"),
    ("8", "ｱｷﾗ"),
    ("9", "壊れた\ud800名\x00前"),
    ("宛名\x00", ""),
]
pytestmark = pytest.mark.django_db


def run(rows: list[tuple[str, str]] | None = None) -> ConversionRun:
    return characters.run_conversion(
        OFFICER, label="住民記録", target=JIS, rows=iter(PERSONS if rows is None else rows)
    )


def test_all_are_counted_and_only_differences_kept() -> None:
    made = ConversionRun.objects.get(pk=run().pk)
    assert (made.total, made.same, made.changed) == (10, 2, 2)
    assert (made.ambiguous, made.impossible, made.invalid) == (1, 3, 2)
    assert made.tables.startswith("MJ文字情報一覧表") and made.weakest == "dictionary"
    kept = {one.key: one for one in Difference.objects.filter(run=made)}
    assert set(kept) == {"2", "3", "4", "5", "6", "7", "8", "9"}
    assert (kept["2"].before, kept["2"].after, kept["2"].status) == ("髙橋 花子", "高橋 花子", "changed")
    assert kept["3"].detail["changes"][0]["steps"] == [
        {"to": "葛", "rule": "unified", "also": [], "reference": "U150"}
    ]
    assert (kept["4"].after, kept["4"].status) == ("", "ambiguous")
    assert [one["text"] for one in kept["4"].detail["doubts"][0]["candidates"]] == ["郷", "鄕"]
    assert kept["9"].before == "壊れた〔U+D800〕名〔U+0000〕前"


def test_open_characters_are_listed_by_how_many_wait() -> None:
    found = characters.open_characters(OFFICER, run_id=run().pk)
    assert [(one.element, one.persons) for one in found][:1] == [("㐁", 2)]
    assert {one.element: one.kind for one in found} == {
        "㐁": "impossible",
        "鄉": "ambiguous",
        "\ue000": "private_use",
        "ｱ": "half_width_kana",
        "ｷ": "half_width_kana",
        "ﾗ": "half_width_kana",
        "〔U+D800〕": "broken",
        "〔U+0000〕": "control",
    }
    assert found[0].sentence == "「㐁」（U+3401）（MJ000005）の置き換え先は、どの規則にもありません。"
    assert found[0].glyph == "MJ000005" and found[0].candidates[0]["text"] == "西"


def test_a_character_twice_in_one_name_counts_one_person() -> None:
    (found,) = characters.open_characters(OFFICER, run_id=run([("1", "㐁㐁")]).pk)
    assert found.persons == 1


def test_differences_are_read_page_by_page_and_reading_is_recorded() -> None:
    made = run()
    first = characters.differences(OFFICER, run_id=made.pk, limit=3)
    assert [one.key for one in first] == ["2", "3", "4"]
    rest = characters.differences(OFFICER, run_id=made.pk, after=first[-1].pk)
    assert [one.key for one in rest] == ["5", "6", "7", "8", "9"]
    changed = characters.differences(OFFICER, run_id=made.pk, status=characters.Status.CHANGED)
    assert [one.key for one in changed] == ["2", "3"]
    entries = audit.history(made)
    assert [entry.detail.get("read", False) for entry in entries] == [True, True, True, False]
    assert entries[3].text == "氏名の文字を一括で変換した（試行）"


def test_the_trail_holds_no_names() -> None:
    run()
    said = " ".join(f"{entry.text} {entry.detail}" for entry in AuditEntry.objects.all())
    assert "2" in said and not any(letter in said for letter in "髙㐁太")


def test_batches_join_without_seams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verb, "BATCH", 3)
    made = run()
    assert made.total == 10 and Difference.objects.filter(run=made).count() == 8


def test_nobody_may_be_there_at_all() -> None:
    assert run([]).total == 0


def test_a_ward_brings_its_own_table() -> None:
    made = characters.run_conversion(
        OFFICER, label="外字", target=JIS, rows=[("7", "\ue000田")], own={"\ue000": "MJ022335"}
    )
    (one,) = characters.differences(OFFICER, run_id=made.pk)
    assert (one.after, one.status) == ("葛田", "changed")


@pytest.mark.parametrize("actor", [staff(), staff("characters.convert"), anonymous()])
def test_without_the_permission_nothing_is_read_or_made(actor: Actor) -> None:
    made = run()
    with pytest.raises(NotAllowed):
        characters.run_conversion(actor, label="x", target=JIS, rows=[("1", "髙")])
    with pytest.raises(NotAllowed):
        characters.discard_run(actor, run_id=made.pk)
    for read in (characters.differences, characters.open_characters):
        with pytest.raises(NotAllowed):
            read(actor, run_id=made.pk)
    with pytest.raises(NotAllowed):
        characters.runs_visible_to(actor)
    assert ConversionRun.objects.count() == 1 and Difference.objects.count() == 8


def test_a_failure_on_the_way_leaves_nothing() -> None:
    def rows() -> Iterator[tuple[str, str]]:
        yield ("1", "髙橋")
        raise OSError("the source is gone")

    with pytest.raises(OSError, match="gone"):
        characters.run_conversion(OFFICER, label="x", target=JIS, rows=rows())
    assert not ConversionRun.objects.exists() and not Difference.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("label", ["", "あ" * 201])
def test_a_run_has_a_name(label: str) -> None:
    with pytest.raises(Refusal, match="label"):
        characters.run_conversion(OFFICER, label=label, target=JIS, rows=[])
    assert not ConversionRun.objects.exists()


def test_a_run_is_removed_with_all_it_kept() -> None:
    kept, removed = run(), run()
    characters.discard_run(OFFICER, run_id=removed.pk)
    assert list(characters.runs_visible_to(OFFICER)) == [kept]
    assert not Difference.objects.filter(run_id=removed.pk).exists()
    assert not OpenCharacter.objects.filter(run_id=removed.pk).exists()
    assert Difference.objects.filter(run=kept).count() == 8
    entry = AuditEntry.objects.order_by("-id")[0]
    assert (entry.text, entry.noun, entry.object_id) == (
        "一括変換の結果を削除した",
        "ConversionRun",
        str(removed.pk),
    )
    for again in (characters.discard_run, characters.differences, characters.open_characters):
        with pytest.raises(NotFound):
            again(OFFICER, run_id=removed.pk)
