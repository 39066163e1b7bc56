"""The verbs with a plain form: take, assign, transfer, message, note, opinion, undo, release."""

from django.db import transaction
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from yakuba.cases import api as cases
from yakuba.cases.queries import asked_before as said
from yakuba.cases.rules import wording
from yakuba.cases.web import forms
from yakuba.cases.web.repeats import SHORTLY
from yakuba.cases.web.verbs import Order, Verb, answer
from yakuba.kernel import clock
from yakuba.kernel.refusals import NotFound
from yakuba.kernel.values.bad_value import BadValue
from yakuba.ui.pages import PageRequest, page

METHODS = ["GET", "HEAD", "POST"]


def _take(order: Order) -> None:
    cases.take(order.actor, case_id=order.case_id, revision=order.revision)


def _assign(order: Order) -> None:
    cases.assign(
        order.actor,
        case_id=order.case_id,
        staff_id=order.form.number("staff"),
        revision=order.revision,
        reason=order.form.cleaned_data["reason"],
    )


def _transfer(order: Order) -> None:
    cases.transfer(
        order.actor,
        case_id=order.case_id,
        section=order.form.number("section"),
        reason=order.form.cleaned_data["reason"],
        revision=order.revision,
    )


def _ask_opinion(order: Order) -> None:
    cases.ask_opinion(
        order.actor,
        case_id=order.case_id,
        section=order.form.number("section"),
        question=order.form.cleaned_data["question"],
    )


def _message(order: Order) -> None:
    text = order.form.cleaned_data["text"]
    with transaction.atomic():
        _hold(order)
        if not said.message_written(order.actor, order.case_id, _plain(text), clock.now() - SHORTLY):
            cases.send_message(order.actor, case_id=order.case_id, text=text)


def _note(order: Order) -> None:
    text = order.form.cleaned_data["text"]
    with transaction.atomic():
        _hold(order)
        if not said.note_written(order.actor, order.case_id, _plain(text), clock.now() - SHORTLY):
            cases.add_note(order.actor, case_id=order.case_id, text=text)


def _hold(order: Order) -> None:
    if said.hold(order.actor, order.case_id) is None:
        raise NotFound()


def _plain(text: str) -> str:
    """The words as they would be stored."""
    try:
        return wording.checked(text)
    except BadValue:
        return text


def _cancel_correction(order: Order) -> None:
    cases.cancel_correction(order.actor, case_id=order.case_id, revision=order.revision)


def _undo(order: Order) -> None:
    cases.undo_decision(
        order.actor,
        case_id=order.case_id,
        reason=order.form.cleaned_data["reason"],
        revision=order.revision,
    )


def _release(order: Order) -> None:
    cases.release_notice(order.actor, case_id=order.case_id)


TAKE = Verb(
    name="take",
    heading="担当になる",
    button="担当になる",
    do=_take,
    lead="あなたがこの案件の担当になります。今の担当の方には、ひとこと伝えてください。",
)
ASSIGN = Verb(name="assign", heading="担当を決める", button="決める", do=_assign, form=forms.AssignForm)
TRANSFER = Verb(
    name="transfer",
    heading="ほかの課へ移す",
    button="移す",
    do=_transfer,
    form=forms.TransferForm,
    lead="移した後は、移した先の課が審査します。受付の日は変わりません。期限は、移す先の課の閉庁日で計算し直します。",
)
MESSAGE = Verb(
    name="send_message",
    heading="申請した方に連絡する",
    button="送る",
    do=_message,
    form=forms.MessageForm,
    anchor="messages",
)
NOTE = Verb(
    name="add_note", heading="メモを書く", button="書く", do=_note, form=forms.NoteForm, anchor="notes"
)
OPINION = Verb(
    name="ask_opinion",
    heading="ほかの課に意見を聞く",
    button="意見を求める",
    do=_ask_opinion,
    form=forms.OpinionForm,
    lead="答えがあり、案件が終わるまで、聞かれた課は案件の内容を読めます。メモと連絡は読めません。",
    anchor="opinions",
)
CANCEL_CORRECTION = Verb(
    name="cancel_correction",
    heading="補正の依頼を取り消す",
    button="取り消す",
    do=_cancel_correction,
    lead="申請した方は、補正に答えられなくなります。止めていた期限の計算を始めます。",
    kind="danger",
)
UNDO = Verb(
    name="undo_decision",
    heading="決定を取り消す",
    button="決定を取り消す",
    do=_undo,
    form=forms.UndoForm,
    lead="案件は審査中に戻ります。使った文書番号は、欠番として残ります。",
    kind="danger",
)
RELEASE = Verb(
    name="release_notice",
    heading="通知書をすぐに送る",
    button="すぐに送る",
    do=_release,
    lead="取り消せる時間を終えて、通知書を作り、申請した方に知らせます。この後は、決定を取り消せません。",
    kind="danger",
)


@page(permission=cases.HANDLE)
@require_http_methods(METHODS)
def take(request: PageRequest, case_id: int) -> HttpResponse:
    """Become the officer of the case."""
    return answer(request, case_id, TAKE)


@page(permission=cases.ASSIGN)
@require_http_methods(METHODS)
def assign(request: PageRequest, case_id: int) -> HttpResponse:
    """Give the case to a colleague."""
    return answer(request, case_id, ASSIGN)


@page(permission=cases.ASSIGN)
@require_http_methods(METHODS)
def transfer(request: PageRequest, case_id: int) -> HttpResponse:
    """Hand the case to another section."""
    return answer(request, case_id, TRANSFER)


@page(permission=cases.HANDLE)
@require_http_methods(METHODS)
def message(request: PageRequest, case_id: int) -> HttpResponse:
    """Write to the applicant."""
    return answer(request, case_id, MESSAGE)


@page(permission=cases.HANDLE)
@require_http_methods(METHODS)
def note(request: PageRequest, case_id: int) -> HttpResponse:
    """Write to colleagues."""
    return answer(request, case_id, NOTE)


@page(permission=cases.HANDLE)
@require_http_methods(METHODS)
def ask_opinion(request: PageRequest, case_id: int) -> HttpResponse:
    """Ask another section."""
    return answer(request, case_id, OPINION)


@page(permission=cases.HANDLE)
@require_http_methods(METHODS)
def cancel_correction(request: PageRequest, case_id: int) -> HttpResponse:
    """Take the request for a correction back."""
    return answer(request, case_id, CANCEL_CORRECTION)


@page(permission=cases.DECIDE)
@require_http_methods(METHODS)
def undo(request: PageRequest, case_id: int) -> HttpResponse:
    """Take the decision back before its notice goes out."""
    return answer(request, case_id, UNDO)


@page(permission=cases.DECIDE)
@require_http_methods(METHODS)
def release(request: PageRequest, case_id: int) -> HttpResponse:
    """Send the notice without waiting."""
    return answer(request, case_id, RELEASE)
