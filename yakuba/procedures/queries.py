"""Rows of procedures, seen by whoever asks: drafts by their browser or owner, submissions by their applicant."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce

from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.models import StoredFile
from yakuba.kernel.refusals import NotFound
from yakuba.procedures.models import Amendment, Draft, Procedure, Submission, Version
from yakuba.procedures.permissions import READ
from yakuba.procedures.rules.reuse import again, file_ids
from yakuba.procedures.shelf import Shelved, shelved

EARLIER = 10  # how many earlier applications are looked through for answers and attachments
# Read for every page: written out, for composing it takes Django longer than the whole rest of the reading.
_OPEN_DRAFT = "SELECT * FROM procedures_draft WHERE token_hash = %s AND submitted_at IS NULL"


def token_hash(token: str) -> str:
    """What is stored of a browser's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def owner_key(actor: Actor) -> str:
    """The key under which drafts and submissions of a guest or resident are found again; "" for nobody."""
    return actor.key if actor.kind in ("guest", "resident") else ""


def owner_keys(actor: Actor) -> frozenset[str]:
    """All keys of a guest or resident: a resident also sees what they began as a guest of the same address."""
    return identity.keys_of(actor) if owner_key(actor) else frozenset()


def may_write(actor: Actor, draft: Draft) -> bool:
    """Whether a draft whose secret somebody holds is nobody's yet, or theirs."""
    return not draft.owner_key or draft.owner_key in owner_keys(actor)


def open_drafts(actor: Actor) -> QuerySet[Draft]:
    """A guest's or resident's own drafts, the last saved first. Somebody else's never."""
    mine = Draft.objects.filter(owner_key__in=owner_keys(actor), submitted_at=None)
    return mine.filter(expires_at__gt=clock.now()).order_by("-saved_at")


def draft_by_token(actor: Actor, token: str) -> Draft:
    """The open draft that this browser began; NotFound when there is none or it became somebody else's."""
    draft = next(iter(Draft.objects.raw(_OPEN_DRAFT, [token_hash(token)])), None)
    if draft is None or draft.expires_at <= clock.now() or not may_write(actor, draft):
        raise NotFound()
    return draft


def draft_owner(draft: Draft) -> str:
    """The owner under which the kernel keeps the files of a draft."""
    return f"draft:{draft.pk}"


def draft_files(draft: Draft, public_ids: Collection[str]) -> QuerySet[StoredFile]:
    """The files of a draft among the given ids: those it took in, and those of the owner's earlier applications.

    A forged id of somebody else's file is not among them.
    """
    if not public_ids:
        return StoredFile.objects.none()
    earlier: set[str] = set()
    if draft.owner_key:
        for answers, version in answers_handed_in(draft.owner_key):
            earlier.update(file_ids(version.form, answers))
    return StoredFile.objects.filter(
        Q(owner_key=draft_owner(draft)) | Q(public_id__in=earlier & set(public_ids)),
        public_id__in=list(public_ids),
    )


def answers_handed_in(*owners: str) -> list[tuple[dict[str, Any], Shelved]]:
    """The latest answers of somebody's last applications, the newest first, each with its version (2 SQL)."""
    rows = list(Submission.objects.filter(owner_key__in=owners).order_by("-received_at")[:EARLIER])
    amended = Amendment.objects.filter(submission__in=rows).order_by("number")
    latest = {one.submission_id: one.answers for one in amended} if rows else {}
    return [(latest.get(row.pk, row.answers), shelved(row.version_id)) for row in rows]


def submission_owner(submission: Submission) -> str:
    """The owner under which the kernel keeps files handed in with a correction."""
    return f"submission:{submission.pk}"


def correction_files(
    submission: Submission, public_ids: Collection[str], before: Collection[str]
) -> QuerySet[StoredFile]:
    """The files of a correction among the given ids: newly taken in, or part of the application before."""
    return StoredFile.objects.filter(
        Q(owner_key=submission_owner(submission)) | Q(public_id__in=set(before) & set(public_ids)),
        public_id__in=list(public_ids),
    )


def submissions_visible_to(actor: Actor, receipts: Collection[str] = ()) -> QuerySet[Submission]:
    """A resident's or guest's own submissions; `receipts` are those this browser handed in anonymously."""
    mine = Q(receipt__in=list(receipts), owner_key="")
    if owner_key(actor):
        mine |= Q(owner_key__in=owner_keys(actor))
    return Submission.objects.filter(mine).order_by("-received_at")


