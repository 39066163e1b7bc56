"""Amounts of money in whole yen.

The yen has had no smaller unit since 1953-12-31 (小額通貨の整理及び支払金の端数計算に関する法律), so an
amount is an integer and rounding is always a decision of the caller
(国等の債権債務等の金額の端数計算に関する法律 for public claims).
"""

import re
from dataclasses import dataclass
from typing import Literal, Self, overload

from yakuba.kernel.values.bad_value import BadValue
from yakuba.kernel.values.japanese_text import half_width

_DIGITS = 15
_AMOUNT = re.compile(r"(?P<minus>[-▲△])?[¥\\]?(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)円?")


class BadAmount(BadValue):
    """The text is not an amount in whole yen, or the amount is not allowed here."""


@dataclass(frozen=True, slots=True, order=True)
class Yen:
    """An amount in yen. Adds to and subtracts from Yen, multiplies by int; floats never touch it."""

    amount: int

    def __post_init__(self) -> None:
        if type(self.amount) is not int:
            raise TypeError(f"yen are whole numbers, not {type(self.amount).__name__}")

    @classmethod
    def parse(cls, text: str, *, negative: Literal["refuse", "allow"] = "refuse") -> Self:
        """Read `1234`, `1,234円`, `￥１，２３４`, `▲500` (where negative="allow"); up to 15 digits.

        Refuses decimals, commas that do not separate thousands, 万 and other words, and anything else.
        """
        match = _AMOUNT.fullmatch(half_width(text))
        if match is None:
            raise BadAmount("金額は「1,234」や「1234円」のように、数字で入力してください。")
        digits = match["digits"].replace(",", "").lstrip("0") or "0"
        if len(digits) > _DIGITS:
            raise BadAmount("金額のけた数が多すぎます。もう一度確かめてください。")
        yen = cls(-int(digits) if match["minus"] else int(digits))
        return yen if negative == "allow" else yen.not_negative()

    def not_negative(self) -> Self:
        """Return the amount itself; refuse an amount below zero."""
        if self.amount < 0:
            raise BadAmount("金額は0円以上で入力してください。")
        return self

    def __str__(self) -> str:
        return f"{self.amount:,}円"

    def __int__(self) -> int:
        return self.amount

    def __neg__(self) -> "Yen":
        return Yen(-self.amount)

    def __abs__(self) -> "Yen":
        return Yen(abs(self.amount))

    def __add__(self, other: "Yen") -> "Yen":
        if not isinstance(other, Yen):
            return NotImplemented
        return Yen(self.amount + other.amount)

    def __radd__(self, other: int) -> "Yen":
        """Let `sum()` begin with its 0; no other bare number is an amount."""
        return self if type(other) is int and other == 0 else NotImplemented

    def __sub__(self, other: "Yen") -> "Yen":
        if not isinstance(other, Yen):
            return NotImplemented
        return Yen(self.amount - other.amount)

    def __mul__(self, times: int) -> "Yen":
        if type(times) is not int:
            return NotImplemented
        return Yen(self.amount * times)

    __rmul__ = __mul__

    @overload
    def __floordiv__(self, by: int) -> "Yen": ...
    @overload
    def __floordiv__(self, by: "Yen") -> int: ...
    def __floordiv__(self, by: "int | Yen") -> "Yen | int":
        """Share by an int (yen, rounded down), or count how often an amount goes into this one."""
        if isinstance(by, Yen):
            return self.amount // by.amount
        return Yen(self.amount // by) if type(by) is int else NotImplemented

    def __mod__(self, by: "int | Yen") -> "Yen":
        """What `//` leaves over."""
        if isinstance(by, Yen):
            return Yen(self.amount % by.amount)
        return Yen(self.amount % by) if type(by) is int else NotImplemented
