"""Finding 個人番号 in free text. All numbers here are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.jp import cn

from yakuba.kernel.tests.values.steady import steady
from yakuba.kernel.values.fiscal_year import FiscalYear
from yakuba.kernel.values.my_number import contains_my_number
from yakuba.kernel.values.receipt_number import issue

VALID = "123456789018"
eleven = st.text("0123456789", min_size=11, max_size=11)
words = st.text(
    st.characters(exclude_categories=("Nd", "Nl", "No", "Cs", "Cf"), exclude_characters="+"), max_size=8
)


def check_digit(digits: str) -> str:
    """平成26年総務省令85号5条, word for word: n counts from the right, Q is n+1 up to 6, then n-5."""
    total = sum(
        int(digit) * (n + 1 if n <= 6 else n - 5) for n, digit in enumerate(reversed(digits), start=1)
    )
    rest = total % 11
    return "0" if rest <= 1 else str(11 - rest)


def test_the_sample() -> None:
    assert check_digit(VALID[:11]) == VALID[11]


@given(eleven, words, words)
@steady
def test_found_in_one_piece(digits: str, before: str, after: str) -> None:
    assert contains_my_number(f"{before}{digits}{check_digit(digits)}{after}")


@given(eleven, st.sampled_from("0123456789"))
@steady
def test_found_only_with_its_check_digit(digits: str, last: str) -> None:
    assert contains_my_number(f"番号は{digits}{last}です") is (last == check_digit(digits))


@pytest.mark.parametrize(
    "text",
    [
        "1234-5678-9018",
        "1234 5678 9018",
        "１２３４　５６７８　９０１８",
        "１２３４ー５６７８ー９０１８",
        "1234−5678‐9018",
        "1234 - 5678 - 9018",
        "123-456-789-018",
        "123456 789018",
        "1 2 3 4 5 6 7 8 9 0 1 8",
        "12 34 56 78 90 18",
        "1234\u200b5678\u200b9018",
        "123456789018 0312345678",
        "1111 2222 3333 1234 5678 9018",
        "私のマイナンバーは123456789018です。",
        "No123456789018",
        "2 1234 5678 9018",
        "1 1234-5678-9018",
    ],
)
def test_found_however_it_is_written(text: str) -> None:
    assert contains_my_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123456789017",
        "1234-5678-9017",
        "12345678901",
        "1123456789018",
        "1234567890181",
        "123,456,789,018円",
        "123456789.018",
        "03-1234-5678",
        "090-1234-5678",
        "+81 90-1234-5678",
        "2026-04-01 12:34:56",
        "12-3456-7890-18",
        "1234\n5678\n9018",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not contains_my_number(text)


@given(st.text("0123456789", min_size=12, max_size=12))
@steady
def test_a_corporate_number_is_not_one(digits: str) -> None:
    number = cn.calc_check_digit(digits) + digits
    assert not contains_my_number(number)
    assert not contains_my_number(f"Ｔ{number}")
    for gap in ("-", " ", "ー"):
        assert not contains_my_number(gap.join((number[0], number[1:5], number[5:9], number[9:])))


@given(st.text("0123456789", min_size=8, max_size=9))
@steady
def test_a_telephone_number_with_its_country_is_not_one(digits: str) -> None:
    assert not contains_my_number(f"+819{digits}")
    assert not contains_my_number(f"090-{digits[:4]}-{digits[4:8]}")


@given(st.integers(min_value=0, max_value=2**35 - 1))
@steady
def test_a_receipt_number_is_not_one(bits: int) -> None:
    assert not contains_my_number(f"受付番号 {issue('T', FiscalYear(2026), lambda _: bits)}")
