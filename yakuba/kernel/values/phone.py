"""Telephone numbers of the Japanese numbering plan (電気通信番号規則), with an extension where given."""

import re
from dataclasses import dataclass

import phonenumbers

from yakuba.kernel.values.bad_value import BadValue
from yakuba.kernel.values.japanese_text import half_width

_COUNTRY = 81
_WHOLE = re.compile(
    r"(?P<number>\+?[0-9().-]+?)(?:[(、,;]?(?:内線(?:番号)?|内|EXT\.?|X|#)\)?[:.]?(?P<extension>[0-9]{1,8})\)?)?"
)


class BadPhoneNumber(BadValue):
    """The text is no telephone number that can be called in Japan."""


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number in national form, `03-1234-5678`, and an extension's digits (empty where there is none)."""

    national: str
    extension: str = ""

    @property
    def international(self) -> str:
        """E.164, as a switchboard dials it: `+81312345678`; without the extension."""
        return f"+{_COUNTRY}{self.national.replace('-', '')[1:]}"

    def __str__(self) -> str:
        return f"{self.national} 内線{self.extension}" if self.extension else self.national


def parse_phone(text: str) -> PhoneNumber:
    """Read `0312345678`, `０３（１２３４）５６７８`, `+81 3-1234-5678`, `03-1234-5678 内線 123`.

    Refuses foreign numbers, short codes (110), numbers no Japanese carrier may hand out, and anything with letters.
    """
    match = _WHOLE.fullmatch(half_width(text).upper())
    if match is None:
        raise BadPhoneNumber("電話番号は「03-1234-5678」のように、数字で入力してください。")
    number = _parsed(match["number"])
    if number is None or number.country_code != _COUNTRY or not phonenumbers.is_valid_number(number):
        raise BadPhoneNumber("日本の電話番号として正しくありません。市外局番から、もう一度確かめてください。")
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return PhoneNumber(national, match["extension"] or "")


def _parsed(number: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(number, "JP")
    except phonenumbers.NumberParseException:
        return None
