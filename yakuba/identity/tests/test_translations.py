"""Every sentence a resident reads in identity is there in やさしい日本語 and English, with the same blanks."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

HERE = Path(__file__).resolve().parents[1]
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2)}
JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
KANJI = re.compile(r"[\u3400-\u9fff]")
BLANK = re.compile(r"%\(\w+\)s")


def said() -> set[str]:
    """The sentences marked for translation, in code and templates."""
    found: set[str] = set()
    for path in HERE.rglob("*.py"):
        if "tests" not in path.parts:
            found |= set(_marked(BytesIO(path.read_bytes())))
    for path in (HERE / "templates").rglob("*.*"):
        found |= set(_marked(BytesIO(templatize(path.read_text("utf-8"), origin=str(path)).encode())))
    return {one for one in found if JAPANESE.search(one)}


def _marked(stream: BytesIO) -> Iterator[str]:
    for _line, message, _comments, _context in extract("python", stream, keywords=KEYWORDS):
        yield message if isinstance(message, str) else message[0]


def catalogue(language: str) -> dict[str, tuple[str, ...]]:
    """Japanese → translations (two for plurals)."""
    path = HERE / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as stream:
        rows = [row for row in read_po(stream, locale="en" if language == "en" else "ja") if row.id]
    return {
        str(row.id[0] if isinstance(row.id, tuple) else row.id): (
            tuple(map(str, row.string)) if isinstance(row.string, tuple | list) else (str(row.string),)
        )
        for row in rows
    }


@pytest.mark.parametrize("language", ["ja_Easy", "en"])
def test_every_sentence_is_translated_and_no_translation_is_left_over(language: str) -> None:
    known = catalogue(language)
    assert said() - known.keys() == set()
    assert known.keys() - said() == set()
    for japanese, translations in known.items():
        for one in translations:
            assert one, japanese
            assert sorted(BLANK.findall(one)) == sorted(BLANK.findall(japanese)), japanese


def test_english_holds_no_japanese() -> None:
    assert [one for ones in catalogue("en").values() for one in ones if JAPANESE.search(one)] == []


def test_easy_japanese_reads_its_kanji_out() -> None:
    """Each word with kanji has its reading in （） the first time it stands in a sentence."""
    bare = [
        one for ones in catalogue("ja_Easy").values() for one in ones if KANJI.search(one) and "（" not in one
    ]
    assert bare == []
