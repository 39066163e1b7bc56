"""Japanese text: kept exactly as written, compared by keys.

Stored names are never normalised (々, ー, IVS and MJ characters survive); only the keys made here are, and
only for searching and sorting. The list of variant characters is provisional: the `characters` office knows
all of them and will make keys for names; this one serves searching until then.
"""

import re
import unicodedata

from yakuba.kernel.values.bad_value import BadValue

# Whatever people type for a hyphen or a long-vowel mark: hyphens, dashes, minus, rules, ー; not the wave 〜.
HYPHENS = "-\u02d7\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2500\u2501\u30fc\ufe58\ufe63\uff0d\uff70"

# 旧字・異体字, folded for searching only: first the form searched for, then those that count as the same.
_VARIANTS = """
辺邊邉 高髙 崎﨑嵜碕 斉齋齊斎 沢澤 浜濱濵 広廣 国國 吉𠮷 島嶋嶌 桜櫻 恵惠 徳德 竜龍 瀬瀨 条條 真眞
栄榮 会會 円圓 与與 宝寶寳 豊豐 静靜 学學 実實 児兒 万萬 蔵藏 曽曾 桧檜 桑桒 柳栁 館舘 富冨 峰峯
岳嶽 関關 鉄鐵 青靑 清淸 黒黑 横橫 増增 緒緖 礼禮 弥彌 寿壽 鴎鷗 衛衞 応應 奥奧 蛍螢 剣劍 県縣 号號
仏佛 遥遙 槙槇 尭堯 穣穰 亜亞 凛凜 滝瀧 塩鹽 昇曻 薮藪 渕淵渊 彦彥 晋晉 巌巖 権權 歓歡 経經 継繼
従從 縦縱 将將 譲讓 慎愼 尽盡 瑶瑤
"""

_LONGEST_VALUE = 200
_TO_HYPHEN = str.maketrans(dict.fromkeys(HYPHENS, "-"))
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]"
)
_BREAKS_IN_LINES = "\t\n\r\u2028\u2029"
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17)
)
_REFUSED = (
    ("\ud800-\udfff", "文字として成り立たないデータ（壊れた文字）"),
    (_NONCHARACTERS, "文字として使われない符号"),
    ("\u202a-\u202e\u2066-\u2069", "文字の並ぶ向きを変える、見えない記号"),
    ("\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f", "目に見えない制御文字"),
)
_REFUSED_IN_TEXT = re.compile(f"[{''.join(span for span, _ in _REFUSED)}]|\r(?!\n)")
_REFUSED_IN_LINES = re.compile(f"[{''.join(span for span, _ in _REFUSED)}{_BREAKS_IN_LINES}]")


def _folding() -> dict[int, str]:
    table = {katakana: chr(katakana - 0x60) for katakana in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}
    table |= {ord("ヵ"): "か", ord("ヶ"): "け", ord("ゕ"): "か", ord("ゖ"): "け"}
    table |= {ord(hyphen): "-" for hyphen in HYPHENS}
    for same in _VARIANTS.split():
        table |= {ord(variant): same[0] for variant in same[1:]}
    return table


_FOLDING = _folding()
_SMALL_KANA = str.maketrans("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ")
_VOWELS = {
    kana: vowel
    for vowel, row in {
        "あ": "あかがさざただなはばぱまやらわ",
        "い": "いきぎしじちぢにひびぴみりゐ",
        "う": "うくぐすずつづぬふぶぷむゆるゔ",
        "え": "えけげせぜてでねへべぺめれゑ",
        "お": "おこごそぞとどのほぼぽもよろを",
    }.items()
    for kana in row
}
_EXTENSION = re.compile(r"(内線|内|ext|x|#).*", re.IGNORECASE | re.DOTALL)


class BadText(BadValue):
    """The text holds something no form, letter or database should carry."""


def half_width(text: str) -> str:
    """A short typed value (a date, an amount, a number) in half-width letters, `-` for every hyphen, no spaces.

    For reading only. Over 200 characters nothing short was typed: the answer is empty, which no reader accepts.
    """
    if len(text) > _LONGEST_VALUE:
        return ""
    return "".join(unicodedata.normalize("NFKC", text).split()).translate(_TO_HYPHEN)


