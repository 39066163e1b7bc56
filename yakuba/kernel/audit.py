"""The audit trail: append-only, hash-chained, reads of personal data included.

A trigger of the database chains every entry to the one before it in its lane (the backend's pid modulo
`LANES`), so that concurrent writers do not queue behind one head. Neither face may change or remove an entry.
`verify` recomputes every lane; `heads` gives the values to be kept outside the house.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models

from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.models import AuditEntry
from yakuba.kernel.permissions import Permission
from yakuba.kernel.refusals import NotAllowed

LANES = 16
READ = Permission("kernel.read_audit", "監査記録を読む")


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry is about, as text: no foreign key ties the trail to a table."""

    module: str
    noun: str
    object_id: str


def subject(about: models.Model | Subject | None) -> Subject:
    """The subject an entry names for a row."""
    if about is None:
        return Subject("", "", "")
    if isinstance(about, Subject):
        return about
    return Subject(about._meta.app_label, about._meta.object_name or "", str(about.pk))


@dataclass(slots=True)
class Notes:
    """What a verb wishes its entry to say besides the sentence."""

    about: models.Model | Subject | None = None
    detail: dict[str, Any] = field(default_factory=dict)


_notes: ContextVar[Notes | None] = ContextVar("notes", default=None)


@contextmanager
def noting() -> Iterator[Notes]:
    """Collect the notes of one verb; verbs called inside have notes of their own."""
    notes = Notes()
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)


def note(about: models.Model | Subject | None = None, **detail: Any) -> None:
    """Inside a verb: name the subject of its entry, or add detail that holds no personal data."""
    notes = _notes.get()
    if notes is None:
        raise RuntimeError("audit.note is called inside an audited verb only")
    if about is not None:
        notes.about = about
    notes.detail.update(detail)


_gathered: ContextVar[list[AuditEntry] | None] = ContextVar("gathered", default=None)


def gathering() -> bool:
    """Whether an outer verb will write the entries."""
    return _gathered.get() is not None


@contextmanager
def gathered() -> Iterator[None]:
    """Hold the entries back until the end of the block, then write them in one statement.

    The lane's head is locked from the first entry until the transaction ends: writing last keeps that short.
    """
    entries: list[AuditEntry] = []
    token = _gathered.set(entries)
    try:
        yield
    finally:
        _gathered.reset(token)
    if entries:
        AuditEntry.objects.bulk_create(entries)


def write(
    actor: Actor,
    *,
    text: str,
    about: models.Model | Subject | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Append one entry: at once, or with the others at the end of the verb that is running."""
    named = subject(about)
    entry = AuditEntry(
        at=clock.now(),
        actor_key=actor.key,
        actor_label=actor.label,
        text=text,
        module=named.module,
        noun=named.noun,
        object_id=named.object_id,
        detail=dict(detail or {}),
    )
    entries = _gathered.get()
    if entries is None:
        AuditEntry.objects.bulk_create([entry])
    else:
        entries.append(entry)


def record_read(actor: Actor, *, about: models.Model | Subject, text: str, **detail: Any) -> None:
    """Record that somebody looked at personal data."""
    write(actor, text=text, about=about, detail={"read": True, **detail})


def history(about: models.Model | Subject) -> models.QuerySet[AuditEntry]:
    """The entries about one row, newest first."""
    named = subject(about)
    return AuditEntry.objects.filter(
        module=named.module, noun=named.noun, object_id=named.object_id
    ).order_by("-at", "-id")


def entries_visible_to(actor: Actor) -> models.QuerySet[AuditEntry]:
    """The whole trail, newest first, for those who may read it. Refuses everybody else."""
    if not actor.may(READ):
        raise NotAllowed()
    return AuditEntry.objects.order_by("-at", "-id")


def naming(word: str) -> models.Q:
    """The condition that an entry names an object's id or an actor's key."""
    return models.Q(object_id=word) | models.Q(actor_key=word)


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of one lane."""

    lane: int
    seq: int
    digest: str


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold."""

    lane: int
    seq: int
    what: str


def heads() -> list[Head]:
    """The last link of every lane, to be kept outside the house (printed, or on another system)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lane, seq, encode(digest, 'hex') FROM kernel_auditlane ORDER BY lane")
        return [Head(*row) for row in cursor.fetchall()]


def count() -> int:
    """How many entries the trail holds."""
    return AuditEntry.objects.count()


_BREAKS = """
WITH chained AS (
    SELECT lane, seq, previous, digest, kernel_audit_digest(entry) AS recomputed,
           lag(digest) OVER chain AS expected, lag(seq) OVER chain AS seq_before
    FROM kernel_auditentry entry WINDOW chain AS (PARTITION BY lane ORDER BY seq)
)
SELECT lane, seq, CASE
         WHEN digest <> recomputed THEN 'altered'
         WHEN seq <> coalesce(seq_before, 0) + 1 THEN 'removed'
         ELSE 'reordered' END
FROM chained
WHERE digest <> recomputed OR seq <> coalesce(seq_before, 0) + 1
   OR previous <> coalesce(expected, decode(repeat('00', 32), 'hex'))
UNION ALL
SELECT head.lane, head.seq, 'removed'
FROM kernel_auditlane head
LEFT JOIN LATERAL (
    SELECT seq, digest FROM kernel_auditentry entry WHERE entry.lane = head.lane ORDER BY seq DESC LIMIT 1
) last ON true
WHERE coalesce(last.seq, 0) <> head.seq OR (head.seq > 0 AND last.digest <> head.digest)
ORDER BY 1, 2
"""


def verify(kept: list[Head] | None = None) -> list[Break]:
    """Recompute every lane and return the places where an entry was altered, removed or reordered.

    `kept` are heads noted earlier outside the house: each must still stand in the trail, which finds even a
    trail that was rewritten as a whole.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BREAKS)
        breaks = [Break(*row) for row in cursor.fetchall()]
        for head in kept or []:
            cursor.execute(
                "SELECT encode(digest, 'hex') FROM kernel_auditentry WHERE lane = %s AND seq = %s",
                [head.lane, head.seq],
            )
            row = cursor.fetchone()
            if head.seq and (row is None or row[0] != head.digest):
                breaks.append(Break(head.lane, head.seq, "rewritten"))
    return breaks
