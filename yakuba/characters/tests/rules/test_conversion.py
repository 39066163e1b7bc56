"""Conversions: every change cites its rule, nothing ambiguous is guessed."""

import pytest

from yakuba.characters.rules.conversion import Converter, describe
from yakuba.characters.rules.outcomes import Converted, Kind, Status, Target
from yakuba.characters.rules.relations import Rule
from yakuba.characters.rules.repertoire import Repertoire
from yakuba.characters.rules.table import Table

JIS, WINDOWS, STANDARD = Target.JIS_X_0213, Target.CP932, Target.STANDARD
Converters = dict[Target, Converter]


def rules(converted: Converted) -> list[Rule]:
    return [step.rule for change in converted.changes for step in change.steps]


def kinds(converted: Converted) -> list[Kind]:
    return [doubt.kind for doubt in converted.doubts]


@pytest.mark.parametrize(
    ("text", "target", "result", "cited"),
    [
        ("渡邉", JIS, "渡邉", []),
        ("髙橋", JIS, "高橋", [Rule.UNIFIED]),
        ("髙橋", WINDOWS, "髙橋", []),
        ("𠮷田", JIS, "吉田", [Rule.EXACT]),
        ("葛\U000e0102城", JIS, "葛城", [Rule.UNIFIED]),
        ("葛\U000e0103城", JIS, "葛城", [Rule.EXACT]),
        ("㐂", JIS, "㐂", []),
        ("㐀", JIS, "丘", [Rule.PARENT]),
        ("㐌", JIS, "色", [Rule.NOTICE_582]),
        ("㑹", JIS, "會", [Rule.NOTICE_5202]),
        ("㫟", JIS, "昭", [Rule.NOTICE_2842]),
        ("𠋬", JIS, "倶", [Rule.ANALOGY]),
        ("㒺", JIS, "罔", [Rule.DICTIONARY]),
        ("㠯\U000e0101", JIS, "㠯", [Rule.MAP_UNIFIED]),
        ("蘒", WINDOWS, "萩", [Rule.PARENT]),
        ("〜", WINDOWS, "～", [Rule.SAME_PLACE]),
        ("￠", JIS, "¢", [Rule.SAME_PLACE]),
        ("￠", WINDOWS, "￠", []),
    ],
)
def test_a_change_cites_its_rule(
    converters: Converters, text: str, target: Target, result: str, cited: list[Rule]
) -> None:
    converted = converters[target].convert(text)
    assert (converted.text, rules(converted)) == (result, cited)
    assert converted.status == (Status.CHANGED if cited else Status.SAME)


def test_a_second_reduction_is_a_second_step(converters: Converters) -> None:
    converted = converters[WINDOWS].convert("㑹")
    assert [(step.target, step.rule) for step in converted.changes[0].steps] == [("會", Rule.NOTICE_5202)]
    two = [
        change
        for letter in "㙊㙡㚑㛐㝵㞍㟢㠀㦮㧞"
        for change in converters[WINDOWS].convert(letter).changes
        if len(change.steps) == 2
    ]
    for change in two:
        assert change.steps[0].target not in ("", change.source)
        assert change.steps[1].target == change.target


def test_stored_sequences_of_the_list_stay_as_they_are(mj: Table, converters: Converters) -> None:
    """行政事務標準文字 has them all: names keep their IVS."""
    for sequence in mj.sequences:
        converted = converters[STANDARD].convert(sequence)
        assert converted.text == sequence, converted


def test_compatibility_ideographs_are_not_normalised_away(converters: Converters) -> None:
    """89 glyphs of MJ stand on code points that NFC would replace by another glyph."""
    assert converters[STANDARD].convert("晴\ufa12福\ufa1b").text == "晴\ufa12福\ufa1b"
    assert converters[JIS].convert("福\ufa1b").text == "福\ufa1b"
    assert rules(converters[JIS].convert("\ufa12")) == [Rule.UNIFIED]


@pytest.mark.parametrize("text", ["鄉", "寬\U000e0101"])
def test_two_equal_answers_are_left_to_a_person(converters: Converters, text: str) -> None:
    converted = converters[JIS].convert(text)
    if converted.text is None:
        assert kinds(converted) == [Kind.AMBIGUOUS]
        assert len(converted.doubts[0].candidates) > 1
    assert "〓" not in (converted.text or "")


def test_candidates_come_in_the_order_of_the_published_procedure(converters: Converters) -> None:
    doubt = converters[JIS].convert("鄉").doubts[0]
    assert [(one.text, one.name) for one in doubt.candidates] == [("郷", "MJ026336"), ("鄕", "MJ026367")]
    assert doubt.candidates[0].rules == (Rule.MAP_UNIFIED, Rule.NOTICE_582)
    assert (
        doubt.sentence
        == "1文字目: 「鄉」（U+9109）（MJ026355）の置き換え先が1つに決まりません（候補: 郷・鄕）。"
    )


def test_similar_characters_never_decide(converters: Converters) -> None:
    """告示582号別表第四の二 names 井 and 牛 for 㐄: similar to look at, another character."""
    converted = converters[JIS].convert("㐄")
    assert converted.text is None and converted.status is Status.AMBIGUOUS
    assert {one.text for one in converted.doubts[0].candidates} == {"牛", "井"}
    assert all("類字" in one.note for one in converted.doubts[0].candidates)


