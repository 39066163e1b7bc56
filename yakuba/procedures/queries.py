"""Rows of procedures, seen by whoever asks: drafts by their browser or owner, submissions by their applicant."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound
from yakuba.procedures.models import Amendment, Draft, Procedure, Submission, Version
from yakuba.procedures.permissions import READ
from yakuba.procedures.shelf import shelved

EARLIER = 5  # how many earlier applications are looked through for answers


def token_hash(token: str) -> str:
    """What is stored of a browser's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def owner_key(actor: Actor) -> str:
    """The key under which drafts and submissions of a guest or resident are found again; "" for nobody."""
    return actor.key if actor.kind in ("guest", "resident") else ""


def open_drafts(actor: Actor, tokens: Collection[str] = ()) -> QuerySet[Draft]:
    """The drafts an actor may write on: begun in this browser, or their own. Somebody else's never."""
    mine = Q(token_hash__in=[token_hash(token) for token in tokens], owner_key__in=("", owner_key(actor)))
    if owner_key(actor):
        mine |= Q(owner_key=owner_key(actor))
    return Draft.objects.filter(mine, submitted_at=None, expires_at__gt=clock.now()).order_by("-saved_at")


def draft_by_token(actor: Actor, token: str) -> Draft:
    """The open draft that this browser began; NotFound when there is none or it became somebody else's."""
    draft = Draft.objects.filter(token_hash=token_hash(token), submitted_at=None).first()
    if draft is None or draft.expires_at <= clock.now():
        raise NotFound()
    if draft.owner_key and draft.owner_key != owner_key(actor):
        raise NotFound()
    return draft


def submissions_visible_to(actor: Actor, receipts: Collection[str] = ()) -> QuerySet[Submission]:
    """A resident's or guest's own submissions; `receipts` are those this browser handed in anonymously."""
    mine = Q(receipt__in=list(receipts), owner_key="")
    if owner_key(actor):
        mine |= Q(owner_key=owner_key(actor))
    return Submission.objects.filter(mine).select_related("case").order_by("-received_at")


def submission_for(actor: Actor, receipt: str, receipts: Collection[str] = ()) -> Submission:
    """One's own submission; somebody else's is as unknown as one that never was."""
    row = submissions_visible_to(actor, receipts).filter(receipt=receipt).first()
    if row is None:
        raise NotFound()
    return row


def current_answers(submission: Submission) -> dict[str, Any]:
    """The answers as they stand after the last correction."""
    last = Amendment.objects.filter(submission=submission).order_by("-number").first()
    return dict(last.answers if last else submission.answers)


def procedures_visible_to(actor: Actor) -> QuerySet[Procedure]:
    """Staff see the procedures of the sections in which they may read them."""
    rows = Procedure.objects.select_related("current").order_by("slug")
    return rows if actor.kind == "system" else rows.filter(section_id__in=actor.sections_for(READ))


def versions_of(procedure: Procedure) -> QuerySet[Version]:
    """All versions of a procedure, newest first."""
    return Version.objects.filter(procedure=procedure).order_by("-number")


@dataclass(frozen=True, slots=True)
class Known:
    """An answer the office already has: the value and where it came from, in words for the person."""

    value: Any
    source: str


def known_answers(actor: Actor, version_id: int) -> dict[str, Known]:
    """Answers to begin with: facts of the resident, then what they themselves answered before.

    The same procedure's answers and attachments are taken by key; other procedures' by fact.
    """
    if not owner_key(actor):
        return {}
    here = shelved(version_id)
    wanted = here.form.facts  # fact code -> field key
    known = {
        wanted[code]: Known(fact.value, fact.source)
        for code, fact in identity.facts_of(actor).items()
        if code in wanted
    }
    for earlier in submissions_visible_to(actor)[:EARLIER]:
        there = shelved(earlier.version_id)
        title = there.definition.title.ja
        for code, key in there.form.facts.items():
            if code in wanted and key in earlier.answers:
                known.setdefault(wanted[code], Known(earlier.answers[key], title))
        if there.definition.slug == here.definition.slug:
            for key in here.form.reusable & earlier.answers.keys():
                known.setdefault(key, Known(earlier.answers[key], title))
    return known
