"""面区点: exactly the places of JIS X 0213:2004."""

from collections import Counter

import pytest

from yakuba.characters.rules import menkuten


def test_it_has_the_places_of_the_standard_and_no_other() -> None:
    """Python's codec also reads JIS X 0212 on plane 2: asked for everything it gives 17,300 places."""
    levels = Counter(menkuten.level(at) for at in menkuten.characters())
    assert levels == {0: 1183, 1: 2965, 2: 3390, 3: 1259, 4: 2436}
    assert len(menkuten.characters()) == len(menkuten.places()) == 11_233


def test_places_are_read_and_written() -> None:
    assert menkuten.characters()[menkuten.place("1-19-75")] == "葛"
    assert menkuten.characters()[menkuten.place("2-94-86")] == "𪚲"
    assert menkuten.characters()[menkuten.place("1-04-87")] == "か゚"
    assert all(menkuten.place(menkuten.written(at)) == at for at in menkuten.characters())
    assert menkuten.written(0) == ""
    assert menkuten.place("1-9-1") == menkuten.place("1-09-01")


@pytest.mark.parametrize(
    "text", ["", "1-19", "3-01-01", "1-95-01", "1-01-00", "1-01-95", "１-19-75", "1-19-75x"]
)
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(menkuten.BadPlace, match="面区点番号ではありません"):
        menkuten.place(text)


def test_every_letter_of_windows_can_be_written_in_cp932() -> None:
    assert len(menkuten.windows_letters()) == 7_326
    for letter in menkuten.windows_letters():
        assert len(letter.encode("cp932")) == 2
    assert "髙" in menkuten.windows_letters() and "𠮷" not in menkuten.windows_letters()


def test_signs_keep_their_place_under_other_code_points() -> None:
    assert menkuten.windows_form("〜") == "～"
    assert {menkuten.windows_form(sign) for sign in "‖−¢£¬"} <= menkuten.windows_letters()
    assert menkuten.windows_form("髙") == "髙"
