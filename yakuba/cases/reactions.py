"""What cases does when something was announced: print what must not wait, tell the applicant (ADR 0016).

A mail holds the title in the language of the applicant and the receipt number, and leads to the status page; nothing
else of the case.
"""

from datetime import date

from django.conf import settings

from yakuba.cases.events import (
    CaseDecided,
    CaseEvent,
    CorrectionAsked,
    MessageSent,
    NoticeReleased,
)
from yakuba.cases.jobs import issue_notices
from yakuba.cases.models import Case, Correction
from yakuba.kernel.actor import system
from yakuba.kernel.events import DeliveryId, when
from yakuba.kernel.jobs import enqueue
from yakuba.kernel.values.wareki import format_both
from yakuba.messaging import api as messaging

_TITLE = messaging.Variable("title", "手続の名前", "児童手当 認定請求")
_NUMBER = messaging.Variable("number", "受付番号", "T26-4K7P-3XQ9", required=True)
_URL = messaging.Variable(
    "url", "申請の状況のページ", "https://city.example.jp/my/applications/T26-4K7P-3XQ9"
)
_DEADLINE = messaging.Variable("deadline", "補正の期限", "2026年12月4日（令和8年12月4日）", required=True)

CORRECTION = messaging.declare_template(
    messaging.Template("cases.correction", "補正をお願いするとき", (_TITLE, _NUMBER, _DEADLINE, _URL))
)
DECIDED = messaging.declare_template(
    messaging.Template("cases.decided", "決定を通知するとき", (_TITLE, _NUMBER, _URL))
)
MESSAGE = messaging.declare_template(
    messaging.Template("cases.message", "役所から連絡があるとき", (_TITLE, _NUMBER, _URL))
)


@when(NoticeReleased)
def issue_at_once(event: NoticeReleased, delivery: DeliveryId) -> None:
    """Have the notice printed now instead of with the next minute."""
    enqueue(issue_notices, {})


@when(CorrectionAsked)
def tell_of_correction(event: CorrectionAsked, delivery: DeliveryId) -> None:
    """Ask the applicant to look at the status page until the deadline."""
    correction = Correction.objects.get(pk=event.correction_id)
    if correction.is_open:
        _tell(event, CORRECTION, delivery, deadline=correction.deadline)


@when(CaseDecided)
def tell_of_decision(event: CaseDecided, delivery: DeliveryId) -> None:
    """Say that there is a decision; which one stands on the status page only."""
    _tell(event, DECIDED, delivery)


@when(MessageSent)
def tell_of_message(event: MessageSent, delivery: DeliveryId) -> None:
    """Say that the office wrote something."""
    if event.from_office:
        _tell(event, MESSAGE, delivery)


def _tell(event: CaseEvent, template: messaging.Template, delivery: DeliveryId, **days: date) -> None:
    case = Case.objects.get(pk=event.case_id)
    messaging.notify(
        system("worker"),
        recipient=messaging.Recipient(case.email, case.resident_id, case.language),
        template=template.code,
        context={
            "title": case.title_in(case.language),
            "number": case.receipt,
            "url": f"{settings.PUBLIC_URL}/my/applications/{case.receipt}",
            **{name: _in_words(day, case.language) for name, day in days.items()},
        },
        key=delivery,
    )


def _in_words(day: date, language: str) -> str:
    return day.isoformat() if language == "en" else format_both(day)
