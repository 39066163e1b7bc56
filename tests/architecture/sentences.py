"""The sentences residents read, as Babel finds them, and the catalogues that translate them."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.template.exceptions import TemplateSyntaxError
from django.utils.translation.template import templatize

from tests.architecture import house
from yakuba.config import navigation

LOCALES = ("ja_Easy", "en")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
UNMARKED = ("kernel/values/*.py", "procedures/rules/messages.py", "cases/rules/wording.py")
"""Files of plain Python whose sentences are translated by whoever shows them: they end in 「。」 and bear no mark."""
Key = tuple[str, str]
"""Context ("" for none) and message id (of the singular)."""


def in_python(text: str) -> Iterator[Key]:
    """The messages of a Python file."""
    yield from found(text.encode())


def in_template(text: str, origin: str = "") -> Iterator[Key]:
    """The messages of a template. What Django makes of it is read line by line: its indentation means nothing."""
    for line in templatize(text, origin=origin).splitlines():
        if "ettext" in line or "_(" in line:
            yield from found(line.strip().encode())


def found(source: bytes) -> Iterator[Key]:
    for _, message, _, context in extract("python", BytesIO(source), KEYWORDS):
        first = message if isinstance(message, str) else message[0]
        if first:
            yield context or "", first


def asked() -> Iterator[tuple[str, Key]]:
    """Module and message of everything that residents are told: staff pages are Japanese only."""
    for path in house.sources():
        if not for_staff(path):
            yield from ((house.owner(path), key) for key in in_python(path.read_text("utf-8")))
    yield from (("config", ("", label)) for label, _, _ in navigation.PUBLIC)
    for path in sorted(path for pattern in UNMARKED for path in house.HOUSE.glob(pattern)):
        yield from ((house.owner(path), ("", text)) for _, text in house.strings(path) if text.endswith("。"))
    for path in sorted(house.HOUSE.glob("*/templates/**/*")):
        if path.suffix in {".html", ".txt"} and not for_staff(path):
            try:
                keys = list(in_template(path.read_text("utf-8"), path.name))
            except TemplateSyntaxError as error:
                raise AssertionError(f"{house.named(path)}: {error}") from error
            yield from ((house.owner(path), key) for key in keys)


def for_staff(path: Path) -> bool:
    """Whether only staff see what a file says."""
    return house.catalogue(path) or any(
        part == "staff" or part.startswith(("staff_", "staff.")) or "shell_staff" in part
        for part in path.parts
    )


@cache
def catalogues(locale: str) -> dict[str, Catalog]:
    """Module → its catalogue of a locale."""
    known = {}
    for path in sorted(house.HOUSE.glob(f"*/locale/{locale}/LC_MESSAGES/django.po")):
        with path.open("rb") as source:
            known[house.owner(path)] = read_po(source)
    return known


def key_of(message: Message) -> Key:
    """What `asked` calls a message of a catalogue."""
    return message.context or "", message.id if isinstance(message.id, str) else message.id[0]


def strings_of(message: Message) -> list[str]:
    """The translations of a message, one for each plural form."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def translated(catalogue: Iterable[Message]) -> set[Key]:
    """The messages that have a translation which is used: not empty, not fuzzy."""
    return {key_of(one) for one in catalogue if one.id and all(strings_of(one)) and not one.fuzzy}


def places(text: str) -> list[str]:
    """The places for values in a message, sorted: `%(name)s`, `%s`, `{name}`."""
    return sorted(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text))


def mistakes(catalogue: Iterable[Message]) -> Iterator[str]:
    """What is wrong with the translations of a catalogue."""
    for message in catalogue:
        if message.id:
            _, source = key_of(message)
            if message.fuzzy:
                yield f"fuzzy: {source}"
            for said in strings_of(message):
                if said and places(said) != places(source):
                    yield f"other places for values than in {source!r}: {said!r}"


def entry(key: Key) -> str:
    """An entry to paste into a catalogue."""
    context, message = key
    quoted = message.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return (f'msgctxt "{context}"\n' if context else "") + f'msgid "{quoted}"\nmsgstr ""\n'
