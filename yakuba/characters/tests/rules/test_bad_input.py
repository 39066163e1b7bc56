"""Bad input: a sentence for every kind, never a crash, never a silent answer."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.characters import forms, tables
from yakuba.characters.rules.conversion import LONGEST, Converter, elements
from yakuba.characters.rules.folding import Folder
from yakuba.characters.rules.outcomes import Kind, Status, Target
from yakuba.characters.rules.repertoire import Repertoire, is_selector
from yakuba.characters.rules.table import Table

Converters = dict[Target, Converter]
SHIPPED = Repertoire([Table(tables.shipped().read_bytes())])
CONVERTERS = {target: Converter(SHIPPED, target) for target in Target}
FOLDER = Folder(SHIPPED)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("\u0378", Kind.UNASSIGNED, "割り当てられていない"),
        ("\U000323b0", Kind.UNASSIGNED, "U+323B0"),
        ("\ufffe", Kind.UNASSIGNED, "U+FFFE"),
        ("葛\U000e0100", Kind.OTHER_COLLECTION, "Adobe-Japan1 の異体字（CID+1481）"),
        ("葛\U000e01ef", Kind.UNKNOWN_SEQUENCE, "どこにも登録されていません"),
        ("葛\U000e0102\U000e0103", Kind.UNKNOWN_SEQUENCE, "異体字セレクタが2個続いています"),
        ("葛\ufe0f", Kind.UNKNOWN_SEQUENCE, "登録されていません"),
        ("\U000e0102", Kind.LONE_SELECTOR, "付く漢字がありません"),
        ("\ufe00", Kind.LONE_SELECTOR, "付く漢字がありません"),
        ("あ\U000e0100", Kind.LONE_SELECTOR, "異体字セレクタ（U+E0100）は付きません"),
        ("か\u3099", Kind.COMBINING, "重ねて打つ記号"),
        ("a\u0301", Kind.COMBINING, "重ねて打つ記号"),
        ("\u3099", Kind.COMBINING, "付く文字がありません"),
        ("\u0301", Kind.COMBINING, "付く文字がありません"),
        ("ｱ", Kind.HALF_WIDTH_KANA, "半角カタカナ"),
        ("ｶﾞ", Kind.HALF_WIDTH_KANA, "「ｶﾞ」"),
        ("\ue000", Kind.PRIVATE_USE, "外字変換表がない"),
        ("\U000f0000", Kind.PRIVATE_USE, "外字変換表がない"),
        ("\U0010de92", Kind.PRIVATE_USE, "追加文字（GJ）の表を取り込む"),
        ("\t", Kind.CONTROL, "制御文字（U+0009）"),
        ("\n", Kind.CONTROL, "制御文字（U+000A）"),
        ("\x00", Kind.CONTROL, "制御文字（U+0000）"),
        ("\u200b", Kind.CONTROL, "目に見えない記号（U+200B）"),
        ("\u202e", Kind.CONTROL, "目に見えない記号（U+202E）"),
        ("\u00a0", Kind.CONTROL, "ふつうの空白ではない空白"),
        ("\ud800", Kind.BROKEN, "成り立たないデータ（U+D800）"),
        ("🍣", Kind.NOT_IN_SET, "行政事務標準文字にない文字"),
        ("한", Kind.NOT_IN_SET, "行政事務標準文字にない文字"),
        ("𰻝", Kind.UNKNOWN_KANJI, "一覧表にない漢字"),
        ("陈", Kind.UNKNOWN_KANJI, "一覧表にない漢字"),
    ],
)
@pytest.mark.parametrize("target", list(Target))
def test_each_fault_is_told_with_its_place(
    converters: Converters, target: Target, text: str, kind: Kind, words: str
) -> None:
    converted = converters[target].convert(f"吉{text}")
    doubt = converted.doubts[0]
    if text[0] in "\u0301\u3099" or is_selector(text[0]):  # a mark joins the character before it
        assert converted.text is None
        converted = converters[target].convert(text)
        doubt = converted.doubts[0]
        assert doubt.sentence.startswith("1文字目: ")
    else:
        assert (doubt.at, doubt.source) == (2, text)
        assert doubt.sentence.startswith("2文字目: ")
    assert converted.text is None
    assert doubt.kind is kind and words in doubt.sentence
    assert doubt.sentence.endswith("。")


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("か\u3099", "が"),
        ("ｶﾞ", "ガ"),
        ("ｱ", "ア"),
        ("\u00a0", "\u3000"),
        ("㊞", "印"),
        ("⼈", "人"),
        ("陈", "陳"),
    ],
)
def test_the_likely_meaning_is_proposed(converters: Converters, text: str, proposed: str) -> None:
    candidates = converters[Target.JIS_X_0213].convert(text).doubts[0].candidates
    assert candidates[0].text == proposed


def test_another_collection_proposes_the_shapes_of_the_list(converters: Converters) -> None:
    doubt = converters[Target.STANDARD].convert("葛\U000e0100").doubts[0]
    assert [one.name for one in doubt.candidates] == [f"MJ0223{number}" for number in range(35, 42)]


def test_the_number_in_a_registration_puts_its_glyph_first(
    repertoire: Repertoire, converters: Converters
) -> None:
    """汎用電子 names its sequences by 戸籍統一文字番号 and others; 453 are not in Moji_Joho but have such a number."""
    keys, _, collections, codes = repertoire._ivd
    numbered = [
        chr(base) + chr(selector)
        for (base, selector), collection, code in zip(keys, collections, codes, strict=True)
        if collection == 1
        and code.startswith("KS")
        and chr(base) + chr(selector) not in repertoire.tables[0].sequences
    ]
    doubts = [converters[Target.STANDARD].convert(sequence).doubts[0] for sequence in numbered]
    first = [doubt.candidates[0].note for doubt in doubts if doubt.candidates]
    assert len([note for note in first if "番号が同じ" in note]) > 300


def test_long_names_are_converted_and_broken_files_refused(converters: Converters) -> None:
    converter = converters[Target.JIS_X_0213]
    assert converter.convert("髙" * 100).text == "高" * 100
    assert converter.convert("山" * LONGEST).text == "山" * LONGEST
    for long in ("山" * (LONGEST + 1), "\ue000" * 1_000_000):
        converted = converter.convert(long)
        assert converted.text is None and converted.status is Status.INVALID
        assert [doubt.kind for doubt in converted.doubts] == [Kind.TOO_LONG]
        assert list(converter.convert_many([long])) == [converted]


def test_an_empty_text_stays_empty(converters: Converters) -> None:
    assert all(converter.convert("").text == "" for converter in converters.values())


letters = st.one_of(
    st.characters(),
    st.characters(categories=["Cs", "Cn", "Co", "Cf", "Mn"]),
    st.sampled_from(
        "葛邉吉高ヶが゚々ｱﾞ\U000e0100\U000e0102\ufe00\ufe0f\u3099\u309a\u0301\u200d\ue000\U0010de92𠮷㐁"
    ),
)


@settings(derandomize=True, max_examples=400, deadline=None)
@given(st.lists(letters, max_size=30).map("".join))
def test_no_text_crashes_or_is_answered_wrongly(text: str) -> None:
    for target, converter in CONVERTERS.items():
        converted = converter.convert(text)
        assert (converted.text is None) == bool(converted.doubts)
        assert "".join(elements(text)) == text
        assert "〓" in text or "〓" not in (converted.text or "")
        if converted.text is not None:
            assert not any(unicodedata.category(letter) in ("Cs", "Cn", "Co") for letter in converted.text)
            assert converter.convert(converted.text).text == converted.text
            converted.text.encode(
                {Target.CP932: "cp932", Target.JIS_X_0213: "shift_jis_2004"}.get(target, "utf-8")
            )
        assert forms.of_conversion(converted)["status"] == converted.status
        assert all(doubt.sentence.endswith("。") for doubt in converted.doubts)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.lists(letters, max_size=20).map("".join))
def test_keys_are_made_of_anything_and_stay_what_they_are(text: str) -> None:
    key = FOLDER.key(text)
    assert FOLDER.key(key) == key
