"""The words of a message: a subject and a body with places for values, written `{receipt_number}`."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from yakuba.messaging.rules.places import fault

LONGEST_SUBJECT = 120
LONGEST_BODY = 8000
LONGEST_VALUE = 1000

_PLACE = re.compile(r"\{([^{}\n]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_BREAK = re.compile(r"\r\n?|[\u0085\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Words:
    """Subject (one line) and body (plain text, lines end in a line feed)."""

    subject: str
    body: str


def parse(text: str) -> Words:
    """Read a template's file: the first line is the subject, then an empty line, then the body.

    Raises ValueError when the empty line is missing.
    """
    subject, gap, body = _BREAK.sub("\n", text).partition("\n\n")
    if not gap or "\n" in subject:
        raise ValueError("a template begins with one line of subject and an empty line")
    return Words(subject.strip(), body.strip("\n"))


def mistakes(
    words: Words,
    variables: Collection[str],
    required: Collection[str] = frozenset(),
    *,
    free: bool = False,
) -> dict[str, str]:
    """What is wrong with words that were written for these variables: field → sentence, empty when all is well.

    Refuses an empty or over-long subject or body, a subject of several lines, control characters, braces that
    are no place for a value, places for values the template does not have (with `free`, names of the writer's own are
    places too), and words without a required value.
    """
    found: dict[str, str] = {}
    for field, text, longest, label in (
        ("subject", words.subject, LONGEST_SUBJECT, "件名"),
        ("body", words.body, LONGEST_BODY, "本文"),
    ):
        sentence = _mistake(text, longest, label, variables, one_line=field == "subject", free=free)
        if sentence:
            found[field] = sentence
    missing = sorted(set(required) - places(words))
    if missing and "body" not in found:
        found["body"] = (
            f"本文に、必ず入れる差し込みがありません：{'、'.join(f'{{{one}}}' for one in missing)}"
        )
    return found


def _mistake(
    text: str, longest: int, label: str, variables: Collection[str], *, one_line: bool, free: bool
) -> str:
    if not text.strip():
        return f"{label}を書いてください。"
    if len(text) > longest:
        return f"{label}は{longest}文字までで書いてください（今は{len(text)}文字です）。"
    if _controls(text, keep="" if one_line else "\n"):
        return f"{label}に、使えない文字（改行や制御文字）があります。取りのぞいてください。"
    return fault(text, label, variables, free=free)


def places(words: Words) -> frozenset[str]:
    """The names of all values that the words ask for."""
    return frozenset(_PLACE.findall(f"{words.subject}\n{words.body}"))


def is_name(name: str) -> bool:
    """Whether a variable may be called so: small letters, figures and underscores, a letter first."""
    return _NAME.fullmatch(name) is not None


def fill(words: Words, values: Mapping[str, str]) -> Words:
    """The words with the values in their places; braces inside a value stay what they are."""
    return Words(_fill(words.subject, values), _fill(words.body, values))


def _fill(text: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values[place[1]], text)


def clean(value: str) -> str:
    """A value as it may stand in a subject: one line, no control characters, something UTF-8 can say.

    Line breaks become spaces, so that no value can write a header or a paragraph of its own. Names keep every
    visible character and variation selector.
    """
    kept = "".join(" " if _is_control(letter) else letter for letter in value)
    return kept.encode("utf-8", "replace").decode("utf-8").strip()[:LONGEST_VALUE]


def tidy(text: str) -> str:
    """What a person typed into a large box: one kind of line break, no spaces at the ends."""
    return _BREAK.sub("\n", text).strip()


def _controls(text: str, keep: str) -> bool:
    return any(_is_control(letter) and letter not in keep for letter in text)


def _is_control(letter: str) -> bool:
    """Control characters, line and paragraph separators, marks that turn the direction of writing, surrogates."""
    if unicodedata.category(letter) in {"Cc", "Zl", "Zp", "Cs"}:
        return True
    return "\u202a" <= letter <= "\u202e" or "\u2066" <= letter <= "\u2069"
