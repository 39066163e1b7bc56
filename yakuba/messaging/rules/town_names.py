"""Names of 町丁目 in every language of the pages, and the one that somebody means by what they typed.

「池袋本町三丁目」 is 「池袋本町（いけぶくろほんちょう） 3丁目（ちょうめ）」 in やさしい日本語 and "Ikebukuro-honcho 3-chome" in
English; readings and romaji stand in the ward pack.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_CHOME = re.compile(r"([一二三四五六七八九十]+)丁目$")
_TYPED = re.compile(
    r"(?P<town>.+?)(?P<number>[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:丁目|ちょうめ|chome)?$"
)
_GAPS = re.compile(r"[\s・、,.\-‐－–のー]+")
_GA = re.compile(r"(?<=[\u4e00-\u9fff])[けゖ](?=[\u4e00-\u9fff])")
"""雑司ヶ谷 is 雑司が谷, however its middle is written."""
_DIGITS = "一二三四五六七八九"
_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
LONGEST = 60


@dataclass(frozen=True, slots=True)
class TownName:
    """A town in kanji, hiragana and romaji; the latter "" where the ward pack does not know them."""

    name: str
    kana: str = ""
    roman: str = ""

    def said(self, language: str) -> str:
        """Its name in a language of the pages."""
        if language == "ja-easy" and self.kana:
            return f"{self.name}（{self.kana}）"
        return self.roman if language == "en" and self.roman else self.name


def parted(name: str) -> tuple[str, int]:
    """The town of a 町丁目 and the number of its 丁目; 0 where it has none."""
    found = _CHOME.search(name)
    return (name[: found.start()], _number(found[1])) if found else (name, 0)


def chome_said(name: str, town: TownName, language: str) -> str:
    """A 町丁目 in a language of the pages."""
    number = parted(name)[1]
    if language == "ja" or not number or not (town.roman if language == "en" else town.kana):
        return name if language == "ja" or number else town.said(language)
    return f"{town.said(language)} {part_said(name, language)}"


def part_said(name: str, language: str) -> str:
    """A 町丁目 beside the others of its town: its 丁目 alone; in Japanese its whole name."""
    number = parted(name)[1]
    if language == "ja" or not number:
        return name
    return f"{number}-chome" if language == "en" else f"{number}丁目（ちょうめ）"


def by_any_name(chome: Iterable[tuple[int, str, TownName]]) -> Mapping[tuple[str, int], int]:
    """Town as `_plain` makes it (kanji, kana or romaji) and number of the 丁目 → number of the 町丁目."""
    found = {}
    for number, name, town in chome:
        for spelling in (town.name, town.kana, town.roman):
            if spelling:
                found[_plain(spelling), parted(name)[1]] = number
    return found


def meant(words: str, known: Mapping[tuple[str, int], int]) -> int | None:
    """The 町丁目 that somebody typed, in whatever writing; None where it is none of these."""
    typed = _plain(words[:LONGEST])
    if (typed, 0) in known:
        return known[typed, 0]
    found = _TYPED.fullmatch(typed)
    return known.get((found["town"], _number(found["number"]))) if found else None


def _plain(words: str) -> str:
    text = unicodedata.normalize("NFKC", words).casefold().translate(_TO_HIRAGANA)
    return _GA.sub("が", _GAPS.sub("", text))


def _number(text: str) -> int:
    """A number in digits, or in kanji up to 99."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    low = _DIGITS.find(ones) + 1 if ones else 0
    return low + ((_DIGITS.find(tens) + 1 if tens else 1) * 10 if ten else 0)
