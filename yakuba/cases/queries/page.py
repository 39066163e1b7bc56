"""Everything the desk shows of one case, in few statements. Reading it is an entry of the trail."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

from yakuba.cases.models import (
    Assignment,
    Case,
    Correction,
    Decision,
    Document,
    Message,
    Note,
    Opinion,
    Presence,
    Sheet,
)
from yakuba.cases.permissions import ASSIGN, DECIDE, HANDLE, READ
from yakuba.cases.queries import office
from yakuba.cases.queries.visible import case_by_id, cases_visible_to
from yakuba.cases.rules import clock as rules_clock
from yakuba.cases.rules import sheets, transitions
from yakuba.identity import api as identity
from yakuba.kernel import audit, clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.models import AuditEntry
from yakuba.kernel.permissions import Permission
from yakuba.kernel.refusals import NotFound

HISTORY_LINES = 50
PRESENT_FOR = timedelta(seconds=75)
PARTS = (
    "author_id",
    "assignee_id",
    "by_id",
    "asked_by_id",
    "answered_by_id",
    "decided_by_id",
    "undone_by_id",
)

NEEDED: dict[str, Permission] = {
    "take": HANDLE,
    "assign": ASSIGN,
    "transfer": ASSIGN,
    "add_note": HANDLE,
    "ask_opinion": HANDLE,
    "cancel_opinion": HANDLE,
    "ask_correction": HANDLE,
    "cancel_correction": HANDLE,
    "send_message": HANDLE,
    "decide": DECIDE,
    "undo_decision": DECIDE,
    "release_notice": DECIDE,
}


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case as the desk shows it.

    `may` holds the names of the verbs this actor may do now. `inside` is False for somebody who reads the case
    only because their section is asked for an opinion: notes, messages and assignments are not theirs to read.
    `changes` is what the latest sheet says otherwise than the one before it. `staff` has the names of everybody
    who appears, by id. `others_here` are the names of colleagues who have the case open now.
    """

    case: Case
    section_label: str
    inside: bool
    sheet_number: int
    pages: tuple[sheets.SheetPage, ...]
    changes: tuple[sheets.Change, ...]
    documents: list[Document]
    corrections: list[Correction]
    opinions: list[Opinion]
    messages: list[Message]
    notes: list[Note]
    assignments: list[Assignment]
    decision: Decision | None
    undone: list[Decision]
    history: list[AuditEntry]
    others_here: list[str]
    staff: dict[int, str]
    sections: dict[int, str]
    may: frozenset[str]
    days_used: int
    undo_until: datetime | None
    own_opinions: list[Opinion] = field(default_factory=list)

    @property
    def open_correction(self) -> Correction | None:
        """The correction that is out now."""
        return next((one for one in self.corrections if one.is_open), None)


def open_case_page(actor: Actor, case_id: int) -> CasePage:
    """The case for the desk. Refuses (NotFound) what the actor may not read; leaves an entry that it was read."""
    case = case_by_id(actor, case_id)
    inside = actor.may(READ, case.section_id)
    page = _gather(actor, case, inside=inside)
    audit.record_read(actor, about=case, text="案件を閲覧した")
    return page


def _gather(actor: Actor, case: Case, *, inside: bool) -> CasePage:
    latest = list(Sheet.objects.filter(case=case).order_by("-number")[:2])
    pages = sheets.from_json(latest[0].pages) if latest else ()
    before = sheets.from_json(latest[1].pages) if len(latest) > 1 else pages
    corrections = list(Correction.objects.filter(case=case).order_by("-asked_at", "-pk"))
    opinions = list(Opinion.objects.filter(case=case).order_by("-asked_at", "-pk"))
    own = [one for one in opinions if one.section_id in actor.sections_for(READ)]
    decisions = list(Decision.objects.filter(case=case).select_related("notice__file").order_by("-pk"))
    decision = next((one for one in decisions if one.undone_at is None), None)
    messages = list(Message.objects.filter(case=case).order_by("at", "pk")) if inside else []
    notes = list(Note.objects.filter(case=case).order_by("at", "pk")) if inside else []
    assignments = list(Assignment.objects.filter(case=case).order_by("-at", "-pk")) if inside else []
    history = list(audit.history(case)[:HISTORY_LINES]) if inside else []
    here = others_here(actor, case.pk)
    rows = ([case], notes, messages, assignments, opinions, corrections, decisions)
    staff = office.names([*_people(*rows), *map(_staff_behind, history), *here])
    return CasePage(
        case=case,
        section_label=identity.section_full_name(case.section_id),
        inside=inside,
        sheet_number=latest[0].number if latest else 0,
        pages=pages,
        changes=sheets.changes(before, pages),
        documents=list(
            Document.objects.filter(case=case).select_related("file").order_by("sheet_number", "pk")
        ),
        corrections=corrections,
        opinions=opinions if inside else own,
        messages=messages,
        notes=notes,
        assignments=assignments,
        decision=decision if inside else None,
        undone=[one for one in decisions if one.undone_at is not None] if inside else [],
        history=history,
        others_here=[staff.get(one, "") for one in here],
        staff=staff,
        sections=identity.section_names(
            {
                case.section_id,
                *(one.section_id for one in opinions),
                *(one.section_id for one in assignments),
                *(one.section_id for one in messages if one.section_id is not None),
            }
        ),
        may=_may(actor, case, own, decision),
        days_used=_days_used(case, corrections),
        undo_until=decision.issue_after if decision and decision.issued_at is None else None,
        own_opinions=own,
    )


