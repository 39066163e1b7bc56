"""Everything residents read in procedures and in the portal is there in easy Japanese and in English."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

HOUSE = Path(__file__).resolve().parents[2]
BELOW = ("kernel", "ui", "identity", "messaging", "cases", "procedures", "portal")
"""The catalogues in which a string of `procedures` or `portal` may be found."""
BLANK = re.compile(r"%\((\w+)\)s")
KANJI = re.compile(r"(?<![0-9s一-龠々])([一-龠々]+)(?!（|[一-龠々])")
GLOSSED = re.compile(r"([一-龠々]+)（[ぁ-んァ-ヶー・]+")
CALLS = {"_", "gettext", "gettext_lazy", "ngettext"}
QUOTED = re.compile(
    r"""gettext\((u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")\)|_\(("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\)"""
)


def catalogue(module: str, locale: str) -> dict[str, str]:
    path = HOUSE / module / "locale" / locale / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return {}
    with path.open("rb") as source:
        return {str(one.id): str(one.string) for one in read_po(source) if one.id and one.string}


def strings(module: str) -> set[str]:
    """The strings of a module's resident pages."""
    found: set[str] = set()
    for path in (HOUSE / module).rglob("*.py"):
        if not {"tests", "migrations"} & set(path.parts):
            found |= {
                str(node.args[0].value)
                for node in ast.walk(ast.parse(path.read_text()))
                if isinstance(node, ast.Call)
                and getattr(node.func, "id", "") in CALLS
                and node.args
                and isinstance(node.args[0], ast.Constant)
            }
    for path in (HOUSE / module / "templates").rglob("*.html"):
        if "staff" not in path.parts:
            found |= {
                ast.literal_eval(one or other) for one, other in QUOTED.findall(templatize(path.read_text()))
            }
    return found


@pytest.mark.parametrize("module", ["procedures", "portal"])
@pytest.mark.parametrize("locale", ["ja_Easy", "en"])
def test_every_string_is_translated_with_the_same_blanks(module: str, locale: str) -> None:
    known: dict[str, str] = {}
    for one in BELOW:
        known = {**catalogue(one, locale), **known}
    wanted = strings(module)
    assert len(wanted) > 15
    assert sorted(text for text in wanted if text not in known) == []
    for text in wanted:
        assert set(BLANK.findall(text)) == set(BLANK.findall(known[text])), text


@pytest.mark.parametrize("module", ["procedures", "portal"])
def test_no_translation_without_its_string(module: str) -> None:
    from yakuba.procedures.rules.messages import MESSAGES, TERMS

    used = strings(module) | set(MESSAGES.values()) | set(TERMS.values())
    for locale in ("ja_Easy", "en"):
        assert sorted(set(catalogue(module, locale)) - used) == []


@pytest.mark.parametrize("module", ["kernel", "procedures", "portal"])
def test_kanji_of_easy_japanese_have_their_reading(module: str) -> None:
    for text in catalogue(module, "ja_Easy").values():
        read = "".join(GLOSSED.findall(text))
        assert [one for one in KANJI.findall(text) if one not in read and read not in one] == [], text


@pytest.mark.parametrize("module", ["kernel", "procedures", "portal"])
def test_english_is_english(module: str) -> None:
    for text in catalogue(module, "en").values():
        assert not re.search("[ぁ-んァ-ヴ一-龠]", text), text


def test_no_two_modules_say_the_same_string_differently() -> None:
    for locale in ("ja_Easy", "en"):
        said: dict[str, str] = {}
        for module in ("kernel", "procedures", "portal"):
            for text, translation in catalogue(module, locale).items():
                assert said.setdefault(text, translation) == translation, text
