"""The definition of a procedure: what the catalogue shows and what the form asks. Immutable, stored as JSON `format = 1`.

The TOML form that staff write is described in `docs/reference/procedure-definition.md`; `load.py` reads it, `dump.py` writes it.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal

import msgspec

FORMAT = 1

Language = Literal["ja", "easy", "en"]
LANGUAGES: tuple[Language, ...] = ("ja", "easy", "en")


Assurance = Literal["none", "email", "account"]
Originals = Literal["none", "show", "post"]

Number = int | float
Bound = int | float | str | None


def code_of(page_language: str) -> Language:
    """The language of texts that goes with a language of pages and people ("ja", "ja-easy", "en")."""
    return "easy" if page_language == "ja-easy" else "en" if page_language == "en" else "ja"


class BadDefinition(ValueError):
    """Stored JSON that is no definition of this format."""


class Text(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A sentence in Japanese and, where written, in やさしい日本語 and English."""

    ja: str
    easy: str = ""
    en: str = ""

    def say(self, language: str) -> str:
        """The text in the language ("ja", "easy", "en"); Japanese where there is no translation."""
        return (self.easy if language == "easy" else self.en if language == "en" else self.ja) or self.ja


class Option(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One of the answers a `choice` or `choices` field offers."""

    key: str
    label: Text
    help: Text | None = None


class Field(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One question (or note, or computed value). Which attributes mean something is decided by `kind`: see `kinds.KINDS`."""

    key: str
    kind: str
    label: Text | None = None
    help: Text | None = None
    text: Text | None = None
    required: bool = True
    required_if: str = ""
    visible_if: str = ""
    computed: str = ""
    check: str = ""
    check_message: Text | None = None
    fact: str = ""
    autocomplete: str = ""
    options: tuple[Option, ...] = ()
    min: Bound = None
    max: Bound = None
    decimals: int = 0
    unit: Text | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str = ""
    pattern_message: Text | None = None
    kana: bool = True
    former: bool = False
    confirm: bool = False
    accept: tuple[str, ...] = ()
    max_mb: int | None = None
    max_count: int | None = None
    item: Text | None = None
    fields: tuple["Field", ...] = ()

    def title(self) -> Text:
        """The label, or the key where a note has none."""
        return self.label or Text(self.key)


class Page(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One page of the form."""

    key: str
    title: Text
    intro: Text | None = None
    visible_if: str = ""
    fields: tuple[Field, ...] = ()


class Document(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A paper the resident needs: shown before the start, and on the receipt where `visible_if` holds for the answers."""

    key: str
    label: Text
    help: Text | None = None
    originals: Originals = "none"
    visible_if: str = ""


class Window(
    msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, rename={"from_": "from"}
):
    """First and last day on which an application is taken, both included."""

    from_: date | None = None
    until: date | None = None

    def open_on(self, day: date) -> bool:
        """Whether an application may be made on that day."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What the resident is told when the application was received, accepted (認定), completed (届出の受理), refused (却下)
    or dismissed (不受理)."""

    received: Text | None = None
    accepted: Text | None = None
    completed: Text | None = None
    refused: Text | None = None
    dismissed: Text | None = None


class Definition(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A whole procedure. `standard_days` counts working days (標準処理期間, 行政手続法 6条)."""

    format: int
    slug: str
    title: Text
    summary: Text
    explanation: Text | None = None
    law: Text | None = None
    section: str
    who: Text
    field: str
    life_events: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    receipt_prefix: str = ""
    window: Window | None = None
    fee: Text | None = None
    standard_days: int | None = None
    assurance: Assurance = "email"
    originals: Originals = "none"
    languages: tuple[Language, ...] = ("ja",)
    outcome: Outcome | None = None
    documents: tuple[Document, ...] = ()
    pages: tuple[Page, ...] = ()

    def all_fields(self) -> Iterator[tuple[Page, Field, Field | None]]:
        """Every field with its page and, for a field inside a group, the group."""
        for page in self.pages:
            for field in page.fields:
                yield page, field, None
                for inner in field.fields:
                    yield page, inner, field


def to_json(definition: Definition) -> bytes:
    """The stored form: compact JSON, defaults left out."""
    return msgspec.json.encode(definition)


_decoder = msgspec.json.Decoder(Definition)


def from_json(data: bytes | str) -> Definition:
    """Read what `to_json` wrote. Refuses another format and anything misshapen with BadDefinition."""
    try:
        definition = _decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise BadDefinition(str(error)) from error
    if definition.format != FORMAT:
        raise BadDefinition(f"format {definition.format} is not known here (known: {FORMAT})")
    return definition