def submission_for(actor: Actor, receipt: str, receipts: Collection[str] = ()) -> Submission:
    """One's own submission; somebody else's is as unknown as one that never was."""
    row = submissions_visible_to(actor, receipts).filter(receipt=receipt).first()
    if row is None:
        raise NotFound()
    return row


def submission_by_draft(draft_hash: str) -> Submission | None:
    """What a draft became: asked by the browser that holds the draft's secret."""
    return Submission.objects.filter(draft_hash=draft_hash).first() if draft_hash else None


def own_submission_by_draft(
    actor: Actor, draft_hash: str, receipts: Collection[str] = ()
) -> Submission | None:
    """What a draft became, for whoever may see the application: a summary page that was left open asks so."""
    return submissions_visible_to(actor, receipts).filter(draft_hash=draft_hash).first()


def current_answers(submission: Submission) -> dict[str, Any]:
    """The answers as they stand after the last correction."""
    return answers_and_day(submission)[0]


def answers_and_day(submission: Submission) -> tuple[dict[str, Any], date]:
    """The answers as they stand, and the day on which they were given: what is computed from them counts from it."""
    last = Amendment.objects.filter(submission=submission).order_by("-number").first()
    given_at = last.amended_at if last else submission.received_at
    return dict(last.answers if last else submission.answers), given_at.astimezone(clock.TOKYO).date()


def procedures_visible_to(actor: Actor) -> QuerySet[Procedure]:
    """Staff see the procedures of the sections in which they may read them."""
    rows = Procedure.objects.select_related("current").order_by("slug")
    return rows if actor.kind == "system" else rows.filter(section_id__in=actor.sections_for(READ))


def versions_of(procedure: Procedure) -> QuerySet[Version]:
    """All versions of a procedure, newest first."""
    return Version.objects.filter(procedure=procedure).order_by("-number")


@dataclass(frozen=True, slots=True)
class Known:
    """Answers to begin with, by field key. `sources` says where each came from: the id of the version that asked
    for it, as text, or "" for what the office knows."""

    answers: dict[str, Any]
    sources: dict[str, str]


def known_answers(actor: Actor, version_id: int) -> Known:
    """What a guest or resident need not type again: their facts, then what they answered before.

    The same procedure's answers and attachments are taken by key, other procedures' by fact. Everything is read
    again by the form, so that nothing enters that could not be typed. 3 SQL, none for somebody unknown.
    """
    known = Known({}, {})
    if not owner_key(actor):
        return known
    here = shelved(version_id)
    today = clock.today()
    facts = {code: fact.value for code, fact in identity.facts_of(actor).items()}
    _add(known, here.form.prefill(facts, today=today), "")
    for answers, there in answers_handed_in(*owner_keys(actor)):
        source = str(there.version_id)
        if there.definition.slug == here.definition.slug:
            _add(known, again(here.form, answers, today=today), source)
        _add(known, here.form.prefill(there.form.by_fact(answers, today=today), today=today), source)
    return known


def _add(known: Known, answers: dict[str, Any], source: str) -> None:
    for key, value in answers.items():
        if key not in known.answers:
            known.answers[key] = value
            known.sources[key] = source


def shelf_of(actor: Actor, word: str = "") -> QuerySet[Procedure]:
    """The procedures a member of staff sees, as the list shows them: with `title` and `newest` (number of the last
    version), `open_number` (of the one that is open, else None), `window` (JSON) and `applications` (how many)."""
    newest = Version.objects.filter(procedure=OuterRef("pk")).order_by("-number")
    received = (
        Submission.objects.filter(version__procedure=OuterRef("pk"))
        .order_by()
        .values("version__procedure")
        .annotate(found=Count("pk"))
    )
    title = KeyTextTransform("ja", KeyTransform("title", "definition"))
    rows = procedures_visible_to(actor).select_related(None)
    rows = rows.annotate(
        open_number=F("current__number"),
        newest=Subquery(newest.values("number")[:1]),
        title=Subquery(newest.annotate(text=title).values("text")[:1]),
        window=Subquery(newest.annotate(text=KeyTransform("window", "definition")).values("text")[:1]),
        applications=Coalesce(Subquery(received.values("found")), 0),
    )
    return rows.filter(Q(title__icontains=word) | Q(slug__icontains=word)) if word else rows
