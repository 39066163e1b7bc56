"""What the pages of the desk ask before a verb: was this said already, which question is meant."""

from datetime import datetime

from yakuba.cases.models import Case, Message, Note, Opinion
from yakuba.cases.permissions import READ
from yakuba.cases.queries.visible import cases_visible_to
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound


def hold(actor: Actor, case_id: int) -> Case | None:
    """The case, locked until the surrounding transaction ends: answers to the same form wait for each other."""
    return cases_visible_to(actor).select_for_update(of=("self",)).filter(pk=case_id).first()


def note_written(actor: Actor, case_id: int, text: str, since: datetime) -> bool:
    """Whether the actor wrote this very note after a moment (1 SQL)."""
    rows = Note.objects.filter(case_id=case_id, author_id=actor.staff_id, at__gte=since, text=text)
    return actor.staff_id is not None and rows.exists()


def message_written(actor: Actor, case_id: int, text: str, since: datetime) -> bool:
    """Whether the actor wrote this very message after a moment (1 SQL)."""
    rows = Message.objects.filter(case_id=case_id, author_id=actor.staff_id, at__gte=since, text=text)
    return actor.staff_id is not None and rows.exists()


def opinion_of(actor: Actor, case_id: int, opinion_id: int) -> Opinion:
    """A question about a case, for the section that asked or the one that is asked (1 SQL); else NotFound."""
    visible = cases_visible_to(actor).filter(pk=case_id).values("pk")
    found = Opinion.objects.select_related("case").filter(pk=opinion_id, case__in=visible).first()
    if found is None or not (actor.may(READ, found.section_id) or actor.may(READ, found.case.section_id)):
        raise NotFound()
    return found