def test_what_a_notice_calls_another_character_is_struck_from_every_list(converters: Converters) -> None:
    """民一2842号 says of 㐲 that 伏 is 別字, while two other lists of the map lead there."""
    for letter, other in (("㐲", "伏"), ("㬌", "景")):
        converted = converters[JIS].convert(letter)
        assert converted.text is None
        assert other not in {one.text for doubt in converted.doubts for one in doubt.candidates}
        assert f"「{other}」は、民一2842号通達で別字とされています" in converted.doubts[0].sentence


def test_without_a_target_public_variants_are_offered_as_a_hint(converters: Converters) -> None:
    converted = converters[JIS].convert("㐁")
    assert kinds(converted) == [Kind.IMPOSSIBLE]
    assert [(one.text, one.rules) for one in converted.doubts[0].candidates] == [("西", ())]


def test_the_office_says_how_far_rules_go(repertoire: Repertoire) -> None:
    strict = Converter(repertoire, JIS, Rule.NOTICE_582)
    assert strict.convert("㐌").text == "色"
    for letter, proposed in (("𠋬", "倶"), ("㒺", "罔")):
        converted = strict.convert(letter)
        assert kinds(converted) == [Kind.WEAK]
        assert converted.doubts[0].candidates[0].text == proposed
    assert kinds(Converter(repertoire, JIS, Rule.EXACT).convert("㐀")) == [Kind.WEAK]


def test_one_open_character_leaves_the_whole_text_open(converters: Converters) -> None:
    converted = converters[JIS].convert("髙㐁")
    assert converted.text is None and converted.status is Status.IMPOSSIBLE
    assert [change.target for change in converted.changes] == ["高"]
    assert [doubt.at for doubt in converted.doubts] == [2]


def test_changes_are_told_in_sentences(converters: Converters) -> None:
    converted = converters[JIS].convert("大葛\U000e0102")
    assert describe(converted.changes[0]) == (
        "2文字目: 「葛\U000e0102」（U+845B U+E0102）を「葛」（U+845B）に。根拠はJIS X 0213 包摂（U150）。"
    )


def test_many_are_converted_like_one(converters: Converters) -> None:
    texts = ["山田", "髙橋", "", "㐁", "葛\U000e0102", "\ue000", "か゚"]
    for converter in converters.values():
        assert list(converter.convert_many(iter(texts))) == [converter.convert(text) for text in texts]


@pytest.mark.parametrize("target", list(Target))
def test_every_glyph_is_answered_and_every_answer_fits_its_set(
    mj: Table, converters: Converters, target: Target
) -> None:
    codec = {JIS: "shift_jis_2004", WINDOWS: "cp932", STANDARD: "utf-8"}[target]
    for at in range(len(mj)):
        sequence = mj.canonical(at)
        converted = converters[target].convert(sequence)
        assert (converted.text is None) == bool(converted.doubts)
        if converted.text is not None:
            converted.text.encode(codec)
            assert converters[target].convert(converted.text).status is Status.SAME


def test_the_rules_decide_as_many_glyphs_as_documented(mj: Table, converters: Converters) -> None:
    """docs/explain/characters.md has these figures."""
    found: dict[str, int] = {}
    for at in range(len(mj)):
        converted = converters[JIS].convert(mj.canonical(at))
        if not mj.canonical(at):
            continue
        name = converted.status.value if not converted.changes else converted.changes[0].steps[0].rule.value
        found[name] = found.get(name, 0) + 1
    assert found == {
        "same": 10_054,
        "exact": 893,
        "unified": 2_757,
        "map_unified": 800,
        "notice_5202": 108,
        "parent": 10_700,
        "notice_2842": 234,
        "notice_582": 1_960,
        "analogy": 406,
        "dictionary": 1_295,
        "ambiguous": 6_571,
        "impossible": 23_065,
    }


def test_added_characters_are_known_once_their_table_is(repertoire: Repertoire, gj: Table) -> None:
    both = Repertoire([*repertoire.tables, gj])
    assert Converter(both, STANDARD).convert("\U0010de92").status is Status.SAME
    changed = Converter(both, JIS).convert("\U0010de92")
    assert (changed.text, rules(changed)) == ("辺", [Rule.STANDARD_MAP])
    assert changed.changes[0].name == "GJ000001"
    assert kinds(Converter(both, JIS).convert("\U0010de93")) == [Kind.AMBIGUOUS]
    assert kinds(Converter(both, JIS).convert("\U0010fffd")) == [Kind.IMPOSSIBLE]


def test_a_ward_has_its_own_table_of_gaiji(repertoire: Repertoire) -> None:
    own = Repertoire(repertoire.tables, {"\ue000": "MJ022335", "\ue001": "MJ999999", "\ue002": "MJ003719"})
    standard = Converter(own, STANDARD).convert("\ue000城")
    assert (standard.text, rules(standard)) == ("葛\U000e0102城", [Rule.OWN_TABLE])
    jis = Converter(own, JIS).convert("\ue000城")
    assert (jis.text, rules(jis)) == ("葛城", [Rule.OWN_TABLE, Rule.UNIFIED])
    assert "一覧表にありません" in Converter(own, STANDARD).convert("\ue001").doubts[0].sentence
    assert "符号がなく" in Converter(own, STANDARD).convert("\ue002").doubts[0].sentence
