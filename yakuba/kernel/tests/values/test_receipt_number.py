"""Receipt numbers: readable, unguessable, and every slip noticed."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.kernel.tests.values.steady import read_or_refused, steady
from yakuba.kernel.values.fiscal_year import FiscalYear
from yakuba.kernel.values.receipt_number import (
    ALPHABET,
    RANDOM_BITS,
    BadReceiptNumber,
    ReceiptNumber,
    _remainder,
    issue,
    parse,
)

YEAR = FiscalYear(2026)
LETTERS = "".join(letter for letter in ALPHABET if letter.isalpha())

numbers = st.builds(
    lambda prefix, year, bits: issue(prefix, FiscalYear(year), lambda _: bits),
    st.text(LETTERS, min_size=1, max_size=3),
    st.integers(min_value=2000, max_value=2099),
    st.integers(min_value=0, max_value=2**RANDOM_BITS - 1),
)


def refused(text: str) -> bool:
    return read_or_refused(parse, text, BadReceiptNumber)[1].endswith("。")


def test_its_form() -> None:
    assert str(issue("T", YEAR, lambda _: 0)) == "T26-0000-000W"
    assert str(issue("T", YEAR, lambda bits: 2**bits - 1)).startswith("T26-ZZZZ-ZZZ")
    assert str(issue("SH", FiscalYear(2009), lambda _: 1)).startswith("SH09-0000-001")


def test_the_alphabet_has_no_look_alikes() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)


def test_at_least_35_bits_are_asked_of_the_system() -> None:
    asked: list[int] = []

    def randomness(bits: int) -> int:
        asked.append(bits)
        return 12345678901

    issue("T", YEAR, randomness)
    assert asked == [RANDOM_BITS]
    assert RANDOM_BITS >= 35


@given(st.sets(st.integers(min_value=0, max_value=2**RANDOM_BITS - 1), min_size=2, max_size=2))
@steady
def test_no_bit_is_lost(bits: set[int]) -> None:
    assert len({str(issue("T", YEAR, lambda _, value=value: value)) for value in bits}) == 2  # type: ignore[misc]


def test_numbers_differ_by_default() -> None:
    assert len({str(issue("T", YEAR)) for _ in range(1000)}) == 1000


@given(numbers)
@steady
def test_read_back_however_it_is_typed(number: ReceiptNumber) -> None:
    written = str(number)
    full_width = "".join(chr(ord(letter) + 0xFEE0) for letter in written)
    for text in (
        written,
        written.lower(),
        written.replace("-", ""),
        written.replace("-", " "),
        written.replace("-", "ー"),
        written.replace("-", "‐"),
        f"  {full_width}　\n",
        " ".join(written),
        written.replace("0", "O"),
        written.replace("0", "o").replace("1", "l"),
        written.replace("1", "I"),
    ):
        assert parse(text) == number
    assert str(parse(written)) == written


@given(numbers, numbers)
@steady
def test_the_check_is_linear(a: ReceiptNumber, b: ReceiptNumber) -> None:
    """So a slip is noticed or not whatever the number: what the next two tests find for one holds for all."""
    left, right = (str(number).replace("-", "")[-11:] for number in (a, b))
    both = "".join(ALPHABET[ALPHABET.index(x) ^ ALPHABET.index(y)] for x, y in zip(left, right, strict=True))
    assert _remainder(both) == _remainder(left) ^ _remainder(right)


@pytest.mark.parametrize("length", [11, 12, 13])
def test_every_possible_single_error_leaves_a_remainder(length: int) -> None:
    for place in range(length):
        for wrong in ALPHABET[1:]:
            assert _remainder("0" * place + wrong + "0" * (length - place - 1)) != 0


@pytest.mark.parametrize("length", [11, 12, 13])
def test_every_possible_exchange_of_two_characters_leaves_a_remainder(length: int) -> None:
    """Exchanging x and y changes both places by the same x XOR y."""
    for places in combinations(range(length), 2):
        for change in ALPHABET[1:]:
            assert _remainder("".join(change if n in places else "0" for n in range(length))) != 0


@pytest.mark.parametrize("number", ["T26-0000-000W", str(issue("SHK", YEAR, lambda _: 0x5A5A5A5A5))])
def test_every_slip_in_one_number_is_refused(number: str) -> None:
    plain = number.replace("-", "")
    for place, right in enumerate(plain):
        assert refused(plain[:place] + plain[place + 1 :])
        for wrong in set(ALPHABET) - {right}:
            assert refused(plain[:place] + wrong + plain[place + 1 :])
    for a, b in combinations(range(len(plain)), 2):
        letters = list(plain)
        letters[a], letters[b] = letters[b], letters[a]
        assert letters == list(plain) or refused("".join(letters))


@given(numbers, st.data())
@steady
def test_slips_in_any_number_are_refused(number: ReceiptNumber, data: st.DataObject) -> None:
    plain = str(number).replace("-", "")
    place = data.draw(st.integers(min_value=0, max_value=len(plain) - 2))
    wrong = data.draw(st.sampled_from(sorted(set(ALPHABET) - {plain[place]})))
    assert refused(plain[:place] + wrong + plain[place + 1 :])
    swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    assert swapped == plain or refused(swapped)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "抜けや余分"),
        ("T26-0000-00", "抜けや余分"),
        ("T26-0000-000W-0", "抜けや余分"),
        ("26-0000-000W", "抜けや余分"),
        ("T26-0000-000X", "書きまちがい"),
        ("T26-0000-00あW", "「あ」という文字は使われません"),
        ("T26-0000-00UW", "「U」という文字は使われません"),
        ("T" * 300, "抜けや余分"),
        ("%s%(x)d", "「%」という文字"),
    ],
)
def test_refusals_say_what_is_wrong(text: str, sentence: str) -> None:
    with pytest.raises(BadReceiptNumber, match=sentence):
        parse(text)


@given(st.text(max_size=40))
@steady
def test_no_text_breaks_the_reader(text: str) -> None:
    assert refused(text)


@pytest.mark.parametrize(
    ("prefix", "year", "body"),
    [
        ("", 2026, "0000000"),
        ("ABCD", 2026, "0000000"),
        ("t", 2026, "0000000"),
        ("O", 2026, "0000000"),
        ("1", 2026, "0000000"),
        ("T", 1999, "0000000"),
        ("T", 2100, "0000000"),
        ("T", 2026, "000000"),
        ("T", 2026, "000000U"),
    ],
)
def test_a_malformed_number_cannot_be_made(prefix: str, year: int, body: str) -> None:
    with pytest.raises(ValueError, match="no receipt number"):
        ReceiptNumber(prefix, FiscalYear(year), body)
