"""add_note: an officer writes to colleagues."""

from yakuba.cases.actions.writing import written
from yakuba.cases.models import Note
from yakuba.cases.permissions import HANDLE
from yakuba.cases.queries.visible import lock_for
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor


@action(permission=HANDLE, audit="内部メモを書いた")
def add_note(actor: Actor, *, case_id: int, text: str) -> Note:
    """Add an internal note; it is part of the record, cannot be changed, and the applicant never sees it."""
    case = lock_for(actor, case_id, HANDLE, "add_note")
    words = written("text", text)
    audit.note(case)
    return Note.objects.create(case=case, author_id=actor.staff_id, text=words, at=clock.now())
