"""Which table is in force: shipped, or brought later; never half of one."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from yakuba.characters import api as characters
from yakuba.characters import tables
from yakuba.characters.lists.updating import Edition, Source
from yakuba.characters.tests.conftest import staff
from yakuba.kernel.actor import Actor, anonymous
from yakuba.kernel.models import AuditEntry
from yakuba.kernel.refusals import NotAllowed, Refusal

MANAGER = staff("characters.set_up")
LIST = [Source("gj.csv", "文字図形名,符号位置,代替文字\nGJ000001,U+10DE92,辺\n".encode())]
EDITION = Edition("1.0", "2026-08-18")


def test_loading_is_quick_and_happens_once() -> None:
    tables.forget()
    assert tables.repertoire() is tables.repertoire()
    assert tables.converter(characters.Target.CP932) is tables.converter(characters.Target.CP932)


@pytest.mark.django_db
def test_added_characters_are_in_force_once_imported() -> None:
    assert characters.convert("\U0010de92", characters.Target.JIS_X_0213).text is None
    table = characters.import_added(MANAGER, sources=LIST, edition=EDITION)
    assert len(table) == 1
    assert characters.convert("\U0010de92", characters.Target.JIS_X_0213).text == "辺"
    assert characters.search_key("渡\U0010de92") == characters.search_key("渡邊")
    assert characters.versions().endswith("行政事務標準文字 追加文字 1.0（2026-08-18）")
    found = characters.glyph("gj000001")
    assert found is not None and found.sequence == "\U0010de92"
    entry = AuditEntry.objects.get()
    assert entry.text == "行政事務標準文字の追加文字の表を取り込んだ"
    assert (entry.noun, entry.object_id) == ("Table", "gj")
    assert (entry.detail["version"], entry.detail["glyphs"]) == ("1.0", 1)


@pytest.mark.django_db
def test_a_refused_list_changes_nothing() -> None:
    before = characters.versions()
    with pytest.raises(Refusal) as refused:
        characters.import_added(MANAGER, sources=[Source("gj.csv", b"?")], edition=EDITION)
    assert "名前の列" in str(refused.value.sentence)
    with pytest.raises(Refusal):
        characters.update_lists(MANAGER, sources=[Source("mji.csv", b"?")], edition=EDITION)
    assert characters.versions() == before
    assert not tables.installed(tables.GJ).exists() and not AuditEntry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("actor", [staff("characters.run"), anonymous()])
def test_not_everybody_brings_lists(actor: Actor) -> None:
    for bring in (characters.import_added, characters.update_lists):
        with pytest.raises(NotAllowed):
            bring(actor, sources=LIST, edition=EDITION)
    assert not tables.installed(tables.GJ).exists()


def test_a_missing_or_damaged_table_is_told(settings: LazySettings, tmp_path: Path) -> None:
    tables.forget()
    tables.installed(tables.MJ).parent.mkdir(parents=True)
    tables.installed(tables.MJ).write_bytes(b"damaged")
    with pytest.raises(Refusal, match="bad_table"):
        characters.versions()
    tables.installed(tables.MJ).unlink()
    settings.ROOT = tmp_path
    with pytest.raises(Refusal, match="no_table"):
        characters.versions()


def test_the_door_answers_for_glyphs_and_keys() -> None:
    glyph = characters.glyph("mj022335")
    assert glyph is not None and glyph.koseki == "349920"
    assert characters.glyph("MJ999999") is None
    assert [one and one.name for one in characters.glyphs_of("葛\U000e0102ヶ\ue000")] == [
        "MJ022335",
        None,
        None,
    ]
    assert characters.search_keys("渡邉", "ワタナベ") == ("渡辺", "わたなべ")
    assert [one.text for one in characters.convert_many(["髙", "山"], characters.Target.JIS_X_0213)] == [
        "高",
        "山",
    ]
    assert characters.as_plain(characters.convert("髙", characters.Target.CP932))["status"] == "same"