def _people(*rows: Iterable[object]) -> Iterator[int | None]:
    """The members of staff whom rows of a case name, in whatever part."""
    for row in chain(*rows):
        yield from (getattr(row, part, None) for part in PARTS)


def _staff_behind(entry: AuditEntry) -> int | None:
    """The member of staff who left the entry, None where it was somebody else."""
    kind, _colon, number = entry.actor_key.partition(":")
    return int(number) if kind == "staff" and number.isdigit() else None


def _may(actor: Actor, case: Case, own: list[Opinion], decision: Decision | None) -> frozenset[str]:
    """The verbs the status allows and the actor holds the permission for in the section of the case."""
    may = {
        verb
        for verb in transitions.verbs_for(case.status) & NEEDED.keys()
        if actor.may(NEEDED[verb], case.section_id)
    }
    if case.assignee_id is not None and case.assignee_id == actor.staff_id:
        may.discard("take")
    if decision is None or decision.issued_at is not None or decision.issue_after <= clock.now():
        may -= {"undo_decision", "release_notice"}
    if any(one.answered_at is None and one.cancelled_at is None for one in own) and case.is_open:
        may.add("answer_opinion")
    return frozenset(may)


def _days_used(case: Case, corrections: list[Correction]) -> int:
    pauses = [rules_clock.pause(one.asked_at, one.answered_at or one.cancelled_at) for one in corrections]
    until = rules_clock.day_of(case.closed_at) if case.closed_at else clock.today()
    opened_on = rules_clock.day_of(case.opened_at)
    return rules_clock.days_used(opened_on, until, pauses, office.closed_days(case.section_id))


def others_here(actor: Actor, case_id: int) -> list[int]:
    """Ids of the other members of staff who have the case open now (1 SQL)."""
    rows = Presence.objects.filter(case_id=case_id, seen_at__gt=clock.now() - PRESENT_FOR)
    here = rows.order_by("seen_at").values_list("staff_id", flat=True)
    return [one for one in here if one != actor.staff_id]


def others_here_by_name(actor: Actor, case_id: int) -> list[str]:
    """Names of the colleagues who have the case open now; NotFound where the actor may not read it."""
    if not cases_visible_to(actor).filter(pk=case_id).exists():
        raise NotFound()
    here = others_here(actor, case_id)
    known = office.names(here)
    return [known[one] for one in here if one in known]


def document_for_staff(actor: Actor, case_id: int, document_id: int) -> Document:
    """A document of a case the actor may read, for download; leaves an entry. NotFound otherwise."""
    found = (
        Document.objects.filter(pk=document_id, case__in=cases_visible_to(actor).filter(pk=case_id))
        .select_related("file", "case")
        .first()
    )
    if found is None:
        raise NotFound()
    audit.record_read(actor, about=found.case, text="書類を開いた", document=found.pk)
    return found


def sheet_at(actor: Actor, case_id: int, number: int) -> tuple[sheets.SheetPage, ...]:
    """An earlier sheet of a case the actor may read, to compare with; NotFound where there is none."""
    case = case_by_id(actor, case_id)
    sheet = Sheet.objects.filter(case=case, number=number).first()
    if sheet is None:
        raise NotFound()
    return sheets.from_json(sheet.pages)
