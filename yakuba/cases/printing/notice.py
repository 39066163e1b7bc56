"""The notice of a decision (決定通知書): what stands in it, and the sheet of paper."""

from pathlib import Path
from typing import Any

from django.conf import settings

from yakuba.cases.models import Decision, Outcome
from yakuba.cases.options import ISSUER, SEAL_WORDS
from yakuba.cases.printing import glyphs
from yakuba.cases.rules.clock import day_of
from yakuba.identity import api as identity
from yakuba.kernel.values.wareki import format_wareki

TEMPLATE = Path(__file__).parent.parent / "templates" / "cases" / "print" / "notice.typ"
WORDS: dict[str, tuple[str, str]] = {
    Outcome.ACCEPTED: ("承認通知書", "申請のとおり承認します。"),
    Outcome.REFUSED: ("不承認通知書", "承認しません。"),
    Outcome.DISMISSED: ("却下通知書", "申請を却下します。"),
    Outcome.COMPLETED: ("受理通知書", "届出を受理しました。"),
}


def print_notice(decision: Decision) -> bytes:
    """The notice as PDF/UA, with the names of the section as they were on the day of the decision.

    Raises `glyphs.Unprintable` naming the characters no font has: a notice with a gap in a name goes to nobody.
    """
    return glyphs.render(TEMPLATE, notice_data(decision))


def print_with_gaps(decision: Decision) -> bytes:
    """The notice with 〓 for what cannot be printed: a sheet to be finished by hand."""
    return glyphs.render_with_geta(TEMPLATE, notice_data(decision))


def notice_data(decision: Decision) -> dict[str, Any]:
    """What the notice says, as plain text."""
    case = decision.case
    section = identity.section_card(decision.section_id, decision.decided_on)
    heading, result = WORDS[decision.outcome]
    items = [["決定の内容", [result]]]
    if decision.reason:
        items.append(["理由", _paragraphs(decision.reason)])
    if decision.words:
        items.append(["条件・備考", _paragraphs(decision.words)])
    return {
        "title": f"{case.title} {heading}",
        "number": decision.document_number,
        "date": format_wareki(decision.decided_on),
        "addressee": f"{case.applicant_name}　様",
        "issuer": ISSUER.value() or settings.WARD.head,
        "seal": SEAL_WORDS.value(),
        "heading": [case.title, heading],
        "opening": f"{format_wareki(day_of(case.opened_at))}に受け付けた「{case.title}」（受付番号 {case.receipt}）"
        "について、次のとおり決定したので通知します。",
        "items": items,
        "appeal": decision.appeal_notice.splitlines(),
        "contact": [
            ["担当", section.full_name],
            *([["電話", section.phone]] if section.phone else []),
            *([["場所", section.place]] if section.place else []),
            *([["受付時間", section.hours]] if section.hours else []),
        ],
    }


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
