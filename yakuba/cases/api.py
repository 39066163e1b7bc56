"""The door of cases: open a case, follow it as applicant or as staff, change it by a verb, export.

Shown models: Case. Verbs take the actor first and everything else by keyword; they refuse with `Refusal`.

For the module that opens cases (its own pages, on the public face):
    open_case, answer_correction, reply, withdraw, open_notice; applications_of, application, own_document,
    who_looked, case_for_applicant, render_answers. The public face reads `PUBLIC_FIELDS` of a case only: join it as
    `.only("case__receipt", …)`. `receipts_shown` are receipt numbers of applications that this very browser handed
    in without signing in: the caller has checked the signed claim.
For the desk: queue, numbers, opinions_asked, kinds, open_case_page, document_for_staff, sheet_at, mark_here,
    others_here and the verbs; `CasePage.may` names the verbs that can be done now.
"""

from yakuba.cases.actions.add_note import add_note
from yakuba.cases.actions.answer_correction import answer_correction
from yakuba.cases.actions.answer_opinion import answer_opinion
from yakuba.cases.actions.ask_correction import CorrectionItem, ask_correction
from yakuba.cases.actions.ask_opinion import ask_opinion
from yakuba.cases.actions.assign import assign
from yakuba.cases.actions.cancel_correction import cancel_correction
from yakuba.cases.actions.cancel_opinion import cancel_opinion
from yakuba.cases.actions.close_days import Closing, close_days
from yakuba.cases.actions.decide import decide
from yakuba.cases.actions.mark_here import mark_here
from yakuba.cases.actions.mark_seen import mark_seen
from yakuba.cases.actions.open_case import Applicant, NewDocument, open_case
from yakuba.cases.actions.open_notice import open_notice
from yakuba.cases.actions.release_notice import release_notice
from yakuba.cases.actions.rename_applicant import rename_applicant
from yakuba.cases.actions.reply import reply
from yakuba.cases.actions.send_message import send_message
from yakuba.cases.actions.take import take
from yakuba.cases.actions.transfer import transfer
from yakuba.cases.actions.undo_decision import undo_decision
from yakuba.cases.actions.withdraw import withdraw
from yakuba.cases.bulk import Result, bulk_assign, bulk_decide
from yakuba.cases.events import (
    CaseDecided,
    CaseOpened,
    CaseOverdue,
    CaseWithdrawn,
    CorrectionAnswered,
    CorrectionAsked,
    MessageSent,
)
from yakuba.cases.exports import CONTENT_TYPES, export_rows
from yakuba.cases.models import Case, Outcome, Status
from yakuba.cases.notices import notice_for_hand
from yakuba.cases.permissions import ASSIGN, DECIDE, EXPORT, HANDLE, OPEN, OWN, READ
from yakuba.cases.printing.answers import render_answers
from yakuba.cases.queries.applicant import (
    Application,
    ApplicationLine,
    Looked,
    application,
    applications_of,
    case_of_subject,
    own_document,
    who_looked,
)
from yakuba.cases.queries.office import closed_days
from yakuba.cases.queries.page import CasePage, document_for_staff, sheet_at
from yakuba.cases.queries.page import open_case_page as _open_case_page
from yakuba.cases.queries.page import others_here_by_name as others_here
from yakuba.cases.queries.search import (
    EVERYTHING,
    ORDERS,
    PAGE_SIZE,
    Filters,
    Line,
    Numbers,
    Queue,
    kinds,
    numbers,
    opinions_asked,
    statuses,
)
from yakuba.cases.queries.search import queue as _queue
from yakuba.cases.queries.visible import PUBLIC_FIELDS, case_for_applicant, cases_visible_to
from yakuba.cases.rules.sheets import Change, SheetPage, SheetRow
from yakuba.kernel import audit
from yakuba.kernel.actor import Actor
from yakuba.kernel.audit import Subject

__all__ = [
    "ASSIGN",
    "CONTENT_TYPES",
    "DECIDE",
    "EXPORT",
    "HANDLE",
    "OPEN",
    "ORDERS",
    "OWN",
    "PUBLIC_FIELDS",
    "READ",
    "Applicant",
    "Application",
    "ApplicationLine",
    "Case",
    "CaseDecided",
    "CaseOpened",
    "CaseOverdue",
    "CasePage",
    "CaseWithdrawn",
    "Change",
    "Closing",
    "CorrectionAnswered",
    "CorrectionAsked",
    "CorrectionItem",
    "Filters",
    "Line",
    "Looked",
    "MessageSent",
    "NewDocument",
    "Numbers",
    "Outcome",
    "Queue",
    "Result",
    "SheetPage",
    "SheetRow",
    "Status",
    "add_note",
    "answer_correction",
    "answer_opinion",
    "application",
    "applications_of",
    "ask_correction",
    "ask_opinion",
    "assign",
    "bulk_assign",
    "bulk_decide",
    "cancel_correction",
    "cancel_opinion",
    "case_for_applicant",
    "case_of_subject",
    "cases_visible_to",
    "close_days",
    "closed_days",
    "decide",
    "document_for_staff",
    "export_rows",
    "kinds",
    "mark_here",
    "mark_seen",
    "notice_for_hand",
    "numbers",
    "open_case",
    "open_case_page",
    "open_notice",
    "opinions_asked",
    "others_here",
    "own_document",
    "queue",
    "release_notice",
    "rename_applicant",
    "render_answers",
    "reply",
    "send_message",
    "sheet_at",
    "statuses",
    "take",
    "transfer",
    "undo_decision",
    "who_looked",
    "withdraw",
]


def open_case_page(actor: Actor, case_id: int) -> CasePage:
    """The case for the desk, with an entry that it was read. Its news counts as seen once an officer opened it.

    Refuses (NotFound) a case the actor may not read.
    """
    page = _open_case_page(actor, case_id)
    if page.case.news and actor.may(HANDLE, page.case.section_id):
        mark_seen(actor, case_id=case_id)
    return page


def queue(
    actor: Actor,
    filters: Filters = EVERYTHING,
    order: str = "due",
    after: str = "",
    size: int = PAGE_SIZE,
) -> Queue:
    """A page of the cases an actor may see, with filters and order (`ORDERS`): 2 SQL.

    `after` is `Queue.next_page` of the page before; an unknown order or a broken token begins at the start.
    Searching for words leaves an entry of the trail (how many were found, not the words): looking people up is
    reading about them.
    """
    found = _queue(actor, filters, order, after, size)
    if filters.text.strip():
        audit.record_read(
            actor, about=Subject("cases", "Queue", ""), text="案件を検索した", found=found.total
        )
    return found
