"""The templates of the house: declared by the modules that have something to say, words in files beside them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

import yakuba
from yakuba.messaging.rules import wording
from yakuba.messaging.rules.wording import Words

MAIL = "mail"
INBOX = "inbox"
LINE = "line"
PUSH = "push"
CHANNELS = frozenset({MAIL, INBOX, LINE, PUSH})
USEFUL = timedelta(days=3)
LINE_TEMPLATE = "messaging.line"
"""What goes to LINE has no words of ours to edit: its writer gives LINE's own kinds of messages."""
LINE_PRIVATE = "messaging.line_private"
"""The same for words between one person and a section: shown to nobody in the ledger, forgotten once sent."""
LINE_LABEL = "LINEのメッセージ"
LINE_USEFUL = timedelta(hours=20)
"""Less than the day for which LINE knows a retry key: whatever is tried again is recognised."""
LANGUAGES = ("ja", "ja-easy", "en")

_PACKAGE = Path(yakuba.__file__).parent
_registry: dict[str, "Template"] = {}


@dataclass(frozen=True, slots=True)
class Variable:
    """A value that a message may name: `{name}` in its words, label and sample for whoever edits them.

    `required` ones stand in whatever words the office writes (the code of a sign-in, a deadline).
    """

    name: str
    label: str
    sample: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """A message the house knows how to write.

    `code` is `module.name`; the words stand in `<module>/templates/<module>/mail/<name>.<language>.txt`, one file
    for each of ja, ja-easy, en. `label` says to staff when it is sent. A variable named `url` becomes the link of
    the message in the inbox. `channels` without LINE keeps it off a linked LINE, without PUSH off devices. `useful` is how long the message is worth sending. `secret` words (sign-in codes) are
    shown to nobody, never go to LINE or a device, and are forgotten as soon as they are on their way.
    """

    code: str
    label: str
    variables: tuple[Variable, ...] = ()
    channels: frozenset[str] = CHANNELS
    useful: timedelta = USEFUL
    secret: bool = False

    @property
    def names(self) -> frozenset[str]:
        """The names of its variables."""
        return frozenset(one.name for one in self.variables)

    @property
    def required(self) -> frozenset[str]:
        """The names of those that no words may leave out."""
        return frozenset(one.name for one in self.variables if one.required)

    def samples(self) -> dict[str, str]:
        """A value for every variable, for previews."""
        return {one.name: one.sample for one in self.variables}


def declare(template: Template) -> Template:
    """Take a template into the registry. Raises ValueError when it or one of its files is not sound."""
    module, _, name = template.code.partition(".")
    if not (module and name) or (template.code in _registry and _registry[template.code] != template):
        raise ValueError(f"template {template.code!r} has no module or is declared twice")
    if not template.channels or not template.channels <= CHANNELS:
        raise ValueError(f"template {template.code} names an unknown channel or none")
    names = [one.name for one in template.variables]
    if len(set(names)) < len(names) or not all(map(wording.is_name, names)):
        raise ValueError(f"template {template.code} has a variable twice, or one with an odd name")
    _check_files(template, names)
    _registry[template.code] = template
    return template


def _check_files(template: Template, names: Collection[str]) -> None:
    """Every language is there, sound, and names the same values."""
    asked = {}
    for language in LANGUAGES:
        words = shipped_words(template.code, language)
        wrong = wording.mistakes(words, names)
        if wrong:
            raise ValueError(f"{template.code} ({language}): {' '.join(wrong.values())}")
        asked[language] = wording.places(words)
    if len(set(asked.values())) > 1:
        raise ValueError(f"{template.code}: its languages do not name the same values: {asked}")
    if unused := set(names) - asked["ja"] - {"url"}:
        raise ValueError(f"{template.code}: nothing names {sorted(unused)}")


def find(code: str) -> Template:
    """The template with this code. Raises LookupError."""
    try:
        return _registry[code]
    except KeyError:
        raise LookupError(f"no template {code!r} is declared") from None


def is_secret(code: str) -> bool:
    """Whether the words of this template must not stay; False for one that is no longer declared."""
    return code == LINE_PRIVATE or (code in _registry and _registry[code].secret)


def useful_for(code: str) -> timedelta:
    """How long a message of this template is worth sending."""
    if code in (LINE_TEMPLATE, LINE_PRIVATE):
        return LINE_USEFUL
    return _registry[code].useful if code in _registry else USEFUL


def all_templates() -> list[Template]:
    """Every declared template, by code."""
    return [_registry[code] for code in sorted(_registry)]


@cache
def shipped_words(code: str, language: str) -> Words:
    """The words that came with the program. Raises ValueError when the file is missing or malformed."""
    module, _, name = code.partition(".")
    file = _PACKAGE / module / "templates" / module / "mail" / f"{name}.{language}.txt"
    try:
        return wording.parse(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ValueError(f"words of {code} in {language}: {error}") from error


def known_language(language: str) -> str:
    """The language itself if messages are written in it, else Japanese."""
    return language if language in LANGUAGES else "ja"


@cache
def shipped_frame(language: str) -> str:
    """What stands around every mail: `{body}` in the middle, `{ward}` and the hint that nobody reads answers."""
    file = (
        _PACKAGE / "messaging" / "templates" / "messaging" / "mail" / f"frame.{known_language(language)}.txt"
    )
    return file.read_text("utf-8")
