"""One campaign: how it reads by every way, whom it reaches, who approves, how far every run of it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yakuba.identity import api as identity
from yakuba.kernel import audit, clock
from yakuba.kernel.refusals import NotAllowed, NotFound, Refusal
from yakuba.messaging import (
    campaign_files,
    campaign_jobs,
    campaign_texts,
    dates,
    freezing,
    line_accounts,
    ward_audience,
)
from yakuba.messaging.actions import ask_approval as asking
from yakuba.messaging.actions import send_back_campaign as sending_back
from yakuba.messaging.actions import stop_campaign as stopping
from yakuba.messaging.models import Campaign, LineChannel
from yakuba.messaging.options import QUIET_FROM, QUIET_UNTIL
from yakuba.messaging.permissions import APPROVE_CAMPAIGNS, EXPORT_LETTERS, WRITE_CAMPAIGNS
from yakuba.messaging.queries import campaigns
from yakuba.messaging.queries.audience import account_asked, all_of, may_get, meets
from yakuba.messaging.rules import figures
from yakuba.messaging.rules.campaign_timing import out_of_quiet
from yakuba.messaging.rules.campaign_words import free_names, leaving, samples, unfilled
from yakuba.messaging.rules.channels import LABELS, LANGUAGES, Way
from yakuba.messaging.sealing import Unreadable
from yakuba.messaging.ways import label as way_label
from yakuba.messaging.ways import usable
from yakuba.messaging.web.campaigns import state_tag
from yakuba.messaging.web.deliveries import in_words
from yakuba.messaging.web.run_cards import card
from yakuba.ui.components.navigation import Link
from yakuba.ui.components.notices import notice
from yakuba.ui.components.records import Moment, SummaryRow, summary_list, timeline
from yakuba.ui.dates import day_words, moment_words
from yakuba.ui.pages import LANGUAGES as LANGUAGE_NAMES
from yakuba.ui.pages import PageRequest, page, render

DONE = {
    "saved": "保存しました。読み直してから、承認を求めてください。",
    "asked": "承認を求めました。ほかの人が承認すると送られます。",
    "approved": "承認しました。",
    "back": "下書きに戻しました。",
    "stopped": "止めました。これから送るものはありません。",
    "tested": "試し送りをしました。",
    "resumed": "再開しました。",
    "files_closed": "ファイルを閉じました。もうだれも開けません。",
    "files_opened": "ファイルをもう一度開けるようにしました。",
}
REPEATS = {"daily": "毎日", "weekly": "毎週", "monthly": "毎月", "before": "期日の前"}
RUNS = 20
DAYS_AHEAD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Preview:
    """How the words look by one way in one language."""

    way: str
    language: str
    html_lang: str
    subject: str
    body: str
    telephone: bool


@page(permission=WRITE_CAMPAIGNS)
@require_safe
def campaign(request: PageRequest, campaign_id: int) -> HttpResponse:
    """A campaign as it stands, with the one thing to do next."""
    return _shown(request, campaign_id)


def _shown(request: PageRequest, campaign_id: int, refusal: Refusal | None = None) -> HttpResponse:
    actor = request.actor
    row = campaigns.campaign_for(actor, campaign_id)
    done = next((said for word, said in DONE.items() if word in request.GET), "")
    empty = _unfilled(row)
    if "saved" in request.GET and empty:
        done = "保存しました。あとは、空欄をうめてください。"
    notices = [notice("success", done, live=True)] if done and refusal is None else []
    if refusal is not None:
        notices = [notice("error", str(refusal.sentence), live=True)]
    here = row.section_id
    context = {
        "row": row,
        "tag": state_tag(row),
        "summary": summary_list(_summary(row)),
        "previews": previews(row),
        "foreseen": _foreseen(row) if row.state in ("draft", "asked", "approved") else [],
        "days": _days_ahead(row),
        "unfilled": empty,
        "own": actor.key in (row.by_key, row.asked_by),
        "may_write": here in actor.sections_for(WRITE_CAMPAIGNS),
        "may_approve": here in actor.sections_for(APPROVE_CAMPAIGNS),
        "may_export": here in actor.sections_for(EXPORT_LETTERS),
        "over": row.state in (Campaign.State.DONE, Campaign.State.STOPPED),
        "runs": [card(run) for run in campaigns.runs_of(row)[:RUNS]],
        "history": timeline([_moment(entry) for entry in audit.history(row)[:30]]),
        "notices": notices,
        "breadcrumb": [Link("配信", reverse("campaigns")), Link(row.title)],
    }
    context["running"] = any(run["open"] for run in context["runs"])  # type: ignore[attr-defined]
    return render(request, "messaging/staff/campaign.html", context, status=422 if refusal else 200)


def _account_name(row: Campaign) -> str:
    account = line_accounts.account_of(row)
    named = LineChannel.objects.filter(pk=account or 0).values_list("name", flat=True).first()
    return named or "使われていません。LINEではだれにも届きません。"


def _unfilled(row: Campaign) -> list[str]:
    try:
        return unfilled(*campaign_texts.unseal_draft(row.words))
    except Unreadable:
        return []


def _summary(row: Campaign) -> list[SummaryRow]:
    segment = ward_audience.read_segment(row.rules)
    topic = ward_audience.topic(row.topic)
    lines = [
        SummaryRow(label="だれに", value=f"{ward_audience.words_of(segment, 'ja')}。"),
        SummaryRow(label="何について", value=topic.label("ja") if topic else "—"),
        SummaryRow(label="届け方", value=" → ".join(way_label(Way(way)) for way in row.ways)),
        SummaryRow(label="いつ", value=_when(row)),
    ]
    if Way.LINE in row.ways and line_accounts.several():
        lines.append(SummaryRow(label="LINE公式アカウント", value=_account_name(row)))
    if attached := campaign_files.files_of(row):
        named = "\n".join(f"{one.file.name}（{campaign_files.kind_words(one.file)}）" for one in attached)
        lines.append(
            SummaryRow(label="ファイル", value=f"{named}\n送ってから{row.files_days}日間、リンクで開けます。")
        )
    held = [one for one in ward_audience.facts() if one.number in segment.facts]
    if held:
        lines.insert(
            1,
            SummaryRow(
                label="見る情報と根拠", value="\n".join(f"{one.label('ja')}：{one.basis}" for one in held)
            ),
        )
    return lines


def _when(row: Campaign) -> str:
    if row.next_at is not None:
        out = (
            row.next_at
            if row.urgent
            else out_of_quiet(row.next_at.astimezone(clock.TOKYO), QUIET_FROM.value(), QUIET_UNTIL.value())
        )
        said = moment_words(out)
    else:
        said = moment_words(row.first_at) if row.first_at else "承認されたらすぐ"
    if row.repeat == "before":
        return f"{dates.whose(row.date_kind, row.days_before, 'ja')}に（はじめ：{said}）"
    return f"{REPEATS[row.repeat]}（{said}から）" if row.repeat in REPEATS else said


def previews(row: Campaign) -> list[Preview]:
    """The words as they arrive, by every way of the campaign, in every language it is written in."""
    try:
        texts = campaign_texts.unseal_texts(row.words)
    except Unreadable:
        return []
    empty = {one: f"{{{one}}}" for one in free_names(texts)}
    names, found = dict(LANGUAGE_NAMES), []
    for language in LANGUAGES:
        if language not in texts:
            continue
        section = identity.section_name_in(row.section_id, language)
        values = campaign_texts.values(section, language) | samples(language) | empty
        for way in map(Way, row.ways):
            if way is Way.LETTER:
                continue
            words = leaving(texts[language], way, language, values, "https://…", _files_line(row, language))
            lang = "en" if language == "en" else "ja"
            found.append(
                Preview(
                    LABELS[way],
                    names[language],
                    lang,
                    words.subject,
                    words.body or words.subject,
                    way is not Way.MAIL,
                )
            )
    return found


def _files_line(row: Campaign, language: str) -> str:
    if not campaign_files.files_of(row):
        return ""
    until = clock.today() + timedelta(days=row.files_days)
    return campaign_files.said("https://…", until, language)


def _foreseen(row: Campaign) -> list[tuple[str, str, str]]:
    """The dry run: way, language, how many (never fewer than five, never exact)."""
    ways = usable(row.ways)
    now, account = clock.now(), account_asked(row)
    who = all_of(
        [may_get(row.topic, ways, account), meets(ward_audience.read_segment(row.rules), now.date())]
    )
    try:
        languages = campaign_texts.languages_of(campaign_texts.unseal_texts(row.words))
    except Unreadable:
        return []
    reminder = campaigns.reminder_of(row, row.next_at or row.first_at or now)
    names = dict(LANGUAGE_NAMES)
    return [
        (LABELS[way], names[language], figures.words(count, keys))
        for way, language, count, keys in freezing.foreseen(
            who, ways=ways, languages=languages, account=account, reminder=reminder
        )
    ]


def _days_ahead(row: Campaign) -> list[tuple[str, str, str]]:
    """For a reminder: which day it goes out, of which day it reminds, how many that is; days without anybody are left out."""
    if row.repeat != "before" or row.state not in ("draft", "asked", "approved"):
        return []
    start = (row.next_at or row.first_at or clock.now()).astimezone(clock.TOKYO).date()
    last = min(start + DAYS_AHEAD, row.until or date.max)
    away = timedelta(days=row.days_before)
    ways = usable(row.ways)
    who = all_of(
        [may_get(row.topic, ways, account_asked(row)), meets(ward_audience.read_segment(row.rules), start)]
    )
    found = freezing.days_ahead(who, kind=row.date_kind, first=start + away, last=last + away)
    return [(day_words(day - away), day_words(day), figures.words(count, keys)) for day, count, keys in found]


def _moment(entry: object) -> Moment:
    at, text, label = entry.at, entry.text, entry.actor_label  # type: ignore[attr-defined]
    return Moment(when=in_words(at), iso=at.isoformat(), what=text, who=label)


def _deed(request: PageRequest, campaign_id: int, do: Callable[[int], object], word: str) -> HttpResponse:
    seen = request.POST.get("version", "")
    try:
        do(int(seen) if seen.isdecimal() and len(seen) < 9 else 0)
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        return _shown(request, campaign_id, refusal)
    return HttpResponseRedirect(f"{reverse('campaign', args=[campaign_id])}?{word}")


@page(permission=WRITE_CAMPAIGNS)
@require_POST
def ask(request: PageRequest, campaign_id: int) -> HttpResponse:
    """Ask somebody else to approve."""
    return _deed(
        request,
        campaign_id,
        lambda seen: asking.ask_approval(request.actor, campaign_id=campaign_id, seen_version=seen),
        "asked",
    )


@page(permission=APPROVE_CAMPAIGNS)
@require_POST
def approve(request: PageRequest, campaign_id: int) -> HttpResponse:
    """Approve what somebody else wrote."""
    return _deed(
        request,
        campaign_id,
        lambda seen: campaign_jobs.approve(request.actor, campaign_id=campaign_id, seen_version=seen),
        "approved",
    )


@page(permission=WRITE_CAMPAIGNS)
@require_POST
def send_back(request: PageRequest, campaign_id: int) -> HttpResponse:
    """Make a draft of it again."""
    return _deed(
        request,
        campaign_id,
        lambda seen: sending_back.send_back_campaign(request.actor, campaign_id=campaign_id),
        "back",
    )


@page(permission=WRITE_CAMPAIGNS)
@require_POST
def stop(request: PageRequest, campaign_id: int) -> HttpResponse:
    """The stop button: one press."""
    return _deed(
        request,
        campaign_id,
        lambda seen: stopping.stop_campaign(request.actor, campaign_id=campaign_id),
        "stopped",
    )


@page(permission=WRITE_CAMPAIGNS)
@require_POST
def test(request: PageRequest, campaign_id: int) -> HttpResponse:
    """Send it to the test group."""
    return _deed(
        request,
        campaign_id,
        lambda seen: campaign_jobs.test(request.actor, campaign_id=campaign_id),
        "tested",
    )


@page(permission=WRITE_CAMPAIGNS)
@require_POST
def resume(request: PageRequest, run_id: int) -> HttpResponse:
    """Let a paused run go on."""
    run = campaigns.run_for(request.actor, run_id)
    return _deed(
        request, run.campaign_id, lambda seen: campaign_jobs.resume(request.actor, run_id=run_id), "resumed"
    )
