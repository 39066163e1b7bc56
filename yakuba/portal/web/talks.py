"""The desk's pages for talks on LINE: who waits, one talk, answering, ending it."""

from collections.abc import Mapping
from functools import partial

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yakuba.identity import api as identity
from yakuba.kernel import audit
from yakuba.kernel.refusals import NotFound, Refusal
from yakuba.messaging import api as messaging
from yakuba.portal.actions.answer_talk import LONGEST, answer_talk
from yakuba.portal.actions.close_talk import close_talk
from yakuba.portal.actions.move_talk import LONGEST as MOST_WHY
from yakuba.portal.actions.move_talk import move_talk
from yakuba.portal.desk_words import closed_until
from yakuba.portal.line.greeting import NAMES
from yakuba.portal.models import Talk, TalkLine
from yakuba.portal.permissions import ANSWER_TALKS
from yakuba.portal.queries import lines_of, listed_talks, talk_for
from yakuba.ui.components.fields import Choice, FieldView, select_field, textarea_field
from yakuba.ui.components.lists import list_view
from yakuba.ui.components.markup import markup
from yakuba.ui.components.navigation import Link
from yakuba.ui.components.notices import notice, status_tag
from yakuba.ui.components.records import Message, SummaryRow, message_thread, summary_list
from yakuba.ui.dates import moment_words
from yakuba.ui.pages import PageRequest, page, render
from yakuba.ui.tables import Column, ListPage, paged, read_query

FRIEND = "相談した方"
DONE = {"sent": "送りました。", "moved": "ほかの課へ移しました。相手にも伝えました。"}


def state_tag(row: Talk) -> SafeString:
    """Where a talk stands, as a mark."""
    if row.closed_at is not None:
        return status_tag("終わりました", "neutral")
    return (
        status_tag("返事を待っています", "warning")
        if row.waiting_since
        else status_tag("返事をしました", "success")
    )


TALKS: ListPage[Talk] = ListPage(
    name="line_talks",
    caption="LINEの相談",
    columns=(
        Column(
            "about",
            "用件",
            lambda row: markup(
                '<a href="{}">{}</a>', reverse("line_talk", args=[row.pk]), row.about or "相談"
            ),
            heads_row=True,
        ),
        Column("section", "課", lambda row: identity.section_name(row.section_id)),
        Column("state", "状態", state_tag, wrap=False),
        Column("waiting", "待っている時刻から", lambda row: moment_words(row.waiting_since), wrap=False),
        Column("language", "ことば", lambda row: NAMES.get(row.language, ""), wrap=False),
        Column("last", "最後の言葉", lambda row: moment_words(row.last_at), wrap=False),
    ),
)


@page(permission=ANSWER_TALKS)
@require_GET
def talks(request: PageRequest) -> HttpResponse:
    """Every talk of one's sections: who waits longest comes first."""
    query = read_query(TALKS, request.GET)
    found = paged(TALKS, query, listed_talks(request.actor))
    notices = [notice("success", DONE["moved"], live=True)] if "moved" in request.GET else []
    context = {"table": list_view(TALKS, query, found), "notices": notices}
    return render(request, "portal/staff/talks.html", context)


@page(permission=ANSWER_TALKS)
@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: PageRequest, talk_id: int) -> HttpResponseBase:
    """One talk, which is an entry of the trail; the answer goes out under the name of the section."""
    row = talk_for(request.actor, talk_id)
    if request.method == "POST":
        words = str(request.POST.get("words", ""))
        try:
            answer_talk(request.actor, talk_id=talk_id, words=words)
        except Refusal as refusal:
            return _show(request, row, words, str(refusal.sentence), status=422)
        return HttpResponseRedirect(f"{reverse('line_talk', args=[talk_id])}?sent")
    return _show(request, row)


@page(permission=ANSWER_TALKS)
@require_POST
def end(request: PageRequest, talk_id: int) -> HttpResponseBase:
    """End a talk; the other side is told."""
    close_talk(request.actor, talk_id=talk_id)
    return HttpResponseRedirect(reverse("line_talk", args=[talk_id]))


