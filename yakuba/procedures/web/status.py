"""One's own application: where it stands, what the office asked and said, the notice, who looked; withdraw, reply."""

from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from yakuba.cases import api as cases
from yakuba.kernel.files import open_stored
from yakuba.kernel.permissions import PUBLIC
from yakuba.kernel.refusals import Refusal
from yakuba.procedures.models import Submission
from yakuba.procedures.queries import answers_and_day, submission_for
from yakuba.procedures.rules.definition import Outcome, Text
from yakuba.procedures.rules.sheet import SheetRow
from yakuba.procedures.shelf import shelved
from yakuba.procedures.web import drafts
from yakuba.procedures.web.answered import Pages, answered, in_pages
from yakuba.procedures.web.words import language, say
from yakuba.ui.components.fields import FieldView, textarea_field
from yakuba.ui.components.groups import FileRow, file_list
from yakuba.ui.components.notices import ErrorLink
from yakuba.ui.components.records import Message, Moment, SummaryRow
from yakuba.ui.dates import day_words, moment_words, time_words
from yakuba.ui.pages import PageRequest, page, render

LOOKS, TIMES = 30, 5
REPLY_LIMIT = 2000


@page(open_to=PUBLIC)
def application(request: PageRequest, receipt: str) -> HttpResponseBase:
    """The status page."""
    return _show(request, receipt)


def _show(request: PageRequest, receipt: str, wrong: Refusal | None = None, text: str = "") -> HttpResponse:
    shown = drafts.receipts_shown(request)
    row = submission_for(request.actor, receipt, shown)
    found = cases.application(request.actor, receipt, shown)
    definition = shelved(row.version_id).definition
    return render(
        request,
        "procedures/resident/application.html",
        {
            "procedure_title": say(definition.title),
            "receipt": receipt,
            "status": STATUS[found.status](),
            "kind": KINDS.get(found.status, "info"),
            "outcome": _outcome(found, row.version_id),
            "found": found,
            "opened_at": found.case.opened_at,
            "messages": [_message(one, found.received_by) for one in found.messages],
            "pages": _answers(row, found),
            "file_list": file_list(
                [
                    FileRow(
                        name=one.file.name,
                        size="",
                        url=reverse("application_document", args=[receipt, one.pk]),
                    )
                    for one in found.documents
                ]
            ),
            "looks": [
                Moment(when=day_words(look.on), iso=look.on.isoformat(), what=look.section, who=_times(look))
                for look in cases.who_looked(request.actor, receipt, shown)[:LOOKS]
            ],
            "errors": [ErrorLink("reply-text", str(wrong.sentence))] if wrong else [],
            "has_errors": wrong is not None,
            "reply_field": textarea_field(
                FieldView(
                    id="reply-text",
                    name="text",
                    label=_("担当の課に伝えたいこと"),
                    value=text,
                    error=str(wrong.sentence) if wrong else "",
                    required=True,
                    mark=False,
                    limit=REPLY_LIMIT,
                )
            ),
        },
        status=422 if wrong else 200,
    )


STATUS = {
    "received": lambda: _("受け付けました"),
    "in_review": lambda: _("確認しています"),
    "correction": lambda: _("直してほしいところがあります"),
    "decided": lambda: _("結果が出ました"),
    "withdrawn": lambda: _("取り下げました"),
}
KINDS = {"correction": "warning", "decided": "success", "withdrawn": "neutral"}


def _answers(row: Submission, found: cases.Application) -> Pages:
    """What the office holds; in other languages the answers behind it, translated (1 SQL more)."""
    if language() == "ja":
        return [{"title": one.title, "lists": [("", list(map(_as_held, one.rows)))]} for one in found.pages]
    answers, day = answers_and_day(row)
    return in_pages(answered(shelved(row.version_id).form, answers, day), _translated)


def _as_held(row: cases.SheetRow) -> SummaryRow:
    return SummaryRow(label=row.label, value=row.shown or "—")


def _translated(row: SheetRow) -> SummaryRow:
    return SummaryRow(label=row.short_label or row.label, value=row.display or "—")


def _times(look: cases.Looked) -> str:
    """The last times of a day, to the minute."""
    return _("、").join(list(dict.fromkeys(map(time_words, look.times)))[:TIMES])


def _outcome(found: cases.Application, version_id: int) -> str:
    """What the definition says of this outcome, else a plain sentence."""
    if found.decision is None:
        return ""
    texts = shelved(version_id).definition.outcome
    own = _own_words(texts, found.decision.outcome) if texts else None
    plain = {
        "accepted": _("申請のとおり認められました。"),
        "completed": _("届出を受理しました。"),
        "refused": _("申請は認められませんでした。理由は通知書を見てください。"),
        "dismissed": _("申請を受け付けられませんでした。理由は通知書を見てください。"),
    }
    return say(own) or plain.get(found.decision.outcome, "")


def _own_words(texts: Outcome, outcome: str) -> Text | None:
    """The definition's sentence; one for an application that was granted serves a notification that was taken too."""
    granted = ("accepted", "completed")
    names = (outcome, *granted) if outcome in granted else (outcome,)
    return next((text for name in names if (text := getattr(texts, name, None))), None)


def _message(one: object, section: str) -> Message:
    from_office = one.from_office  # type: ignore[attr-defined]
    at = one.at  # type: ignore[attr-defined]
    return Message(
        author=section if from_office else _("あなた"),
        when=moment_words(at),
        iso=at.isoformat(),
        text=one.text,  # type: ignore[attr-defined]
        mine=not from_office,
    )


@page(open_to=PUBLIC)
def reply(request: PageRequest, receipt: str) -> HttpResponseBase:
    """Write to the section (POST only)."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("application", args=[receipt]))
    text = str(request.POST.get("text", ""))
    try:
        cases.reply(request.actor, receipt=receipt, text=text, receipts_shown=drafts.receipts_shown(request))
    except Refusal as refusal:
        if "text" not in refusal.fields:
            raise
        return _show(request, receipt, Refusal(refusal.code, refusal.fields["text"]), text)
    return HttpResponseRedirect(reverse("application", args=[receipt]) + "#messages")


@page(open_to=PUBLIC)
def withdraw(request: PageRequest, receipt: str) -> HttpResponseBase:
    """Ask, then take the application back."""
    shown = drafts.receipts_shown(request)
    row = submission_for(request.actor, receipt, shown)
    if request.method != "POST":
        title = say(shelved(row.version_id).definition.title)
        return render(request, "procedures/resident/withdraw.html", {"receipt": receipt, "title": title})
    cases.withdraw(
        request.actor, receipt=receipt, reason=str(request.POST.get("reason", "")), receipts_shown=shown
    )
    return HttpResponseRedirect(reverse("application", args=[receipt]))


@page(open_to=PUBLIC)
def document(request: PageRequest, receipt: str, document_id: int) -> HttpResponseBase:
    """One's own document or the notice, always as a download; the first opening of the notice is noted."""
    shown = drafts.receipts_shown(request)
    submission_for(request.actor, receipt, shown)
    found = cases.own_document(request.actor, receipt, document_id, shown)
    if found.kind == "notice":
        found = cases.open_notice(request.actor, receipt=receipt, receipts_shown=shown)
    return FileResponse(
        open_stored(found.file),
        as_attachment=True,
        filename=found.file.name,
        content_type=found.file.content_type,
    )
