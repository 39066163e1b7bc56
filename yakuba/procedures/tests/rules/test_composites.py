"""How questions of several parts are read, names, addresses and accounts, and what they are refused for."""

import pytest

from yakuba.kernel.values.prefectures import PREFECTURES
from yakuba.procedures.rules.composites import katakana, reader_of
from yakuba.procedures.rules.questions import Reading
from yakuba.procedures.tests.rules.asking import MY_NUMBER, TODAY, codes, field, read

NAME = {"family": "渡邊\U000e0100", "given": "太郎", "family_kana": "わたなべ", "given_kana": "ﾀﾛｳ"}


def test_a_name_is_kept_exactly_and_its_reading_brought_into_katakana() -> None:
    assert read(field("name"), **NAME).value == {
        "family": "渡邊\U000e0100",
        "given": "太郎",
        "family_kana": "ワタナベ",
        "given_kana": "タロウ",
    }


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"family": ""}, [("x.family", "required_part")]),
        ({"given": ""}, [("x.given", "required_given")]),
        ({"given_kana": ""}, [("x.given_kana", "required_part")]),
        ({"family_kana": "渡辺"}, [("x.family_kana", "kana")]),
        ({"family_kana": "Watanabe"}, [("x.family_kana", "kana")]),
        ({"family": "あ" * 61}, [("x.family", "too_long_part")]),
        ({"family": f"山{MY_NUMBER}"}, [("x.family", "my_number")]),
        ({"family": "山\n田"}, [("x.family", "value")]),
        ({"family": "", "given_kana": "x"}, [("x.family", "required_part"), ("x.given_kana", "kana")]),
        ({"given": "−", "given_kana": "−"}, []),
        ({"former": "佐藤"}, []),
    ],
)
def test_names(change: dict[str, str], found: list[tuple[str, str]]) -> None:
    assert codes(read(field("name", former=True), **{**NAME, **change})) == found


def test_a_name_without_reading_and_former_name() -> None:
    assert read(field("name", kana=False), **NAME, former="x").value == {
        "family": NAME["family"],
        "given": "太郎",
    }


def test_katakana() -> None:
    assert katakana("おーの ﾊﾞﾌﾞ-ﾙ") == "オーノ バブール"
    assert katakana("スズキ‐") == "スズキー"


ADDRESS = {
    "postcode": "〒１７０－８４２２",
    "prefecture": "東京都",
    "city": "豊島区",
    "town": "南池袋",
    "street": "２－４５－１",
}


def test_an_address() -> None:
    assert read(field("address"), **ADDRESS).value == {
        "postcode": "1708422",
        "prefecture": "東京都",
        "city": "豊島区",
        "town": "南池袋",
        "street": "２－４５－１",
    }
    assert len(PREFECTURES) == 47


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"postcode": "123"}, [("x.postcode", "postcode")]),
        ({"postcode": ""}, [("x.postcode", "postcode")]),
        ({"prefecture": "江戸"}, [("x.prefecture", "prefecture")]),
        ({"prefecture": ""}, [("x.prefecture", "prefecture")]),
        ({"city": ""}, [("x.city", "required_part")]),
        ({"town": ""}, []),
        ({"street": ""}, []),
        ({"town": "", "street": ""}, [("x.street", "required_street")]),
        ({"building": "あ" * 61}, [("x.building", "too_long_part")]),
    ],
)
def test_addresses(change: dict[str, str], found: list[tuple[str, str]]) -> None:
    assert codes(read(field("address"), **{**ADDRESS, **change})) == found


ACCOUNT = {
    "bank": "0001",
    "branch": "１２３",
    "type": "ordinary",
    "number": "0123456",
    "holder": "わたなべ　ﾀﾛｳ",
}


def test_a_bank_account() -> None:
    value = {
        "bank": "0001",
        "branch": "123",
        "type": "ordinary",
        "number": "0123456",
        "holder": "ワタナベ タロウ",
    }
    assert read(field("bank_account"), **ACCOUNT) == Reading(value, [])


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"bank": "1"}, [("x.bank", "digits")]),
        ({"branch": "みずほ"}, [("x.branch", "digits")]),
        ({"number": "12345"}, [("x.number", "account_number")]),
        ({"number": "①234567"}, []),
        ({"type": "gold"}, [("x.type", "account_type")]),
        ({"type": ""}, [("x.type", "account_type")]),
        ({"holder": "渡辺太郎"}, [("x.holder", "account_holder")]),
        ({"holder": "ア" * 200}, [("x.holder", "account_holder")]),
        ({"holder": "カ）トシマ"}, []),
        ({"bank": ""}, [("x.bank", "required_part")]),
    ],
)
def test_bank_accounts(change: dict[str, str], found: list[tuple[str, str]]) -> None:
    assert codes(read(field("bank_account"), **{**ACCOUNT, **change})) == found


def test_an_email_address_asked_twice() -> None:
    asked = field("email", confirm=True)
    given = {"x": ["taro@example.jp"], "x.confirm": ["taro@EXAMPLE.jp"]}
    assert reader_of(asked).read(given, "x", TODAY).value == "taro@example.jp"
    for other in ("jiro@example.jp", "", "x"):
        reading = reader_of(asked).read({**given, "x.confirm": [other]}, "x", TODAY)
        assert codes(reading) == [("x.confirm", "email_differs")]