def lookup_key(text: str) -> str:
    """The key under which a text is searched: equal keys, same text for a person looking for it.

    Width, case, hiragana and katakana, hyphens and long-vowel marks, spaces, variation selectors and a small
    set of old characters (渡邊・渡邉・渡辺) make no difference; 々 is written out. Never stored in place of
    the text, never shown. Idempotent.
    """
    key = _normal(text)
    while (again := _normal(key)) != key:
        key = again
    return key


def kana_key(text: str) -> str:
    """The key of a reading (フリガナ), for searching and sorting: hiragana only in one size, ー written as
    its vowel.

    `オーノ ショウタ`, `ｵｵﾉｼﾖｳﾀ` and `おおのしょうた` are one key; voiced sounds stay voiced.
    """
    letters: list[str] = []
    for letter in lookup_key(text).translate(_SMALL_KANA):
        if letter == "-":
            letter = _VOWELS.get(letters[-1], "") if letters else ""
        if letter and letter not in "・.,'":
            letters.append(letter)
    return "".join(letters)


def phone_key(text: str) -> str:
    """The digits of a telephone number, for searching: +81 becomes 0, an extension (内線) is left out.

    Takes parts of numbers too (`1234`); refuses nothing.
    """
    plain = _EXTENSION.sub("", unicodedata.normalize("NFKC", text)).strip()
    digits = "".join(letter for letter in plain if letter in "0123456789")
    if plain.startswith("+81"):
        return "0" + digits.removeprefix("81").removeprefix("0")
    return digits


def clean_line(text: str) -> str:
    """Return a one-line text unchanged; refuse what `clean_text` refuses, and tabs and line breaks too."""
    return _clean(text, _REFUSED_IN_LINES)


def clean_text(text: str) -> str:
    """Return a text of several lines exactly unchanged (IVS, 々, ー, joiners and line breaks survive).

    Refuses with `BadText`: NUL and other C0 and C1 controls (but tab, LF and CR LF), lone surrogates, marks
    that override or isolate the writing direction (U+202A–202E, U+2066–2069), and noncharacters.
    """
    return _clean(text, _REFUSED_IN_TEXT)


def grapheme_length(text: str) -> int:
    """How many characters a person counts: a base with its marks, selectors and joined emoji is one.

    A working subset of UAX #29 for text in use here; not for Hangul jamo or Indic clusters.
    """
    count = 0
    previous = ""
    flag_half = False
    for letter in text:
        flag = "\U0001f1e6" <= letter <= "\U0001f1ff"
        if not previous or not (_continues(previous, letter) or (flag and flag_half)):
            count += 1
            flag_half = flag
        else:
            flag_half = False
        previous = letter
    return count


def _normal(text: str) -> str:
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
    plain = "".join(unicodedata.normalize("NFKC", plain).split()).translate(_FOLDING)
    return re.sub(r"([^々])(々+)", lambda run: run[1] * (1 + len(run[2])), plain)


def _clean(text: str, refused: re.Pattern[str]) -> str:
    found = refused.search(text)
    if found is None:
        return text
    kinds = (kind for span, kind in _REFUSED if re.match(f"[{span}]", found[0]))
    kind = next(kinds, "改行やタブ" if refused is _REFUSED_IN_LINES else "ふつうの改行ではない改行")
    raise BadText(
        "%(place)s文字目に、%(kind)sがあります。その部分を消して、入力し直してください。",
        place=grapheme_length(text[: found.start()]) + 1,
        kind=kind,
    )


def _continues(previous: str, letter: str) -> bool:
    if letter < "\u0300":
        return previous == "\r" and letter == "\n"
    if previous == "\u200d":
        return unicodedata.category(letter) == "So"
    return (
        unicodedata.category(letter) in ("Mn", "Mc", "Me")
        or letter in "\u200d\uff9e\uff9f"
        or "\U0001f3fb" <= letter <= "\U0001f3ff"
        or "\U000e0020" <= letter <= "\U000e007f"
    )
