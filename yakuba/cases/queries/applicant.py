"""What an applicant sees of the own cases: never the officer, never a decision before its notice went out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from yakuba.cases.models import Case, Correction, Decision, Document, Look, Message, Sheet, Status
from yakuba.cases.permissions import OWN
from yakuba.cases.queries.visible import PUBLIC_FIELDS, case_for_applicant, cases_visible_to
from yakuba.cases.rules import sheets, transitions
from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.refusals import NotFound

CORRECTION_FIELDS = (
    "id",
    "case_id",
    "items",
    "words",
    "deadline",
    "asked_at",
    "answered_at",
    "cancelled_at",
    "sheet_number",
)
MESSAGE_FIELDS = ("id", "case_id", "section_id", "text", "at")
DECISION_FIELDS = (
    "id",
    "case_id",
    "outcome",
    "reason",
    "words",
    "appeal_notice",
    "section_id",
    "document_number",
    "decided_on",
    "issued_at",
    "notice_state",
    "opened_at",
)
LOOKS_SHOWN = 1_000


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """One application in the list of one's own: `title` in the language asked for, `status` what the applicant may know now."""

    receipt: str
    title: str
    kind: str
    status: str
    outcome: str
    opened_at: datetime
    due_on: date | None
    correction_deadline: date | None


@dataclass(frozen=True, slots=True)
class Application:
    """One's own application: where it stands, what was answered, what the office asked, said and decided.

    `status` stays "in_review" until the notice of a decision went out. `may` holds "withdraw", "reply",
    "answer_correction" as far as they can be done now. `received_by` is the section.
    """

    case: Case
    status: str
    received_by: str
    pages: tuple[sheets.SheetPage, ...]
    sheet_number: int
    documents: list[Document]
    correction: Correction | None
    corrections: list[Correction]
    messages: list[Message]
    decision: Decision | None
    notice: Document | None
    may: frozenset[str]


@dataclass(frozen=True, slots=True)
class Looked:
    """A section looked at the case on a day, at these times (the newest first)."""

    section: str
    on: date
    times: tuple[datetime, ...]


def applications_of(
    actor: Actor, receipts_shown: Collection[str] = (), *, language: str = "ja"
) -> list[ApplicationLine]:
    """One's own applications, the newest first, with titles in `language` where there are any: 3 SQL."""
    if actor.kind == "staff":
        return []
    rows = list(cases_visible_to(actor, OWN, receipts_shown).order_by("-opened_at", "-pk")[:200])
    ids = [case.pk for case in rows]
    issued = dict(
        Decision.objects.filter(case__in=ids, issued_at__isnull=False).values_list("case_id", "outcome")
    )
    waiting = dict(
        Correction.objects.filter(case__in=ids, answered_at=None, cancelled_at=None).values_list(
            "case_id", "deadline"
        )
    )
    return [
        ApplicationLine(
            receipt=case.receipt,
            title=case.title_in(language),
            kind=case.kind,
            status=_told(case, decided=case.pk in issued),
            outcome=issued.get(case.pk, ""),
            opened_at=case.opened_at,
            due_on=case.due_on,
            correction_deadline=waiting.get(case.pk),
        )
        for case in rows
    ]


def application(actor: Actor, receipt: str, receipts_shown: Collection[str] = ()) -> Application:
    """One's own application by receipt number: 6 SQL. Somebody else's is NotFound, as one that never was."""
    case = case_for_applicant(actor, receipt, receipts_shown)
    sheet = Sheet.objects.filter(case=case).order_by("-number").first()
    documents = list(Document.objects.filter(case=case).select_related("file").order_by("pk"))
    corrections = list(
        Correction.objects.filter(case=case).only(*CORRECTION_FIELDS).order_by("-asked_at", "-pk")
    )
    decision = (
        Decision.objects.filter(case=case, issued_at__isnull=False, undone_at=None)
        .only(*DECISION_FIELDS)
        .first()
    )
    correction = next((one for one in corrections if one.is_open), None)
    status = _told(case, decided=decision is not None)
    may = transitions.verbs_for(case.status) & {"withdraw", "reply", "answer_correction"}
    return Application(
        case=case,
        status=status,
        received_by=identity.section_full_name(case.section_id),
        pages=sheets.from_json(sheet.pages) if sheet else (),
        sheet_number=sheet.number if sheet else 0,
        documents=[one for one in documents if one.kind != Document.Kind.NOTICE],
        correction=correction,
        corrections=corrections,
        messages=list(Message.objects.filter(case=case).only(*MESSAGE_FIELDS).order_by("at", "pk")),
        decision=decision,
        notice=next((one for one in documents if one.kind == Document.Kind.NOTICE), None),
        may=may,
    )


def _told(case: Case, *, decided: bool) -> str:
    """The status an applicant may know: a decision is one only once its notice went out."""
    if case.status == Status.DECIDED and not decided:
        return str(Status.IN_REVIEW)
    return case.status


def own_document(
    actor: Actor, receipt: str, document_id: int, receipts_shown: Collection[str] = ()
) -> Document:
    """A document of one's own case, for download; NotFound otherwise. The notice's first opening is recorded by
    the verb `open_notice`.
    """
    case = case_for_applicant(actor, receipt, receipts_shown)
    found = Document.objects.filter(case=case, pk=document_id).select_related("file").first()
    if found is None:
        raise NotFound()
    return found


def who_looked(actor: Actor, receipt: str, receipts_shown: Collection[str] = ()) -> list[Looked]:
    """Which section looked at one's own case, day by day, with the times: from the trail, without names of staff."""
    case = case_for_applicant(actor, receipt, receipts_shown)
    return looks_at(case)


def looks_at(case: Case) -> list[Looked]:
    """The looks at a case, the newest day first (1 SQL)."""
    grouped: dict[tuple[date, str], list[datetime]] = {}
    for at, section in Look.objects.filter(case_key=str(case.pk)).values_list("at", "section_label")[
        :LOOKS_SHOWN
    ]:
        local = at.astimezone(clock.TOKYO)
        grouped.setdefault((local.date(), section), []).append(local)
    return [Looked(section, day, tuple(times)) for (day, section), times in grouped.items()]


def case_of_subject(module: str, noun: str, object_id: str | int) -> Case | None:
    """The case about a subject, for the module that owns the subject; it has checked who asks."""
    return (
        Case.objects.only(*PUBLIC_FIELDS)
        .filter(subject_module=module, subject_noun=noun, subject_id=str(object_id))
        .first()
    )
