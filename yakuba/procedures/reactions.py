"""What procedures does when something was announced: confirm the arrival, remember what a resident said."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from yakuba.cases import api as cases
from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actor import system
from yakuba.kernel.events import DeliveryId, when
from yakuba.kernel.values.japanese_text import lookup_key
from yakuba.messaging import api as messaging
from yakuba.procedures.events import SubmissionReceived
from yakuba.procedures.handover import applicant_of
from yakuba.procedures.models import Submission
from yakuba.procedures.queries import current_answers
from yakuba.procedures.rules.definition import code_of
from yakuba.procedures.shelf import shelved

_TITLE = messaging.Variable("title", "手続の名前", "児童手当 認定請求")
_NUMBER = messaging.Variable("number", "受付番号", "T26-4K7P-3XQ9", required=True)
_STATUS = messaging.Variable(
    "url", "申請の状況のページ", "https://city.example.jp/my/applications/T26-4K7P-3XQ9"
)
_GO_ON = messaging.Variable("url", "続きを書くページ", "https://city.example.jp/procedures/jido-teate/go-on")

RECEIVED = messaging.declare_template(
    messaging.Template("procedures.received", "申請を受け付けたとき", (_TITLE, _NUMBER, _STATUS))
)
DRAFT_KEPT = messaging.declare_template(
    messaging.Template(
        "procedures.draft_kept",
        "下書きを保存したとき",
        (_TITLE, _GO_ON),
        channels=frozenset({messaging.MAIL, messaging.INBOX}),
    )
)
SOURCE = "本人が申請で入力"


@when(SubmissionReceived)
def send_receipt(event: SubmissionReceived, delivery: DeliveryId) -> None:
    """Tell the applicant that the application arrived, with its number."""
    row = Submission.objects.get(pk=event.submission_id)
    messaging.notify(
        system("worker"),
        recipient=messaging.Recipient(row.email, row.resident_id, row.language),
        template=RECEIVED.code,
        context={
            "title": shelved(row.version_id).definition.title.say(code_of(row.language)),
            "number": row.receipt,
            "url": f"{settings.PUBLIC_URL}/my/applications/{row.receipt}",
        },
        key=delivery,
    )


@when(cases.CorrectionAnswered)
def take_over_the_corrected_name(event: cases.CorrectionAnswered, delivery: DeliveryId) -> None:
    """Tell the desk who applies by the corrected answers; cases of other modules are theirs to look after."""
    row = Submission.objects.filter(case_id=event.case_id).first()
    if row is None:
        return
    worker = system("worker")
    said = applicant_of(
        worker, shelved(row.version_id), current_answers(row), row.language, on=row.arrived_on
    )
    cases.rename_applicant(worker, case_id=event.case_id, name=said.name, kana=said.kana, phone=said.phone)


@when(SubmissionReceived)
def remember_answers(event: SubmissionReceived, delivery: DeliveryId) -> None:
    """Keep what a resident with an account said of themselves, so that they are not asked again.

    Whoever applies for somebody else (a parent, a helper) gives that person's name: nothing of it is kept.
    """
    row = Submission.objects.select_related("resident").get(pk=event.submission_id)
    if row.resident is None:
        return
    said = shelved(row.version_id).form.by_fact(row.answers, today=clock.today())
    if said and _of_themselves(row.resident, said):
        identity.remember_facts(system("worker"), resident=row.resident, values=said, source=SOURCE)


def _of_themselves(resident: identity.Resident, said: Mapping[str, Any]) -> bool:
    """Whether answers are about the resident: the name given is theirs, or none is known yet.

    Without a name in the answers nothing tells whose they are, and nothing is kept.
    """
    name = said.get("person.name") or {}
    given = lookup_key(f"{name.get('family', '')}{name.get('given', '')}")
    return bool(given) and lookup_key(resident.name) in ("", given)
