"""The shelf of compiled definitions: a version never changes, so each process compiles it once.

What is open at the moment is asked of the database at most every `FRESH_S` seconds, so that a resident's page
costs no statement for it.
"""

import threading
import time
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.refusals import NotFound
from yakuba.kernel.values.japanese_text import lookup_key
from yakuba.procedures.models import Procedure, Version
from yakuba.procedures.rules.compiling import Form, compile_form
from yakuba.procedures.rules.definition import Definition, Text, from_json

FRESH_S = 5.0
KEPT = 512


@dataclass(frozen=True, slots=True, eq=False)
class Shelved:
    """A version at hand: its row's id, number, definition and compiled form. Hashed by identity, to key caches."""

    version_id: int
    procedure_id: int
    section_id: int
    number: int
    definition: Definition
    form: Form
    words: tuple[str, str, str]
    """What a search looks through: title; summary and keywords; questions. As look-up keys, in all languages."""


@dataclass(slots=True)
class _Open:
    """The open versions by slug, and when they were read."""

    by_slug: dict[str, int]
    read_at: float


_open: _Open | None = None
_lock = threading.Lock()


@lru_cache(maxsize=KEPT)
def shelved(version_id: int) -> Shelved:
    """The version with this id, compiled."""
    row = Version.objects.select_related("procedure").filter(pk=version_id).first()
    if row is None:
        raise NotFound()
    definition = from_json(msgspec.json.encode(row.definition))
    return Shelved(
        version_id=row.pk,
        procedure_id=row.procedure_id,
        section_id=_section(definition.section, row.procedure.section_id),
        number=row.number,
        definition=definition,
        form=compile_form(definition),
        words=_words(definition),
    )


def _section(code: str, otherwise: int) -> int:
    """The section a definition names; the procedure's, should the code be no longer known."""
    try:
        return identity.section_by_code(code).id
    except NotFound:
        return otherwise


def _words(definition: Definition) -> tuple[str, str, str]:
    texts = (
        _all(definition.title),
        _all(definition.summary, definition.explanation, definition.who) + " ".join(definition.keywords),
        _all(*(text for _page, one, _group in definition.all_fields() for text in (one.label, one.text))),
    )
    title, summary, questions = (lookup_key(text) for text in texts)
    return title, summary, questions


def _all(*texts: Text | None) -> str:
    return " ".join(f"{text.ja} {text.easy} {text.en}" for text in texts if text)


def open_versions() -> dict[str, Shelved]:
    """The versions residents may apply with now, by slug."""
    return {slug: shelved(version_id) for slug, version_id in _read_open().items()}


def known_version(slug: str) -> Shelved:
    """The open version of a procedure; while it rests, the one that was open last (1 SQL). NotFound otherwise."""
    version_id = _read_open().get(slug)
    if version_id is None:
        published = Version.objects.filter(procedure__slug=slug, published_at__isnull=False)
        version_id = published.order_by("-published_at").values_list("pk", flat=True).first()
    if version_id is None:
        raise NotFound()
    return shelved(version_id)


def is_open(version: Shelved) -> bool:
    """Whether applications to the procedure are taken today: it does not rest and its window is open."""
    definition = version.definition
    window = definition.window
    return definition.slug in _read_open() and (window is None or window.open_on(clock.today()))


def forget_open() -> None:
    """Ask the database again at the next call (after a publication in this process)."""
    global _open
    _open = None


def forget_remembered() -> None:
    """Forget every version as well (between tests: their databases give the same ids to other versions)."""
    forget_open()
    shelved.cache_clear()


def _read_open() -> dict[str, int]:
    global _open
    known = _open
    if known is not None and time.monotonic() - known.read_at < FRESH_S:
        return known.by_slug
    with _lock:
        rows = Procedure.objects.exclude(current=None).order_by("slug").values_list("slug", "current_id")
        _open = _Open({slug: version_id for slug, version_id in rows if version_id}, time.monotonic())
        return _open.by_slug
