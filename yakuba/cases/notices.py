"""Notices on their way: printed outside any transaction, kept, then issued by the verb."""

import logging

from yakuba.cases.actions.issue_notice import issue_notice
from yakuba.cases.models import Decision
from yakuba.cases.permissions import HANDLE
from yakuba.cases.printing.glyphs import Unprintable
from yakuba.cases.printing.notice import print_notice, print_with_gaps
from yakuba.cases.queries.visible import case_by_id
from yakuba.kernel import audit, clock, files
from yakuba.kernel.actor import Actor, system
from yakuba.kernel.models import StoredFile
from yakuba.kernel.refusals import NotAllowed, NotFound

AT_ONCE = 200

log = logging.getLogger(__name__)


def issue_due_notices() -> int:
    """Print and issue the notices whose time for undoing is over; returns how many.

    A notice that fails for another reason than a glyph stays for the next run and holds up no other.
    """
    worker = system("worker")
    due = Decision.objects.filter(issued_at=None, undone_at=None, issue_after__lte=clock.now())
    issued = 0
    for decision_id in list(due.order_by("issue_after", "pk").values_list("pk", flat=True)[:AT_ONCE]):
        try:
            print_and_issue(worker, decision_id)
            issued += 1
        except NotFound:
            continue
        except Exception:
            log.exception("the notice of decision %s could not be issued", decision_id)
    return issued


def print_and_issue(actor: Actor, decision_id: int) -> Decision:
    """Print the notice of one decision, keep the file, make both public. Again changes nothing.

    Where no font has a character, the decision goes out without a file and says so; it is printed by hand.
    """
    decision = Decision.objects.select_related("case").get(pk=decision_id)
    if decision.issued_at is not None:
        return decision
    try:
        content = print_notice(decision)
    except Unprintable as missing:
        return issue_notice(actor, decision_id=decision_id, file=None, trouble=missing.sentence)
    file = files.store_made(
        actor,
        name=f"決定通知書_{decision.case.receipt}.pdf",
        content=content,
        content_type="application/pdf",
    )
    # Should this worker die here, or another be faster, nobody refers to the file: it is swept away.
    StoredFile.objects.filter(pk=file.pk).update(kept_until=clock.now() + files.UNKEPT_FOR)
    return issue_notice(actor, decision_id=decision_id, file=file)


def notice_for_hand(actor: Actor, case_id: int) -> bytes:
    """The notice with 〓 where no font has the character, for an officer to finish by hand and post.

    Only for a decision that went out without its paper; NotFound otherwise. Reading it is an entry of the trail.
    """
    case = case_by_id(actor, case_id)
    if not actor.may(HANDLE, case.section_id):
        raise NotAllowed()
    decision = (
        Decision.objects.select_related("case")
        .filter(case=case, undone_at=None, notice_state=Decision.Notice.GLYPH)
        .first()
    )
    if decision is None:
        raise NotFound()
    audit.record_read(actor, about=case, text="通知書を手書き用に印刷した")
    return print_with_gaps(decision)
