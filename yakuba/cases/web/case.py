"""The page of a case, its earlier sheets, its paper, its files, and who else has it open."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from yakuba.cases import api as cases
from yakuba.cases.models import Decision
from yakuba.cases.rules.clock import day_of
from yakuba.cases.web import content, story, words
from yakuba.cases.web.done import SENTENCES
from yakuba.cases.web.menu import menu
from yakuba.kernel import clock
from yakuba.kernel.files import open_stored
from yakuba.kernel.refusals import NotFound
from yakuba.ui.components.markup import markup
from yakuba.ui.components.navigation import Link
from yakuba.ui.components.notices import notice
from yakuba.ui.components.records import message_thread, timeline
from yakuba.ui.pages import PageRequest, page, render


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above every page of a case."""

    id: int
    receipt: str
    title: str
    name: str
    kana: str
    state: SafeString
    due: words.Due
    used: str
    assignee: str
    section: str
    opened: str
    url: str


def head(page: cases.CasePage) -> Head:
    """The head of a case."""
    case = page.case
    used = f"{page.days_used}開庁日"
    if case.standard_days is not None:
        used = f"標準処理期間{case.standard_days}開庁日のうち、{page.days_used}日"
    return Head(
        id=case.pk,
        receipt=case.receipt,
        title=case.title,
        name=case.applicant_name,
        kana=case.applicant_kana,
        state=words.state(case),
        due=words.due(case),
        used=used,
        assignee=page.staff.get(case.assignee_id or 0, "") or "なし",
        section=page.section_label,
        opened=words.moment(case.opened_at),
        url=reverse("case", args=[case.pk]),
    )


def trail(page: cases.CasePage, here: str = "") -> list[Link]:
    """The way to a page of a case."""
    first = Link("案件", reverse("cases"))
    if not here:
        return [first, Link(page.case.receipt)]
    return [first, Link(page.case.receipt, reverse("case", args=[page.case.pk])), Link(here)]


@page(permission=cases.READ)
@require_safe
def case(request: PageRequest, case_id: int) -> HttpResponse:
    """Everything the desk knows of one case."""
    actor = request.actor
    found = cases.open_case_page(actor, case_id)
    cases.mark_here(actor, case_id=case_id)
    laid = content.parts(found)
    return render(
        request,
        "cases/staff/case.html",
        {
            "page": found,
            "head": head(found),
            "breadcrumb": trail(found),
            "menu": menu(found, actor),
            "notices": _notices(found, request.GET.get("done", "")),
            "here": words.names(found.others_here),
            "facts": _facts(found),
            "parts": laid,
            "removed": content.removed(found),
            "other_files": content.other_files(found, laid),
            "seen": words.iso(clock.now()),
            **_told(found),
        },
    )


def _told(found: cases.CasePage) -> dict[str, Any]:
    """The sections below the answers."""
    return {
        "corrections": content.corrections(found),
        "thread": message_thread(story.messages(found)) if found.messages else "",
        "notes": message_thread(story.notes(found)) if found.notes else "",
        "opinions": story.opinions(found),
        "decision": story.decision_rows(found.decision, found) if found.decision else [],
        "undone": [story.decision_rows(one, found) for one in found.undone],
        "moments": timeline(story.moments(found)) if found.inside else "",
        "looks": story.looks(found),
        "by_hand": bool(found.decision and found.decision.notice_state == Decision.Notice.GLYPH),
    }


def _facts(found: cases.CasePage) -> list[tuple[str, str]]:
    case = found.case
    rows = [
        ("お名前", case.applicant_name),
        ("フリガナ", case.applicant_kana),
        ("電話", case.phone),
        ("メール", case.email),
        ("読む言葉", "" if case.language == "ja" else words.LANGUAGES.get(case.language, case.language)),
    ]
    return [(label, value) for label, value in rows if value]


