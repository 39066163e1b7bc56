"""Places for values: what is refused, what was meant, what an officer fills in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.messaging.rules import places
from yakuba.messaging.rules.campaign_words import Text, bad_values, filled, free_names, mistakes, unfilled

KNOWN = ("ward", "section", "phone")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("{wrad}から", ("使えない差し込み", "{wrad}", "{ward}のことですか")),
        ("{Ward}", ("{ward}のことですか",)),
        ("{ ward }", ("{ward}のことですか",)),
        ("{会 場}", ("{会場}のことですか",)),
        ("{}へ", ("中が空",)),
        ("{　}", ("中が空",)),
        ("場所は{会場です。\n", ("組が合いません", "場所は{会場")),
        ("場所は会場}です", ("組が合いません",)),
        ("{{会場}}", ("組が合いません",)),
        ("｛会場｝", ("半角", "{会場}")),
        ("{venue}", ("使えない差し込み", "{phone}", "日本語で20文字")),
        ("{" + "あ" * 21 + "}", ("使えない差し込み",)),
        ("{会場.x}", ("使えない差し込み",)),
        ("{会場!r}", ("使えない差し込み",)),
    ],
)
def test_says_what_is_wrong_and_what_was_meant(text: str, parts: tuple[str, ...]) -> None:
    said = places.fault(text, "本文", KNOWN, free=True)
    assert all(part in said for part in parts), said


@pytest.mark.parametrize("text", ["{ward}の{会場}で{日時}に", "{持ちもの・1}", "{シーズン}", "何もない"])
def test_takes_names_in_japanese(text: str) -> None:
    assert places.fault(text, "本文", KNOWN, free=True) == ""


def test_system_mails_take_no_names_of_their_own() -> None:
    assert "{会場}" in places.fault("{会場}", "本文", KNOWN)


@given(st.text(alphabet="{}｛｝ab会場 \n.", max_size=40))
def test_whatever_passes_can_be_filled(text: str) -> None:
    texts = {"ja": Text("件名", f"x{text}")}
    if not mistakes(texts, of_a_date=False):
        values = {"ja": {name: "値" for name in free_names(texts)}}
        assert bad_values(texts, values) == {} and "{" not in filled(texts, values)["ja"].body


class TestLanguages:
    def test_one_that_leaves_out_a_place_is_refused_with_what_was_meant(self) -> None:
        texts = {"ja": Text("a", "{会場}で{日時}に"), "en": Text("a", "At {会揚}, {日時}")}
        said = mistakes(texts, of_a_date=False)
        assert set(said) == {"ja-body", "en-body"}
        assert "英語の文にありません：{会場}" in said["en-body"]
        texts = {"ja": Text("a", "{集合場所}"), "en": Text("a", "At {集合場}")}
        assert "{集合場}は{集合場所}のことですか" in mistakes(texts, of_a_date=False)["en-body"]

    def test_the_houses_own_may_be_left_out_but_a_persons_date_may_not(self) -> None:
        texts = {"ja": Text("a", "{ward} {date}"), "en": Text("a", "{phone}")}
        assert set(mistakes(texts, of_a_date=True)) == {"en-body"}
        assert mistakes({**texts, "en": Text("a", "{date}")}, of_a_date=True) == {}


class TestFilling:
    TEXTS = {"ja": Text("{会場}", "{ward} {会場} {日時}", "{日時}"), "en": Text("x", "{会場} {日時}")}

    def test_japanese_stands_where_a_language_has_nothing_of_its_own(self) -> None:
        values = {"ja": {"会場": "区役所", "日時": "1月5日"}, "en": {"会場": "City hall", "日時": ""}}
        done = filled(self.TEXTS, values)
        assert done["ja"] == Text("区役所", "{ward} 区役所 1月5日", "1月5日")
        assert done["en"] == Text("x", "City hall 1月5日")
        assert unfilled(self.TEXTS, values) == []

    def test_what_is_empty_is_named_and_stays_a_place(self) -> None:
        values = {"ja": {"会場": "区役所"}}
        assert unfilled(self.TEXTS, values) == ["日時"]
        assert filled(self.TEXTS, values)["ja"].body == "{ward} 区役所 {日時}"

    @pytest.mark.parametrize("value", ["{ward}", "a}", "｛", "改\n行", "a\x00", "\u202eabc", "長" * 201])
    def test_values_cannot_bring_places_or_lines(self, value: str) -> None:
        assert "ja-value-会場" in bad_values(self.TEXTS, {"ja": {"会場": value}})

    def test_words_that_become_too_long_are_found(self) -> None:
        assert "60文字" in bad_values(self.TEXTS, {"ja": {"会場": "長" * 61}})["ja-subject"]