@page(permission=ANSWER_TALKS)
@require_POST
def move(request: PageRequest, talk_id: int) -> HttpResponseBase:
    """Hand a talk over to another section; then it is no longer ours, where we do not answer there too."""
    row = talk_for(request.actor, talk_id)
    given = {"section": str(request.POST.get("section", ""))[:12], "why": str(request.POST.get("why", ""))}
    try:
        moved = move_talk(
            request.actor,
            talk_id=talk_id,
            section_id=int(given["section"]) if given["section"].isdecimal() else 0,
            why=given["why"],
        )
    except NotFound:
        raise
    except Refusal as refusal:
        errors = {name: str(said) for name, said in refusal.fields.items()}
        return _show(request, row, wrong=str(refusal.sentence), status=422, moving=given, errors=errors)
    if moved.section_id in request.actor.sections_for(ANSWER_TALKS):
        return HttpResponseRedirect(f"{reverse('line_talk', args=[talk_id])}?moved")
    return HttpResponseRedirect(f"{reverse('line_talks')}?moved")


def _moving(row: Talk, given: Mapping[str, str], errors: Mapping[str, str]) -> list[SafeString]:
    """The fields that hand a talk over: the sections in which somebody answers, and why."""
    able = identity.sections_with(ANSWER_TALKS) - {row.section_id}
    sections = [Choice(str(one.id), one.full_name) for one in identity.open_sections() if one.id in able]
    view = partial(FieldView, required=True, mark=False)
    return [
        select_field(
            view(
                id="section",
                name="section",
                label="移す先の課",
                value=given.get("section", ""),
                error=errors.get("section", ""),
            ),
            sections,
            empty="選んでください",
        ),
        textarea_field(
            view(
                id="why",
                name="why",
                label="移す理由",
                value=given.get("why", ""),
                error=errors.get("why", ""),
                help="移す先の課だけが読みます。相談した方には、答える課が変わることだけを伝えます。",
                limit=MOST_WHY,
            ),
            rows=3,
        ),
    ]


def _show(
    request: PageRequest,
    row: Talk,
    words: str = "",
    wrong: str = "",
    status: int = 200,
    moving: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> HttpResponse:
    audit.record_read(request.actor, about=row, text="LINEの相談を閲覧した")
    done = next((said for word, said in DONE.items() if word in request.GET and not wrong), "")
    told = [notice("success", done, live=True)] if done else []
    if wrong:
        told.append(notice("error", wrong))
    section = identity.section_name(row.section_id)
    messages = [_message(one, section) for one in lines_of(row)]
    opens = closed_until(row.section_id)
    context = {
        "talk": row,
        "title": row.about or "LINEの相談",
        "notices": told,
        "summary": summary_list(_facts(row, section)),
        "thread": message_thread(messages) if messages else "",
        "open": row.closed_at is None,
        "closed_until": moment_words(opens) if opens else "",
        "words": words,
        "moving": _moving(row, moving or {}, errors or {}) if row.closed_at is None else [],
        "moving_opened": moving is not None,
        "longest": LONGEST,
        "breadcrumb": [Link("LINEの相談", reverse("line_talks")), Link(row.about or "相談")],
    }
    return render(request, "portal/staff/talk.html", context, status=status)


def _facts(row: Talk, section: str) -> list[SummaryRow]:
    ended = "相談した方が終えました" if row.closed_by_resident else "職員が終えました"
    facts = [
        SummaryRow(label="状態", value=state_tag(row)),
        SummaryRow(label="課", value=section),
        SummaryRow(label="話すことば", value=NAMES.get(row.language, "")),
        SummaryRow(label="はじまり", value=moment_words(row.opened_at)),
    ]
    if row.closed_at is not None:
        facts.append(SummaryRow(label="終わり", value=f"{moment_words(row.closed_at)}（{ended}）"))
    return facts


def _message(line: TalkLine, section: str) -> Message:
    own = identity.section_name(line.section_id) if line.section_id else section
    return Message(
        author=f"{own} {identity.staff_name(line.staff)}".strip() if line.from_office else FRIEND,
        when=moment_words(line.at),
        iso=line.at.isoformat(timespec="seconds"),
        text=_words(line),
        mine=line.from_office,
    )


def _words(line: TalkLine) -> str:
    if line.withdrawn:
        return "（送信を取り消しました）"
    try:
        words = messaging.unseal(line.words)
    except messaging.Unreadable:
        return "（保存の期間が過ぎたので、消えました）"
    if line.kind == TalkLine.MOVED:
        return f"（ほかの課へ移しました。相手には送っていません）\n{words}"
    if line.kind == TalkLine.LANGUAGE:
        return f"（ことばを{NAMES.get(words, '')}に変えました）"
    return words or "（写真やファイルなど。役所には届いていません）"
