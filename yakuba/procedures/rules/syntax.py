"""TOML syntax errors, said in Japanese, several at a time."""

import re
import tomllib
from typing import Any

from yakuba.procedures.rules.mistakes import Mistake

MAX_SYNTAX_MISTAKES = 20

_PLACE = re.compile(r" \(at (?:line ([0-9]+), column [0-9]+|end of document)\)$")
_SENTENCES = (
    ("Cannot overwrite a value", "同じ名前が二度書かれています。"),
    ("Cannot declare", "同じ見出し（[ ] の行）が二度あるか、前の書き方と合いません。"),
    ("Cannot mutate immutable namespace", "{ } や [ ] で書き終えたものに、あとから足すことはできません。"),
    ("Cannot redefine namespace", "同じ見出しの内容が二度書かれています。"),
    ("Duplicate inline table key", "{ } の中で、同じ名前が二度書かれています。"),
    ("Invalid date or datetime", "この日付はありません。2026-04-01 のように書いてください。"),
    ("Expected '=' after a key", "名前のあとに「=」がありません（半角で書きます）。"),
    ("Expected ']' at the end of a table", "見出しの「]」が閉じていません。"),
    ("Expected ']]' at the end of an array", "見出しの「]]」が閉じていません。"),
    ("Expected newline or end of document", "値のあとに余分な文字があります。文は \" で囲み、一行に一つだけ書いてください。"),
    ("Unterminated string", "文字を囲む引用符が閉じていません。"),
    ("Expected \"'''\"", "文字を囲む ''' が閉じていません。"),
    ("Expected '\"\"\"'", "文字を囲む \"\"\" が閉じていません。"),
    ("Expected \"'\"", "文字を囲む ' が閉じていません。"),
    ("Unclosed array", "「[」が閉じていないか、「,」が抜けています。"),
    ("Unclosed inline table", "「{」が閉じていないか、「,」が抜けています（{ } は一行の中で閉じます）。"),
    ("Illegal character", "改行など、ここでは使えない文字があります。文は一行の中で \" を閉じてください。"),
    ("Found invalid character", "ここでは使えない文字があります。"),
    ("Unescaped '\\' in a string", "「\\」の使い方が正しくありません。「\\\\」と書くか、' で囲んでください。"),
    ("Invalid hex value", "「\\u」のあとの文字が正しくありません。"),
    ("Escaped character is not a Unicode scalar", "「\\u」のあとの文字が正しくありません。"),
    ("Invalid initial character for a key part", "名前が正しくありません。名前は半角の英数字と _ で書きます。"),
    ("Invalid value", "値が正しくありません。文は \" で囲み、数は半角で書いてください。"),
    ("Invalid statement", "この行は読み取れません。「名前 = 値」の形で、名前は半角で書いてください。"),
)  # fmt: skip


def read_toml(text: str) -> tuple[dict[str, Any] | None, list[Mistake]]:
    """The tables of a TOML text, and its syntax errors by line.

    `tomllib` stops at the first error; the faulty line is then left out and the rest read again, so that later errors
    are found too. The tables are only whole where there is no error.
    """
    try:
        return tomllib.loads(text), []
    except RecursionError:
        return None, [Mistake(1, "[ ] や { } が深すぎます。", "syntax")]
    except ValueError as error:
        first = _mistake(error, text)
    found = [first]
    lines = text.replace("\r\n", "\n").split("\n")
    while len(found) < MAX_SYNTAX_MISTAKES and 0 < found[-1].line <= len(lines):
        lines[found[-1].line - 1] = ""
        try:
            tomllib.loads("\n".join(lines))
            break
        except (ValueError, RecursionError) as error:
            later = _mistake(error, text)
        if later.line <= found[-1].line or later.line >= len(lines):
            break
        found.append(later)
    return None, found


def _mistake(error: Exception, text: str) -> Mistake:
    message = str(error)
    place = _PLACE.search(message)
    last = text.rstrip().count("\n") + 1
    line = min(int(place[1]), last) if place and place[1] else last
    open_quotes = [quotes for quotes in ('"""', "'''") if text.count(quotes) % 2]
    if open_quotes and "end of document" in message:
        line = text.count("\n", 0, text.rfind(open_quotes[0])) + 1
    sentence = next((japanese for english, japanese in _SENTENCES if message.startswith(english)), "")
    return Mistake(
        line, sentence or "TOML として読み取れません。前後の行の書き方を確かめてください。", "syntax"
    )
