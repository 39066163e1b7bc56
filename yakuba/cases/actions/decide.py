"""decide: the office ends the case (決定)."""

from datetime import date, timedelta

from django.conf import settings
from django.db import connection

from yakuba.cases.actions.writing import named, written, written_or_empty
from yakuba.cases.events import NoticeReleased
from yakuba.cases.models import Case, Decision, DocumentBook, Outcome, Status
from yakuba.cases.options import DEFENDANT, UNDO_MINUTES
from yakuba.cases.permissions import DECIDE
from yakuba.cases.queries import office
from yakuba.cases.queries.visible import lock_for
from yakuba.cases.rules.appeal import appeal_notice
from yakuba.cases.rules.document_number import document_number
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce
from yakuba.kernel.refusals import Refusal
from yakuba.kernel.values.fiscal_year import FiscalYear

DECIDABLE = (Outcome.ACCEPTED, Outcome.REFUSED, Outcome.DISMISSED, Outcome.COMPLETED)
NEEDS_REASON = (Outcome.REFUSED, Outcome.DISMISSED)

_NEXT_NUMBER = f"""
    INSERT INTO {DocumentBook._meta.db_table} AS book (section_id, fiscal_year, last) VALUES (%s, %s, 1)
    ON CONFLICT (section_id, fiscal_year) DO UPDATE SET last = book.last + 1 RETURNING last
"""  # noqa: S608 - the name of our own table


@action(permission=DECIDE, audit="案件を決定した")
def decide(
    actor: Actor, *, case_id: int, outcome: str, revision: int, reason: str = "", words: str = ""
) -> Decision:
    """End the case: accepted, refused, dismissed or completed. Draws the next document number of the section.

    `reason` is mandatory for a refusal or dismissal (行手法 8条) and goes into the notice, with the 教示; `words`
    are conditions or remarks in the notice. Nobody outside sees the decision until its notice goes out, after
    the minutes in which it can be undone. Refuses a case that changed since `revision`, or that is not under
    review (a correction that is out has to be cancelled first).
    """
    case = lock_for(actor, case_id, DECIDE, "decide", revision)
    if outcome not in DECIDABLE:
        sentence = "決定の内容を選んでください。"
        raise Refusal("bad_outcome", sentence, {"outcome": sentence})
    check = written if outcome in NEEDS_REASON else written_or_empty
    reason, words = check("reason", reason), written_or_empty("words", words)
    now, today = clock.now(), clock.today()
    year = FiscalYear.of(today)
    number = _next_number(case.section_id, year)
    decision = Decision.objects.create(
        case=case,
        outcome=outcome,
        reason=reason,
        words=words,
        appeal_notice=_appeal(outcome),
        section_id=case.section_id,
        fiscal_year=year.year,
        number=number,
        document_number=_document_number(case, year, number, today),
        decided_on=today,
        decided_at=now,
        decided_by_id=actor.staff_id,
        issue_after=now + timedelta(minutes=max(0, UNDO_MINUTES.value())),
    )
    case.status = Status.DECIDED
    case.outcome = outcome
    case.closed_at = now
    case.news = Case.News.NOTHING
    case.save_change("status", "outcome", "closed_at", "news")
    if decision.issue_after <= decision.decided_at:
        announce(NoticeReleased(**named(case), decision_id=decision.pk))
    audit.note(case, outcome=outcome, document_number=decision.document_number)
    return decision


def _appeal(outcome: str) -> str:
    ward = DEFENDANT.value() or settings.WARD.name
    return appeal_notice(outcome, ward, settings.WARD.head)


def _document_number(case: Case, year: FiscalYear, number: int, today: date) -> str:
    return document_number(year, office.section_sign(case.section_id, today), number)


def _next_number(section: int, year: FiscalYear) -> int:
    """The next number of the book; the row stays locked until the decision is stored or rolled back: no gaps."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_NUMBER, [section, year.year])
        (number,) = cursor.fetchone()
    return int(number)
