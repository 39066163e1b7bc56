"""Yen: whole numbers only, read and written as people do."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.kernel.tests.values.steady import steady
from yakuba.kernel.values.money import BadAmount, Yen

amounts = st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", 0),
        ("1234", 1234),
        ("1,234円", 1234),
        ("￥１，２３４", 1234),
        ("¥ 1,234,567", 1234567),
        ("  ３００ 円 ", 300),
        ("007", 7),
        ("999,999,999,999,999", 999_999_999_999_999),
    ],
)
def test_amounts_are_read(text: str, amount: int) -> None:
    assert Yen.parse(text) == Yen(amount)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "円",
        "1.5",
        "1,5",
        "12,34",
        "1,2345",
        "3万円",
        "千円",
        "1e3",
        "0x10",
        "1 円 2",
        "+5",
        "-",
        "１／２",
        "٣",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadAmount, match="数字で入力してください"):
        Yen.parse(text)


def test_too_many_digits_are_refused() -> None:
    with pytest.raises(BadAmount, match="けた数"):
        Yen.parse("1000000000000000")
    with pytest.raises(BadAmount):
        Yen.parse("1" * 5000)


@pytest.mark.parametrize("text", ["-500", "−500円", "▲５００", "△500", "-¥500"])
def test_negative_amounts_are_read_only_where_allowed(text: str) -> None:
    assert Yen.parse(text, negative="allow") == Yen(-500)
    with pytest.raises(BadAmount, match="0円以上"):
        Yen.parse(text)


def test_negative_amounts_are_refused_where_asked() -> None:
    assert Yen(0).not_negative() == Yen(0)
    with pytest.raises(BadAmount):
        Yen(-1).not_negative()


def test_written_with_commas() -> None:
    assert str(Yen(1234)) == "1,234円"
    assert f"{Yen(0)}" == "0円"
    assert str(Yen(-1234567)) == "-1,234,567円"
    assert int(Yen(5)) == 5


@given(amounts)
@steady
def test_what_is_written_is_read_back(amount: int) -> None:
    assert Yen.parse(str(Yen(amount)), negative="allow") == Yen(amount)


@given(amounts, amounts, st.integers(min_value=-1000, max_value=1000).filter(bool))
@steady
def test_arithmetic_is_that_of_whole_numbers(a: int, b: int, n: int) -> None:
    assert Yen(a) + Yen(b) == Yen(a + b)
    assert Yen(a) - Yen(b) == Yen(a - b)
    assert Yen(a) * n == n * Yen(a) == Yen(a * n)
    assert (Yen(a) // n) * n + Yen(a) % n == Yen(a)
    assert -Yen(a) + Yen(a) == Yen(0)
    assert abs(Yen(a)) == Yen(abs(a))
    assert (Yen(a) < Yen(b)) == (a < b)
    if b:
        assert Yen(b) * (Yen(a) // Yen(b)) + Yen(a) % Yen(b) == Yen(a)


def test_sums() -> None:
    assert sum([Yen(1), Yen(2)]) == Yen(3)
    assert sum([], Yen(0)) == Yen(0)


@pytest.mark.parametrize("wrong", [1.0, Decimal(1), True, "1", None])
def test_only_int_makes_yen(wrong: Any) -> None:
    with pytest.raises(TypeError):
        Yen(wrong)


@pytest.mark.parametrize("other", [1.5, Decimal(1), True, "1", None])
def test_nothing_but_yen_and_int_takes_part(other: Any) -> None:
    calculations: list[Callable[[], object]] = [
        lambda: Yen(1) + other,
        lambda: other + Yen(1),
        lambda: Yen(1) - other,
        lambda: Yen(1) * other,
        lambda: Yen(1) // other,
        lambda: Yen(1) % other,
        lambda: Yen(1) < other,
    ]
    for calculate in calculations:
        with pytest.raises(TypeError):
            calculate()


def test_a_bare_number_is_not_an_amount() -> None:
    bare: Any = 1
    with pytest.raises(TypeError):
        Yen(1) + bare
    with pytest.raises(TypeError):
        bare + Yen(1)
    assert Yen(1) != bare
