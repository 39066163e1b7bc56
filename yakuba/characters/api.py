"""The door of 文字同定: what a character is, what it may become, and under which key it is found.

    from yakuba.characters import api as characters

    characters.convert("髙橋", characters.Target.JIS_X_0213).text     # 高橋
    characters.search_key("渡邉") == characters.search_key("渡辺")     # True

Everything but the runs is a plain function: no database, no actor, safe in a loop. Tables are loaded when first asked.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from yakuba.characters import forms, tables
from yakuba.characters.actions.discard_run import discard_run
from yakuba.characters.actions.install_table import import_added, update_lists
from yakuba.characters.actions.run_conversion import run_conversion
from yakuba.characters.events import GaijiTableApproved, GaijiTableReverted
from yakuba.characters.queries.gaiji_tables import own_in_force
from yakuba.characters.queries.runs import differences, open_characters, runs_visible_to
from yakuba.characters.rules.conversion import Converter, describe, elements
from yakuba.characters.rules.outcomes import (
    STATUS_LABELS,
    TARGET_LABELS,
    Candidate,
    Change,
    Converted,
    Doubt,
    Kind,
    Status,
    Step,
    Target,
)
from yakuba.characters.rules.relations import LABELS, Rule
from yakuba.characters.rules.table import Glyph
from yakuba.kernel.refusals import Refusal

__all__ = [
    "LABELS",
    "STATUS_LABELS",
    "TARGET_LABELS",
    "Candidate",
    "Change",
    "Converted",
    "Doubt",
    "GaijiTableApproved",
    "GaijiTableReverted",
    "Glyph",
    "Kind",
    "Rule",
    "Status",
    "Step",
    "Target",
    "as_plain",
    "convert",
    "convert_many",
    "converter",
    "describe",
    "differences",
    "discard_run",
    "elements",
    "forget_remembered",
    "glyph",
    "glyph_names",
    "glyphs_of",
    "import_added",
    "load",
    "open_characters",
    "own_table",
    "run_conversion",
    "runs_visible_to",
    "search_key",
    "search_keys",
    "text_of",
    "update_lists",
    "versions",
]


def convert(text: str, target: Target, weakest: Rule = Rule.DICTIONARY) -> Converted:
    """One text into a set of characters. Never raises for what the text holds.

    `weakest` is the last rule that decides without a person; what only weaker rules say becomes a doubt.
    """
    return tables.converter(target, weakest).convert(text)


def convert_many(
    texts: Iterable[str], target: Target, weakest: Rule = Rule.DICTIONARY
) -> Iterator[Converted]:
    """Many texts, lazily and in order."""
    return tables.converter(target, weakest).convert_many(texts)


def converter(
    target: Target, weakest: Rule = Rule.DICTIONARY, own: Mapping[str, str] | None = None
) -> Converter:
    """The converter itself; with `own`, a ward's 外字変換表 (private-use character → name of its glyph)."""
    return tables.converter_with(own, target, weakest) if own else tables.converter(target, weakest)


def own_table(system_code: str) -> dict[str, str]:
    """The 外字変換表 in force for a business system (外字 → name of its glyph), for `converter(target, own=…)`.

    Empty where no version was approved yet. Refuses a system that is not registered.
    """
    return own_in_force(system_code)


def as_plain(converted: Converted) -> forms.Plain:
    """A conversion as plain values for JSON, the shape that REST and the command line write."""
    return forms.of_conversion(converted)


def glyph(name: str) -> Glyph | None:
    """The glyph of a name (MJ022336, GJ000001), or None."""
    found = tables.repertoire().named(name.upper())
    return found.table.glyph(found.at) if found else None


def glyphs_of(text: str) -> list[Glyph | None]:
    """For each character of a text (with its selector) the glyph it is; None for kana, signs and what no list has."""
    found = [tables.repertoire().find(element) for element in elements(text)]
    return [one.table.glyph(one.at) if one else None for one in found]


def glyph_names(text: str) -> tuple[str, ...]:
    """A text as names of glyphs, kana and signs as they are: the lossless column beside a stored name.

    Refuses a text with anything that is in no list: such a name has no lossless form.
    """
    repertoire = tables.repertoire()
    names = []
    for at, element in enumerate(elements(text), 1):
        found = repertoire.find(element)
        if found is None and element not in repertoire.letters:
            raise Refusal(
                "not_in_lists", f"{at}文字目の「{forms.storable(element)}」は、文字の一覧表にありません。"
            )
        names.append(found.name if found else element)
    return tuple(names)


def text_of(names: Sequence[str]) -> str:
    """The text of `glyph_names`, each glyph in its canonical sequence. Refuses names without a sequence (19 of MJ)."""
    repertoire = tables.repertoire()
    parts = []
    for name in names:
        found = repertoire.named(name)
        if found is not None and not found.sequence:
            raise Refusal("no_sequence", f"{name} には符号がなく、文字の列では書けません。")
        if found is None and name not in repertoire.letters:
            raise Refusal("not_in_lists", f"「{forms.storable(name)}」は、文字の一覧表にありません。")
        parts.append(found.sequence if found else name)
    return "".join(parts)


def search_key(text: str) -> str:
    """The key under which a name, a word or a reading is found: 渡邊, 渡邉 and 渡辺 have one, ﾜﾀﾅﾍﾞ and わたなべ another.

    For searching and matching only; never stored in place of the text, never shown. Idempotent.
    """
    return tables.folder().key(text)


def search_keys(name: str, reading: str = "") -> tuple[str, ...]:
    """The keys under which a person is found: store them all, then look for `search_key(word)` among them."""
    return tables.folder().keys(name, reading)


def load() -> None:
    """Load the lists now, e.g. when a web process starts, instead of with the first question that needs them."""
    tables.folder().key("辺")


def versions() -> str:
    """The lists in force with versions and dates, in one line."""
    return tables.repertoire().versions


def forget_remembered() -> None:
    """Load the tables anew when next asked (tests)."""
    tables.forget()
