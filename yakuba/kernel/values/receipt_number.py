"""Receipt numbers people can read aloud, copy by hand and not guess: `T26-4K7P-3XQ9`.

Prefix (which office's book), two figures of the fiscal year, seven random characters (35 bits), one check
character. The alphabet is Crockford's base 32: no I, L, O, U. The check character makes the number a code
word over the field of 32 elements: characters are multiplied by distinct powers of a generator, so every
single wrong character and every exchange of two characters, adjacent or not, is noticed. (ISO 7064 MOD 37,36
misses some.)
"""

import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from yakuba.kernel.values.bad_value import BadValue
from yakuba.kernel.values.fiscal_year import FiscalYear
from yakuba.kernel.values.japanese_text import half_width

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_BITS = 35

_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
_BODY = RANDOM_BITS // 5
PREFIX = re.compile(r"[A-HJKMNP-TV-Z]{1,3}")
_WHOLE = re.compile(rf"(?P<prefix>{PREFIX.pattern})(?P<year>[0-9]{{2}})(?P<body>.{{{_BODY}}})(?P<check>.)")
_FOLD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, "_": None, ".": None})


class BadReceiptNumber(BadValue):
    """The text is no receipt number, or one with a slip in it."""


@dataclass(frozen=True, slots=True)
class ReceiptNumber:
    """A receipt number that is right in itself; whether it was ever issued only its book knows."""

    prefix: str
    year: FiscalYear
    body: str

    def __post_init__(self) -> None:
        if not PREFIX.fullmatch(self.prefix) or not 2000 <= self.year.year < 2100:
            raise ValueError(f"no receipt number: {self.prefix!r} {self.year.year}")
        if len(self.body) != _BODY or not set(self.body) <= _VALUE.keys():
            raise ValueError("no receipt number: the random part is malformed")

    @property
    def check(self) -> str:
        """The check character over everything before it."""
        return ALPHABET[_double(_remainder(self.prefix + self.year.two_digits + self.body))]

    def __str__(self) -> str:
        tail = self.body + self.check
        return f"{self.prefix}{self.year.two_digits}-{tail[:4]}-{tail[4:]}"


def issue(
    prefix: str, year: FiscalYear, randomness: Callable[[int], int] = secrets.randbits
) -> ReceiptNumber:
    """Make a new number: prefix of 1–3 letters of the alphabet, fiscal year 2000–2099.

    `randomness(k)` gives k random bits as an int; only tests pass anything but the default. Two numbers may
    meet (35 bits): the caller stores them under a unique constraint and asks again.
    """
    bits = randomness(RANDOM_BITS)
    body = "".join(ALPHABET[bits >> shift & 31] for shift in range(RANDOM_BITS - 5, -1, -5))
    return ReceiptNumber(prefix, year, body)


def parse(text: str) -> ReceiptNumber:
    """Read a number as people type it: lower case, full-width, spaces, hyphens or none, O for 0, I or L for
    1.

    Refuses characters the numbers never use, a wrong length, and every number whose check character
    disagrees.
    """
    plain = half_width(text).upper().translate(_FOLD)
    strange = next((letter for letter in plain if letter not in _VALUE), None)
    if strange is not None:
        raise BadReceiptNumber(
            "受付番号には「%(letter)s」という文字は使われません。控えをご確認ください。", letter=strange
        )
    match = _WHOLE.fullmatch(plain)
    if match is None:
        raise BadReceiptNumber(
            "受付番号は「T26-4K7P-3XQ9」のような形です。文字の抜けや余分がないか、ご確認ください。"
        )
    if _remainder(plain) != 0:
        raise BadReceiptNumber(
            "受付番号に書きまちがいがあるようです。控えと見くらべて、もう一度入力してください。"
        )
    return ReceiptNumber(match["prefix"], FiscalYear(2000 + int(match["year"])), match["body"])


def _remainder(letters: Iterable[str]) -> int:
    """The characters as coefficients of a polynomial over GF(32), evaluated at the generator x (Horner)."""
    total = 0
    for letter in letters:
        total = _double(total) ^ _VALUE[letter]
    return total


def _double(element: int) -> int:
    """Multiply by x in GF(2)[x] / (x⁵ + x² + 1), a primitive polynomial."""
    return element << 1 ^ (0b100101 if element & 0b10000 else 0)
