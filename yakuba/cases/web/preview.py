"""The notice of a decision before it is one: the same paper, without a number."""

from dataclasses import dataclass

from django.conf import settings

from yakuba.cases import api as cases
from yakuba.cases.models import Decision
from yakuba.cases.options import DEFENDANT
from yakuba.cases.printing.glyphs import Unprintable
from yakuba.cases.printing.notice import print_notice
from yakuba.cases.rules.appeal import appeal_notice
from yakuba.kernel import clock

NUMBER = "（文書番号は決定のときに付きます）"


@dataclass(frozen=True, slots=True)
class Preview:
    """The paper, or the characters for which there is none."""

    content: bytes = b""
    missing: str = ""


def preview(case: cases.Case, *, outcome: str, reason: str, words: str) -> Preview:
    """Print the notice as it would be; stores nothing."""
    decision = Decision(
        case=case,
        outcome=outcome,
        reason=reason,
        words=words,
        appeal_notice=appeal_notice(outcome, DEFENDANT.value() or settings.WARD.name, settings.WARD.head),
        section_id=case.section_id,
        document_number=NUMBER,
        decided_on=clock.today(),
    )
    try:
        return Preview(content=print_notice(decision))
    except Unprintable as missing:
        return Preview(missing=missing.sentence)
