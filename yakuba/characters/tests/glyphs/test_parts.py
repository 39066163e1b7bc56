"""部品検索 over the data that ship."""

from pathlib import Path

import pytest

from yakuba.characters.glyphs import parts
from yakuba.kernel.refusals import Refusal


@pytest.mark.parametrize(
    ("wanted", "letter"),
    [
        ("山竒", "﨑"),
        ("山可", "﨑"),
        ("艹曷", "葛"),
        ("辶自", "邊"),
        ("土口", "𠮷"),
        ("月", "肘"),
        ("肉", "肘"),
        ("崎", "崎"),
    ],
)
def test_parts_are_found_however_deep(wanted: str, letter: str) -> None:
    assert letter in parts.containing(wanted)


def test_every_part_must_occur() -> None:
    assert "崎" not in parts.containing("山竒")
    assert (
        parts.containing("山 竒")
        == parts.containing("竒山")
        == parts.containing("山") & parts.containing("竒")
    )
    assert parts.containing("") == parts.containing(" 　") == frozenset()
    assert parts.containing("か") == {"か"}


def test_without_the_data_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts._holders.cache_clear()
    monkeypatch.setattr(parts, "data", lambda: tmp_path / "parts.txt.gz")
    for content in (b"", b"not compressed"):
        with pytest.raises(Refusal) as refused:
            parts.containing("山")
        assert "部品の表" in str(refused.value.sentence)
        (tmp_path / "parts.txt.gz").write_bytes(content)
