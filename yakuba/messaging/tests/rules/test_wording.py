"""Words with places for values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.messaging.rules import wording
from yakuba.messaging.rules.wording import Words

NAMES = {"title", "number"}


def test_reads_subject_and_body() -> None:
    assert wording.parse("件名 {title}\r\n\r\n一行目\r\n\r\n二行目\r\n") == Words(
        "件名 {title}", "一行目\n\n二行目"
    )


@pytest.mark.parametrize("text", ["", "件名だけ", "件名\n本文", "件名\n二行目\n\n本文"])
def test_refuses_a_file_without_subject_or_body(text: str) -> None:
    with pytest.raises(ValueError, match="template begins"):
        wording.parse(text)


@pytest.mark.parametrize(
    ("words", "field", "part"),
    [
        (Words("", "本文"), "subject", "書いてください"),
        (Words("件名", " \n "), "body", "書いてください"),
        (Words("件" * 121, "本文"), "subject", "120文字まで"),
        (Words("件名", "本" * 8001), "body", "8000文字まで"),
        (Words("件\n名", "本文"), "subject", "使えない文字"),
        (Words("件名", "本\x00文"), "body", "使えない文字"),
        (Words("件名", "本\u202e文"), "body", "使えない文字"),
        (Words("件名", "{title"), "body", "波かっこ"),
        (Words("件名}", "本文"), "subject", "波かっこ"),
        (Words("件名", "{{title}}"), "body", "波かっこ"),
        (Words("件名", "{who}"), "body", "{who}"),
        (Words("件名", "{title.__class__}"), "body", "{title.__class__}"),
        (Words("件名", "{}"), "body", "{}"),
    ],
)
def test_names_every_mistake(words: Words, field: str, part: str) -> None:
    found = wording.mistakes(words, NAMES)
    assert set(found) == {field}
    assert part in found[field]


def test_required_values_must_stand_somewhere() -> None:
    assert "{number}" in wording.mistakes(Words("件名", "本文"), NAMES, {"number"})["body"]
    assert wording.mistakes(Words("件名 {number}", "本文"), NAMES, {"number"}) == {}


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("犬\r\nBcc: x", "犬  Bcc: x"),
        ("a\x00b\x1bc\x7fd\u2028e\u2029f\x85g", "a b c d e f g"),
        ("\u202egnp\u2066", "gnp"),
        ("\ud800", ""),
        ("葛\U000e0100飾𠮷田々ー", "葛\U000e0100飾𠮷田々ー"),
        ("x" * 2000, "x" * 1000),
    ],
)
def test_cleans_values(value: str, kept: str) -> None:
    assert wording.clean(value) == kept


@given(st.text(), st.text())
def test_values_are_never_read_as_places(title: str, number: str) -> None:
    values = {"title": wording.clean(title), "number": wording.clean(number)}
    filled = wording.fill(Words("{title}", "{number}/{title}"), values)
    assert filled == Words(values["title"], f"{values['number']}/{values['title']}")
    assert "\n" not in filled.subject + filled.body
    filled.body.encode("utf-8")


@given(st.text())
def test_any_text_is_either_sound_or_explained(text: str) -> None:
    words = Words("件名", text)
    if not wording.mistakes(words, NAMES):
        wording.fill(words, {"title": "", "number": ""})
