"""Telephone numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.kernel.tests.values.steady import read_or_refused, steady
from yakuba.kernel.values.phone import BadPhoneNumber, PhoneNumber, parse_phone


@pytest.mark.parametrize(
    ("text", "national"),
    [
        ("0312345678", "03-1234-5678"),
        ("03-1234-5678", "03-1234-5678"),
        ("03 1234 5678", "03-1234-5678"),
        ("03.1234.5678", "03-1234-5678"),
        ("(03)1234-5678", "03-1234-5678"),
        ("０３（１２３４）５６７８", "03-1234-5678"),
        ("０３−１２３４ー５６７８", "03-1234-5678"),
        ("+81 3-1234-5678", "03-1234-5678"),
        ("+81 (0)3-1234-5678", "03-1234-5678"),
        ("09012345678", "090-1234-5678"),
        ("070-1234-5678", "070-1234-5678"),
        ("05012345678", "050-1234-5678"),
        ("0120123456", "0120-123-456"),
        ("0570000123", "0570-000-123"),
        ("0422-51-5131", "0422-51-5131"),
        ("04992-1-2345", "04992-1-2345"),
    ],
)
def test_numbers_are_read(text: str, national: str) -> None:
    assert parse_phone(text) == PhoneNumber(national)
    assert str(parse_phone(text)) == national


@pytest.mark.parametrize(
    "text",
    [
        "03-1234-5678 内線 123",
        "03-1234-5678（内線１２３）",
        "03-1234-5678内線:123",
        "0312345678 内線番号123",
        "03-1234-5678(内)123",
        "03-1234-5678 (内123)",
        "03-1234-5678 ext. 123",
        "03-1234-5678x123",
        "03-1234-5678#123",
    ],
)
def test_extensions(text: str) -> None:
    number = parse_phone(text)
    assert number == PhoneNumber("03-1234-5678", "123")
    assert str(number) == "03-1234-5678 内線123"
    assert parse_phone(str(number)) == number


def test_international_form() -> None:
    assert parse_phone("03-1234-5678 内線1").international == "+81312345678"
    assert parse_phone("090-1234-5678").international == "+819012345678"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "数字で入力"),
        ("なし", "数字で入力"),
        ("03-ABCD-1234", "数字で入力"),
        ("03-1234-5678、090-1234-5678", "数字で入力"),
        ("03-1234-5678 内線", "数字で入力"),
        ("0" * 300, "数字で入力"),
        ("1234-5678", "正しくありません"),
        ("110", "正しくありません"),
        ("03-1234-567", "正しくありません"),
        ("03-1234-56789", "正しくありません"),
        ("090-1234-567", "正しくありません"),
        ("00-1234-5678", "正しくありません"),
        ("+1 650 253 0000", "正しくありません"),
        ("---", "正しくありません"),
        ("0" * 190, "正しくありません"),
    ],
)
def test_refusals_say_what_is_wrong(text: str, sentence: str) -> None:
    with pytest.raises(BadPhoneNumber, match=sentence):
        parse_phone(text)


@given(st.from_regex(r"0[1-9]0?[0-9]{8}", fullmatch=True) | st.text(max_size=30))
@steady
def test_what_is_accepted_reads_the_same_again(text: str) -> None:
    number, sentence = read_or_refused(parse_phone, text, BadPhoneNumber)
    if number is None:
        assert sentence.endswith("。")
    else:
        assert parse_phone(str(number)) == number
        assert parse_phone(number.international).national == number.national
