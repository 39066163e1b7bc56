"""ask_correction: the applicant is asked for named fields or documents again (補正)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from yakuba.cases.actions.writing import named, written, written_or_empty
from yakuba.cases.days import keep_deadline
from yakuba.cases.events import CorrectionAsked
from yakuba.cases.models import Case, Correction, Document, Sheet, Status
from yakuba.cases.permissions import HANDLE
from yakuba.cases.queries.visible import lock_for
from yakuba.kernel import audit, clock
from yakuba.kernel.actions import action
from yakuba.kernel.actor import Actor
from yakuba.kernel.events import announce
from yakuba.kernel.refusals import Refusal

REASON = 500
MOST_ITEMS = 50
LONGEST_WAIT = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class CorrectionItem:
    """A key of the sheet (or of a document) that is to be answered again, and why."""

    key: str
    reason: str


@action(permission=HANDLE, audit="補正を求めた")
def ask_correction(
    actor: Actor,
    *,
    case_id: int,
    items: Sequence[CorrectionItem],
    deadline: date,
    revision: int,
    words: str = "",
) -> Correction:
    """Ask for a correction by a day after today; the clock of the case stands still until it is answered.

    `items` name keys of the latest sheet, each with a reason; `words` go above them. Refuses no items, unknown
    keys, and a deadline that is not within a year from tomorrow. Announces CorrectionAsked (行手法 7条).
    """
    case = lock_for(actor, case_id, HANDLE, "ask_correction", revision)
    _check_deadline(deadline)
    correction = Correction.objects.create(
        case=case,
        items=_items(case, items),
        words=written_or_empty("words", words),
        deadline=deadline,
        asked_by_id=actor.staff_id,
        asked_at=clock.now(),
    )
    case.status = Status.CORRECTION
    case.due_on = None
    case.overdue_at = None
    case.save_change("status", "due_on", "overdue_at")
    keep_deadline(actor, case, correction)
    announce(CorrectionAsked(**named(case), correction_id=correction.pk))
    audit.note(case, correction=correction.pk)
    return correction


def _check_deadline(deadline: date) -> None:
    today = clock.today()
    if not today < deadline <= today + LONGEST_WAIT:
        sentence = "期限は、明日から1年以内の日にしてください。"
        raise Refusal("bad_deadline", sentence, {"deadline": sentence})


def _items(case: Case, items: Sequence[CorrectionItem]) -> list[dict[str, str]]:
    if not items or len(items) > MOST_ITEMS:
        sentence = f"直してもらう項目を、1つから{MOST_ITEMS}までの間で選んでください。"
        raise Refusal("no_items", sentence, {"items": sentence})
    known = _labels(case)
    asked: dict[str, dict[str, str]] = {}
    for item in items:
        if item.key not in known:
            sentence = "選んだ項目が、申請の内容にありません。"
            raise Refusal("unknown_item", sentence, {"items": sentence})
        reason = written(f"reason.{item.key}", item.reason, REASON)
        asked[item.key] = {"key": item.key, "label": known[item.key], "reason": reason}
    return [asked[key] for key in known if key in asked]


def _labels(case: Case) -> dict[str, str]:
    """Key → label of everything that can be corrected, in the order of the form: rows of the latest sheet, documents.

    What was computed is no answer; it changes with the answers it was computed from.
    """
    sheet = Sheet.objects.filter(case=case).order_by("-number").first()
    rows = [row for page in (sheet.pages if sheet else ()) for row in page["rows"]]
    labels = {row["key"]: row["label"] for row in rows if row["kind"] != "computed"}
    documents = Document.objects.filter(case=case, kind=Document.Kind.ATTACHMENT).values_list("key", "label")
    return labels | {key: label for key, label in documents if key not in labels}
