"""Declared templates: sound, complete, the same in every language."""

from pathlib import Path

import pytest

from yakuba.messaging import declarations
from yakuba.messaging.api import Template, Variable, declare_template

TITLE = Variable("title", "手続", "犬の登録")


def write(folder: Path, name: str, **words: str) -> None:
    for language in ("ja", "ja-easy", "en"):
        text = words.get(language.replace("-", "_"), "件名\n\n{title}")
        (folder / f"{name}.{language}.txt").write_text(text, "utf-8")


def test_every_template_of_the_house_is_sound() -> None:
    for template in declarations.all_templates():
        declare_template(template)


def test_declaring_the_same_twice_is_one_declaration(receipt: Template) -> None:
    assert declare_template(receipt) is receipt
    with pytest.raises(ValueError, match="declared twice"):
        declare_template(Template(receipt.code, "別のもの", receipt.variables))


@pytest.mark.parametrize(
    ("template", "part"),
    [
        (Template("trial", "x", (TITLE,)), "no module"),
        (Template("trial.sound", "x", (TITLE,), frozenset({"fax"})), "unknown channel"),
        (Template("trial.sound", "x", (TITLE,), frozenset()), "unknown channel"),
        (Template("trial.sound", "x", (TITLE, TITLE)), "twice"),
        (Template("trial.sound", "x", (TITLE, Variable("Name!", "", ""))), "odd name"),
        (Template("trial.sound", "x", (TITLE, Variable("unused", "", ""))), "nothing names"),
        (Template("trial.sound", "x", ()), "使えない差し込み"),
        (Template("trial.missing", "x", (TITLE,)), "words of trial.missing"),
    ],
)
def test_refuses_what_is_not_sound(words_folder: Path, template: Template, part: str) -> None:
    write(words_folder, "sound")
    with pytest.raises(ValueError, match=part):
        declare_template(template)


def test_refuses_languages_that_name_different_values(words_folder: Path) -> None:
    write(words_folder, "uneven", en="Subject\n\nnothing")
    with pytest.raises(ValueError, match="do not name the same values"):
        declare_template(Template("trial.uneven", "x", (TITLE,)))


def test_a_url_need_not_stand_in_the_words(words_folder: Path) -> None:
    write(words_folder, "link")
    declare_template(Template("trial.link", "x", (TITLE, Variable("url", "ページ", "https://example.jp/"))))


def test_frames_hold_the_body_and_name_the_ward() -> None:
    for language in declarations.LANGUAGES:
        assert {"{body}", "{ward}"} <= set(declarations.shipped_frame(language).split())
