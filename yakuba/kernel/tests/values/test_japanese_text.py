"""Keys for searching, texts kept as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.kernel.tests.values.steady import read_or_refused, steady
from yakuba.kernel.values.japanese_text import (
    HYPHENS,
    BadText,
    clean_line,
    clean_text,
    grapheme_length,
    half_width,
    kana_key,
    lookup_key,
    phone_key,
)

japanese = st.text(
    st.sampled_from("渡辺邊邉髙高﨑崎々ー-−ｶﾞカがﾊﾟ゛゜ヶヵゝ 　\u200d\ufe00\U000e0100𠮷吉①㈱Ａａß")
    | st.characters(exclude_categories=()),
    max_size=20,
)


@pytest.mark.parametrize(
    "same",
    [
        ("渡辺", "渡邊", "渡邉", "渡 邊", "渡　辺", "渡邉\U000e0100", "渡\ufe00辺"),
        ("高橋", "髙橋"),
        ("山崎", "山﨑", "山嵜"),
        ("斉藤", "齋藤", "齊藤", "斎藤"),
        ("小沢", "小澤"),
        ("浜田", "濱田", "濵田"),
        ("広島", "廣島", "廣嶋"),
        ("国分", "國分"),
        ("吉野家", "𠮷野家"),
        ("佐々木", "佐佐木"),
        ("代々々木", "代代代木"),
        ("サーバー", "ｻｰﾊﾞｰ", "さーばー", "サ−バ−", "サ－バ－", "サ‐バ‐", "サ-バ-"),
        ("ガ", "が", "ｶﾞ", "か\u3099", "か゛"),
        ("Taro Yamada", "ｔａｒｏｙａｍａｄａ", "TAROYAMADA"),
        ("株式会社", "㍿", "株式會社"),
        ("霞ヶ関", "霞ケ関", "霞け関"),
        ("1-2-3", "１−２－３", "1ー2ー3", "①‐②‐③"),
        ("福", "\ufa1b"),
    ],
)
def test_one_key(same: tuple[str, ...]) -> None:
    assert len({lookup_key(text) for text in same}) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [("渡辺", "渡部"), ("は", "ば"), ("は", "ぱ"), ("1-23", "12-3"), ("山田", "山本"), ("つ", "っ")],
)
def test_different_keys(a: str, b: str) -> None:
    assert lookup_key(a) != lookup_key(b)


@given(japanese)
@steady
def test_a_key_is_its_own_key(text: str) -> None:
    key = lookup_key(text)
    assert lookup_key(key) == key
    assert not any(letter.isspace() for letter in key)
    assert kana_key(kana_key(text)) == kana_key(text)


@pytest.mark.parametrize(
    "same",
    [
        ("オオノ ショウタ", "ｵｵﾉ ｼﾖｳﾀ", "おおのしょうた", "オーノショウタ", "オ−ノ・ショウタ"),
        ("カーター", "カアタア"),
        ("キー", "キイ"),
        ("シュー", "シユウ"),
        ("テー", "テエ"),
        ("ヴィクトル", "ゔいくとる"),
        ("マック", "マツク"),
    ],
)
def test_one_reading(same: tuple[str, ...]) -> None:
    assert len({kana_key(text) for text in same}) == 1


def test_voiced_readings_stay_apart() -> None:
    assert kana_key("ハナコ") != kana_key("バナコ")
    assert kana_key("ー") == ""


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("03-1234-5678", "0312345678"),
        ("０３（１２３４）５６７８", "0312345678"),
        ("+81 3-1234-5678", "0312345678"),
        ("+81 (0)3-1234-5678", "0312345678"),
        ("03-1234-5678 内線 12", "0312345678"),
        ("03-1234-5678 ext. 12", "0312345678"),
        ("5678", "5678"),
        ("", ""),
        ("電話なし", ""),
    ],
)
def test_phone_keys(text: str, key: str) -> None:
    assert phone_key(text) == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "渡邉\U000e0100",
        "葛\U000e0101飾区",
        "佐々木ー・ヶ",
        "👨\u200d👩\u200d👧",
        "が か\u3099 ｶﾞ",
        "\u200e左から\u200f",
        "％%<>&'\"",
        "𠮷野家 全角　空白",
    ],
)
def test_texts_survive_unchanged(text: str) -> None:
    assert clean_line(text) == text
    assert clean_text(text) == text


def test_line_breaks_and_tabs_belong_to_texts_only() -> None:
    text = "一行目\n二行目\r\n\t三行目\u2028四行目"
    assert clean_text(text) == text
    for break_ in "\n\r\t\u2028\u2029":
        with pytest.raises(BadText, match="2文字目に、改行やタブがあります"):
            clean_line(f"あ{break_}い")


@pytest.mark.parametrize(
    ("bad", "kind"),
    [
        *(
            (chr(code), "制御文字")
            for code in (0, 1, 8, 0x0B, 0x0C, 0x0E, 0x1B, 0x1F, 0x7F, 0x80, 0x85, 0x9F)
        ),
        *((chr(code), "並ぶ向き") for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
        *((chr(code), "壊れた文字") for code in (0xD800, 0xDBFF, 0xDC00, 0xDFFF)),
        *((chr(code), "使われない符号") for code in (0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF)),
    ],
)
def test_harmful_characters_are_refused(bad: str, kind: str) -> None:
    for clean in (clean_line, clean_text):
        with pytest.raises(BadText) as refused:
            clean(f"渡邉\U000e0100{bad}太郎")
        assert refused.value.sentence.startswith("3文字目に、")
        assert kind in refused.value.sentence
        refused.value.sentence.encode()


@pytest.mark.parametrize("text", ["一\r二", "\r", "一\n\r"])
def test_a_lone_carriage_return_is_refused(text: str) -> None:
    with pytest.raises(BadText, match="ふつうの改行ではない改行"):
        clean_text(text)


@given(japanese)
@steady
def test_unchanged_or_refused(text: str) -> None:
    for clean in (clean_line, clean_text):
        cleaned, sentence = read_or_refused(clean, text, BadText)
        if cleaned is None:
            assert sentence.endswith("入力し直してください。")
        else:
            assert cleaned == text
            text.encode()


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("abc", 3),
        ("渡邉\U000e0100", 2),
        ("葛\ufe00飾", 2),
        ("か\u3099", 1),
        ("ｶﾞｷﾞ", 2),
        ("𠮷野家", 3),
        ("👨\u200d👩\u200d👧", 1),
        ("👍🏽", 1),
        ("🇯🇵🇺🇸", 2),
        ("🇯🇵🇺", 2),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 1),
        ("☃\ufe0f", 1),
        ("一\r\n二", 3),
        ("a\u200db", 2),
        ("\u3099", 1),
        ("e\u0301\u0302", 1),
    ],
)
def test_characters_as_people_count(text: str, length: int) -> None:
    assert grapheme_length(text) == length


@given(japanese, japanese)
@steady
def test_joining_texts_never_adds_characters(a: str, b: str) -> None:
    assert grapheme_length(a + b) <= grapheme_length(a) + grapheme_length(b)
    assert grapheme_length(a) <= len(a)


def test_half_width() -> None:
    assert half_width(" Ｒ８．４．１　") == "R8.4.1"
    assert {half_width(hyphen) for hyphen in HYPHENS} == {"-"}
    assert half_width("1" * 200) == "1" * 200
    assert half_width("1" * 201) == ""
