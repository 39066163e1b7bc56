"""What people write on the desk: no control characters, not too long, no マイナンバー (番号法20条)."""

from yakuba.kernel.values.bad_value import BadValue
from yakuba.kernel.values.japanese_text import clean_text
from yakuba.kernel.values.my_number import contains_my_number

LONGEST = 4_000
EMPTY = "内容を入力してください。"
TOO_LONG = "%(longest)s文字までで入力してください。"
MY_NUMBER = "マイナンバー（個人番号）と思われる12けたの数字があります。マイナンバーは書かないでください。"


def checked(text: str, longest: int = LONGEST) -> str:
    """The text without spaces around it, otherwise unchanged.

    Refuses (BadValue): nothing, more than `longest` characters, control characters, a マイナンバー.
    """
    plain = clean_text(text.replace("\r\n", "\n")).strip()
    if not plain:
        raise BadValue(EMPTY)
    if len(plain) > longest:
        raise BadValue(TOO_LONG, longest=longest)
    if contains_my_number(plain):
        raise BadValue(MY_NUMBER)
    return plain


def checked_or_empty(text: str, longest: int = LONGEST) -> str:
    """As `checked`, but nothing at all is fine."""
    return checked(text, longest) if text.strip() else ""