def _notices(found: cases.CasePage, done: str) -> list[SafeString]:
    """What to know before anything else, the latest first."""
    case, body = found.case, _time_to_undo(found)
    told = []
    if done in SENTENCES:
        told.append(notice("success", SENTENCES[done], body if done == "decide" else "", live=True))
    if body and done != "decide":
        told.append(notice("info", "通知書は、まだ送っていません", body))
    if case.status == cases.Status.WITHDRAWN and case.closed_at:
        told.append(
            notice(
                "info",
                f"{words.day(day_of(case.closed_at))}に、申請した方が取り下げました",
                "審査は終わりです。",
            )
        )
    return told


def _time_to_undo(found: cases.CasePage) -> SafeString | str:
    """Until when a decision can be taken back, with the way to do so; nothing where there is none."""
    until = found.undo_until
    if until is None or until <= clock.now():
        return ""
    sentence = f"通知書は{until.astimezone(clock.TOKYO):%H:%M}に送ります。それまでは取り消せます。"
    if "undo_decision" not in found.may:
        return sentence
    url = reverse("case_undo", args=[found.case.pk])
    return markup('{}<a href="{}">決定を取り消す</a>', sentence, url)


@page(permission=cases.READ)
@require_safe
def earlier_sheet(request: PageRequest, case_id: int, number: int) -> HttpResponse:
    """The answers as they were before a correction."""
    found = cases.open_case_page(request.actor, case_id)
    if number >= found.sheet_number:
        raise NotFound()
    pages = cases.sheet_at(request.actor, case_id, number)
    return render(
        request,
        "cases/staff/sheet.html",
        {
            "head": head(found),
            "breadcrumb": trail(found, f"{number}回目の内容"),
            "number": number,
            "latest": found.sheet_number,
            "parts": content.earlier_parts(found, pages),
        },
    )


@page(permission=cases.READ)
@require_safe
def paper(request: PageRequest, case_id: int) -> HttpResponse:
    """The case on paper."""
    found = cases.open_case_page(request.actor, case_id)
    return render(
        request,
        "cases/staff/print.html",
        {
            "page": found,
            "head": head(found),
            "facts": _facts(found),
            "parts": content.parts(found),
            "printed_on": f"{words.moment(clock.now())} 印刷",
            **_told(found),
        },
    )


@page(permission=cases.READ)
@require_safe
def document(request: PageRequest, case_id: int, document_id: int) -> HttpResponseBase:
    """A file of the case, always as a download: whatever is in it is never shown inside a page of ours."""
    found = cases.document_for_staff(request.actor, case_id, document_id)
    return FileResponse(
        open_stored(found.file),
        as_attachment=True,
        filename=found.file.name,
        content_type=found.file.content_type,
    )


@page(permission=cases.HANDLE)
@require_safe
def notice_by_hand(request: PageRequest, case_id: int) -> HttpResponse:
    """The notice with 〓 where no font has the character."""
    content_ = cases.notice_for_hand(request.actor, case_id)
    return HttpResponse(
        content_,
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="notice.pdf"'},
    )


@page(permission=cases.READ)
@require_safe
def presence(request: PageRequest, case_id: int) -> HttpResponse:
    """Who else has the case open, and what came in since `revision`; 304 where the answer is the same."""
    actor = request.actor
    here = cases.others_here(actor, case_id)
    cases.mark_here(actor, case_id=case_id)
    row = cases.cases_visible_to(actor).filter(pk=case_id).only("revision", "news", "section_id").first()
    if row is None:
        raise NotFound()
    changed = request.GET.get("revision", "") != str(row.revision)
    news = words.NEWS.get(row.news, "") if actor.may(cases.HANDLE, row.section_id) else ""
    tag = '"' + hashlib.sha256(f"{here}{changed}{news}".encode()).hexdigest()[:16] + '"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers=headers)
    answer = render(
        request,
        "cases/staff/presence.html",
        {
            "here": words.names(here),
            "changed": changed,
            "news": news,
            "url": reverse("case", args=[case_id]),
        },
    )
    for name, value in headers.items():
        answer.headers[name] = value
    return answer
