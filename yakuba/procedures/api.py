"""The door of procedures: what can be applied for, what somebody is writing, what they handed in.

Shown models: Procedure, Submission. `find` searches the open procedures; `load_ward` takes a ward's definitions in.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import Refusal
from yakuba.kernel.values.japanese_text import lookup_key
from yakuba.procedures import queries
from yakuba.procedures.actions.load_definition import load_definition
from yakuba.procedures.actions.publish import publish
from yakuba.procedures.events import ProcedurePublished, SubmissionReceived
from yakuba.procedures.models import Procedure, Submission
from yakuba.procedures.one_question import OneQuestion, Reading, hand_in_one, one_question, read_one
from yakuba.procedures.permissions import APPLY, EDIT, PUBLISH, READ
from yakuba.procedures.rules.definition import Language, code_of
from yakuba.procedures.rules.load import load_toml
from yakuba.procedures.shelf import Shelved, forget_remembered, open_versions, shelved

__all__ = [
    "APPLY",
    "EDIT",
    "PUBLISH",
    "READ",
    "Card",
    "DraftLine",
    "OneQuestion",
    "Procedure",
    "ProcedurePublished",
    "Reading",
    "Submission",
    "SubmissionReceived",
    "drafts_of",
    "find",
    "forget_remembered",
    "hand_in_one",
    "load_ward",
    "one_question",
    "read_one",
]


@dataclass(frozen=True, slots=True)
class Card:
    """A procedure as it is listed: slug, title and summary in the language asked for, headings it stands under."""

    slug: str
    title: str
    summary: str
    field: str
    life_events: tuple[str, ...]
    section_id: int
    open: bool
    opens: date | None
    closes: date | None


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft that can be gone on with."""

    slug: str
    title: str
    saved_at: datetime
    expires_at: datetime


def find(*, words: str = "", field: str = "", life_event: str = "", language: str = "ja") -> list[Card]:
    """The procedures residents may apply for, by words, field (分野) or life event; best matches first.

    Words are looked for in titles, summaries, keywords and questions of every language, whatever their script;
    all of them must be found. 0 SQL within a few seconds of the last look.
    """
    wanted = [key for word in words.split() if (key := lookup_key(word))]
    found: list[tuple[int, Card]] = []
    for version in open_versions().values():
        definition = version.definition
        if (field and definition.field != field) or (life_event and life_event not in definition.life_events):
            continue
        rank = _rank(version, wanted)
        if rank is not None:
            found.append((rank, _card(version, code_of(language))))
    return [card for _rank_, card in sorted(found, key=lambda pair: (pair[0], pair[1].title))]


def _rank(version: Shelved, wanted: list[str]) -> int | None:
    """0 when every word stands in the title, 1 in keywords or summary, 2 anywhere; None when one is missing."""
    places = version.words
    worst = 0
    for word in wanted:
        at = next((rank for rank, text in enumerate(places) if word in text), None)
        if at is None:
            return None
        worst = max(worst, at)
    return worst


def _card(version: Shelved, language: Language) -> Card:
    definition = version.definition
    window = definition.window
    return Card(
        slug=definition.slug,
        title=definition.title.say(language),
        summary=definition.summary.say(language),
        field=definition.field,
        life_events=definition.life_events,
        section_id=version.section_id,
        open=window is None or window.open_on(clock.today()),
        opens=window.from_ if window else None,
        closes=window.until if window else None,
    )


def drafts_of(actor: Actor, *, language: str = "ja") -> list[DraftLine]:
    """The drafts somebody may go on with, the latest first (1 SQL)."""
    lines = []
    for draft in queries.open_drafts(actor)[:50]:
        definition = shelved(draft.version_id).definition
        title = definition.title.say(code_of(language))
        lines.append(DraftLine(definition.slug, title, draft.saved_at, draft.expires_at))
    return lines


def load_ward(actor: Actor, directory: Path) -> int:
    """Load and publish every definition of a ward pack (`procedures/*.toml`); returns how many there are.

    Refuses, naming file and line, a definition with mistakes; then none after it is loaded.
    """
    paths = sorted((directory / "procedures").glob("*.toml"))
    for path in paths:
        loaded = load_toml(path.read_text("utf-8"))
        if isinstance(loaded, list):
            first = loaded[0]
            raise Refusal("definition", f"{path.name} {first.line}行目：{first.sentence}")
        publish(actor, version=load_definition(actor, definition=loaded))
    return len(paths)
