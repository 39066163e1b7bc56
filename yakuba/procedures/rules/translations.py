"""Texts that lack a language the procedure is offered in."""

import msgspec

from yakuba.procedures.rules.definition import Definition, Text
from yakuba.procedures.rules.mistakes import Where
from yakuba.procedures.rules.schema import Notes

_NAMES = {"easy": "やさしい日本語", "en": "英語"}


def note_missing_translations(notes: Notes, definition: Definition) -> None:
    """Hint at every text without a translation into one of the definition's `languages`; citations of law need none."""
    wanted: list[str] = [language for language in definition.languages if language != "ja"]
    if wanted:
        _walk(notes, definition, (), wanted)


def _walk(notes: Notes, value: object, where: Where, wanted: list[str]) -> None:
    if isinstance(value, Text):
        missing = [_NAMES[language] for language in wanted if not getattr(value, language)]
        if missing:
            sentence = f"「{where[-1]}」に{'と'.join(missing)}の文がありません。日本語が表示されます。"
            notes.hint(where, sentence, "translation")
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            if name != "law":
                _walk(notes, getattr(value, name), (*where, name), wanted)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            _walk(notes, item, (*where, index), wanted)
