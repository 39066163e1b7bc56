"""Postcodes, banks and branches, found offline."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from yakuba.procedures.rules.lookups import bank_words, banks, branch_words, branches, place_of


@pytest.mark.parametrize("written", ["171-0022", "１７１００２２", "〒171-0022", "171 0022"])
def test_a_postcode_however_it_is_written(written: str) -> None:
    assert place_of(written) == ("東京都", "豊島区", "南池袋")


def test_every_thread_of_the_web_server_finds_places() -> None:
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(place_of, ["1710022", "1700013", "1000005", "0600001"] * 4))
    assert [place and place.prefecture for place in found[:4]] == ["東京都", "東京都", "東京都", "北海道"]


@pytest.mark.parametrize("written", ["", "171", "999-9999", "abc", "1" * 500, "\ud800", "\x00"])
def test_no_postcode_is_nowhere(written: str) -> None:
    assert place_of(written) is None


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("みずほ", "0001"),
        ("みずほ銀行", "0001"),
        ("三菱ＵＦＪ銀行", "0005"),
        ("三菱UFJ", "0005"),
        ("ゆうちょ銀行", "9900"),
        ("0005", "0005"),
        ("５", "0005"),
        ("巣鴨信用金庫", "1356"),
        ("すがもしんきん", "1356"),
        ("JA東京あおば", "5097"),
        ("東京あおば農業協同組合", "5097"),
    ],
)
def test_a_bank_by_any_of_its_names(written: str, code: str) -> None:
    assert [found.code for found in banks(written)] == [code]


def test_several_banks_are_all_named_the_likeliest_first() -> None:
    found = banks("みつびし")
    assert found[0].code == "0005" and len(found) > 1
    assert len(banks("信用金庫")) == 20


@pytest.mark.parametrize("written", ["", "銀行", "どこにもない銀行", "x" * 5000, "\x00", "\ud800", "99999"])
def test_no_such_bank(written: str) -> None:
    assert banks(written) == []


@pytest.mark.parametrize("written", ["池袋支店", "池袋", "359", "いけぶくろ"])
def test_a_branch_of_its_bank(written: str) -> None:
    assert [found.code for found in branches("0005", written)] == ["359"]
    assert branches("no bank", written) == []


def test_codes_in_words() -> None:
    assert bank_words("0005") == "三菱UFJ銀行（0005）" and bank_words("1356") == "巣鴨信金（1356）"
    assert branch_words("0005", "359") == "池袋（359）"
    assert bank_words("nothing") == branch_words("0005", "nothing") == branch_words("nothing", "1") == ""
